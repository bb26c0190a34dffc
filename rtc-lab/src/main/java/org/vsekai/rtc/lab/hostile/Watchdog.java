package org.vsekai.rtc.lab.hostile;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Finds the input that is never done with: what goes round without an effect that {@link Cost} could count. It goes by the CPU time of the thread, so a machine
 * that is busy with other things raises no alarm.
 */
public final class Watchdog {
    /** CPU time of one input: a thousand times what the slowest takes. */
    private static final long MOST_CPU_NANOS = 10_000_000_000L;

    private static final long POLL_MILLIS = 200;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final Map<Barrage, Thread> UNDER_WAY = new ConcurrentHashMap<>();

    private final Consumer<String> alarm;
    private final long mostCpuNanos;
    private final Thread thread;

    /** Where a barrage stood when it was first seen there. */
    private record Stand(int sent, long cpuNanos) {}

    /** @param alarm is told how to do again what does not end; called again and again */
    public Watchdog(Consumer<String> alarm) {
        this(alarm, MOST_CPU_NANOS);
    }

    Watchdog(Consumer<String> alarm, long mostCpuNanos) {
        this.alarm = alarm;
        this.mostCpuNanos = mostCpuNanos;
        thread = Thread.ofPlatform().name("watchdog").daemon().start(this::watch);
    }

    static void enter(Barrage barrage) {
        UNDER_WAY.put(barrage, Thread.currentThread());
    }

    static void leave(Barrage barrage) {
        UNDER_WAY.remove(barrage);
    }

    private void watch() {
        Map<Barrage, Stand> stands = new HashMap<>();
        try {
            while (true) {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
                stands.keySet().retainAll(UNDER_WAY.keySet());
                UNDER_WAY.forEach((barrage, worker) -> look(barrage, worker, stands));
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(Barrage barrage, Thread worker, Map<Barrage, Stand> stands) {
        long cpuNanos = THREADS.getThreadCpuTime(worker.threadId());
        Stand stand = stands.get(barrage);
        if (stand == null || stand.sent != barrage.sent()) {
            stands.put(barrage, new Stand(barrage.sent(), cpuNanos));
        } else if (cpuNanos - stand.cpuNanos > mostCpuNanos) {
            alarm.accept(barrage.replay());
        }
    }

    public void stop() {
        thread.interrupt();
    }
}
