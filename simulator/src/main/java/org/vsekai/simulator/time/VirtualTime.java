package org.vsekai.simulator.time;

import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * All that will happen, in order: by time, then by when it was planned. One thread, so a run is a function of its seed.
 *
 * <p>An event may belong to a {@link Life}. It is dropped when that life is over, and waits while it is paused.
 */
public final class VirtualTime {
    public static final long NANOS_PER_SECOND = 1_000_000_000L;
    public static final long NANOS_PER_MILLI = 1_000_000L;

    /** The wall clock at the beginning of every run. */
    private static final long FIRST_UNIX_MILLIS = 1_800_000_000_000L;

    private record Event(long nanos, long order, @Nullable Life life, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return nanos == other.nanos ? Long.compare(order, other.order) : Long.compare(nanos, other.nanos);
        }
    }

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final RunLog log;
    private long nowNanos = 1;
    private long planned;

    public VirtualTime(RunLog log) {
        this.log = log;
    }

    public RunLog log() {
        return log;
    }

    public long nowNanos() {
        return nowNanos;
    }

    public long unixMillis() {
        return FIRST_UNIX_MILLIS + nowNanos / NANOS_PER_MILLI;
    }

    /** Of the world around the server: nothing stops it. */
    public void after(long nanos, Runnable action) {
        plan(nowNanos + nanos, null, action);
    }

    /** Of a life of the server. */
    public void after(long nanos, Life life, Runnable action) {
        plan(nowNanos + nanos, life, action);
    }

    private void plan(long nanos, @Nullable Life life, Runnable action) {
        events.add(new Event(nanos, planned++, life, action));
    }

    /** Lets time run up to a moment. */
    public void runUntil(long nanos) {
        while (true) {
            Event next = events.peek();
            if (next == null || next.nanos > nanos) {
                break;
            }
            events.poll();
            nowNanos = next.nanos;
            happen(next);
        }
        nowNanos = nanos;
    }

    private void happen(Event event) {
        Life life = event.life;
        if (life == null) {
            event.action.run();
        } else if (life.isOver()) {
            log.note("dropped");
        } else if (life.pausedUntilNanos() > nowNanos) {
            plan(life.pausedUntilNanos(), life, event.action);
        } else {
            event.action.run();
        }
    }
}
