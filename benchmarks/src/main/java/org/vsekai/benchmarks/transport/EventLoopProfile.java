package org.vsekai.benchmarks.transport;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingStream;
import org.vsekai.benchmarks.measuring.CommandLoop;

/** What the event loops of this process spend CPU on and allocate for, by samples of Java's flight recorder. Costs CPU itself: not while that is measured. */
final class EventLoopProfile {
    private static final String CPU = "jdk.CPUTimeSample";
    private static final String CPU_LOST = "jdk.CPUTimeSamplesLost";
    private static final String ALLOCATION = "jdk.ObjectAllocationSample";
    private static final String EVENT_LOOP = "rtc-port";
    private static final Duration CPU_PERIOD = Duration.ofMillis(1);
    private static final String ALLOCATION_RATE = "1000/s";

    private final Map<String, Long> samplesByLayer = new TreeMap<>();
    /** Not their sizes: the sampler is where a thread's buffer is full, and so prefers large objects. */
    private final Map<String, Long> allocationsByPlace = new TreeMap<>();

    private long failed;
    private long lost;

    private EventLoopProfile() {}

    /** Samples for some seconds. Without the event for CPU, which came with JDK 25 and is for Linux only, it has no samples of that. */
    static ObjectNode take(long seconds) throws InterruptedException {
        var profile = new EventLoopProfile();
        try (var stream = new RecordingStream()) {
            if (FlightRecorder.getFlightRecorder().getEventTypes().stream()
                    .map(EventType::getName)
                    .anyMatch(CPU::equals)) {
                stream.enable(CPU).with("throttle", CPU_PERIOD.toMillis() + "ms");
                stream.enable(CPU_LOST);
            }
            stream.enable(ALLOCATION).with("throttle", ALLOCATION_RATE);
            stream.onEvent(CPU, profile::onCpu);
            stream.onEvent(CPU_LOST, event -> profile.lost += event.getLong("lostSamples"));
            stream.onEvent(ALLOCATION, profile::onAllocation);
            stream.startAsync();
            TimeUnit.SECONDS.sleep(seconds);
            // Hands over what was recorded so far.
            stream.stop();
        }
        return profile.figures();
    }

    private void onCpu(RecordedEvent event) {
        if (!isOfEventLoop(event)) {
            return;
        }
        if (event.getBoolean("failed")) {
            failed++;
        } else {
            samplesByLayer.merge(Layers.of(classes(event)), 1L, Long::sum);
        }
    }

    private void onAllocation(RecordedEvent event) {
        if (isOfEventLoop(event)) {
            String layer = Layers.of(classes(event));
            String place = layer.equals(Layers.CRYPTO)
                    ? layer
                    : layer + " " + event.getClass("objectClass").getName();
            allocationsByPlace.merge(place, 1L, Long::sum);
        }
    }

    private static boolean isOfEventLoop(RecordedEvent event) {
        RecordedThread thread = event.getThread("eventThread");
        return thread != null
                && thread.getJavaName() != null
                && thread.getJavaName().startsWith(EVENT_LOOP);
    }

    private static List<String> classes(RecordedEvent event) {
        var stack = event.getStackTrace();
        return stack == null
                ? List.of()
                : stack.getFrames().stream()
                        .map(frame -> frame.getMethod().getType().getName())
                        .toList();
    }

    private ObjectNode figures() {
        ObjectNode figures = CommandLoop.ok();
        figures.put("failed", failed).put("lost", lost);
        ObjectNode cpu = figures.putObject("samplesByLayer");
        samplesByLayer.forEach(cpu::put);
        ObjectNode allocations = figures.putObject("allocationsByPlace");
        allocationsByPlace.forEach(allocations::put);
        return figures;
    }
}
