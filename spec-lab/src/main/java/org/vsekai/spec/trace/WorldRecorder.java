package org.vsekai.spec.trace;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vsekai.sim.RegionId;
import org.vsekai.world.DurableFrame;

/**
 * Makes traces of a run, from what its store made durable and what was said of it, in that order. Whoever runs a world in one
 * thread hands everything in as it happens: this is the order that counts, as a transaction takes place when it becomes durable.
 *
 * <p>A run is cut into traces of at most {@link #MOST_EVENTS} events: what TLC keeps grows with them. Confined to one thread.
 */
public final class WorldRecorder {
    public static final int MOST_EVENTS = 200;

    private final String runName;
    private final CommitReader reader;
    private final Mirror mirror = new Mirror();
    private final List<Trace> traces = new ArrayList<>();
    private final List<TraceEvent> events = new ArrayList<>();
    private final int eventsPerTrace;
    private Mirror startOfTrace = mirror.copy();

    /** @param runName for people, such as a seed */
    public WorldRecorder(String runName, String worldName, int eventsPerTrace) {
        this.runName = runName;
        this.eventsPerTrace = Math.min(MOST_EVENTS, eventsPerTrace);
        reader = new CommitReader(worldName);
    }

    /**
     * The store has made a transaction durable.
     *
     * @param changes each key that it changed with its value, null where it is gone
     */
    public void onCommit(Map<byte[], byte @Nullable []> changes) {
        try {
            CommitReader.Read read = reader.read(changes);
            read.begun()
                    .forEach((region, things) -> things.forEach(thing -> {
                        mirror.begin(region, thing);
                        startOfTrace.begin(region, thing);
                    }));
            read.arrived()
                    .forEach((home, avatars) -> avatars.forEach(avatar -> {
                        mirror.arrive(home, avatar);
                        startOfTrace.arrive(home, avatar);
                    }));
            read.events().forEach(this::add);
        } catch (InvalidProtocolBufferException damaged) {
            throw new IllegalStateException("what is stored can be read", damaged);
        }
    }

    /**
     * A region has come up.
     *
     * @param life of the server: in each, sessions are numbered anew
     */
    public void onRegionUp(int life, RegionId region) {
        add(new TraceEvent.Up(CommitReader.region(region), life));
    }

    /** A region has gone down. */
    public void onRegionDown(int life, RegionId region) {
        add(new TraceEvent.Down(CommitReader.region(region), life));
    }

    /** Players are shown a region's frame as final, and told who came and went and what became of actions. */
    public void onShown(int life, RegionId region, DurableFrame frame) {
        add(new TraceEvent.Shown(CommitReader.region(region), life, frame.number(), TracedTelling.of(frame)));
    }

    /** A player is told again what became of an action. */
    public void onAnswered(int life, long player, long session, long sequence) {
        add(new TraceEvent.Answered(new TracedInput(player, sequence), life, session));
    }

    private void add(TraceEvent event) {
        events.add(event);
        mirror.apply(event);
        if (events.size() == eventsPerTrace) {
            cut();
        }
    }

    /** All traces of the run so far. */
    public List<Trace> traces() {
        cut();
        return List.copyOf(traces);
    }

    private void cut() {
        if (events.isEmpty()) {
            return;
        }
        Set<Long> touched = new HashSet<>();
        events.stream().flatMap(Mirror::touched).forEach(touched::add);
        List<TraceEvent> told =
                events.stream().map(event -> onlyOf(touched, event)).toList();
        traces.add(new Trace(runName, traces.size() + 1, startOfTrace.snapshot(touched), told));
        events.clear();
        startOfTrace = mirror.copy();
    }

    /** Pages hold thousands of things: those that nothing happens to in the trace are left out. */
    private static TraceEvent onlyOf(Set<Long> touched, TraceEvent event) {
        if (!(event instanceof TraceEvent.Commit commit) || commit.pages().isEmpty()) {
            return event;
        }
        return commit.withPages(commit.pages().stream()
                .filter(thing -> touched.contains(thing.id()))
                .toList());
    }
}
