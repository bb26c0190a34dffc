package org.vsekai.server;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long the parts of a start took, one after the other, from the beginning of the process until players can join. Written by the
 * thread that starts the server; read by any.
 */
final class StartTimes {
    enum Part {
        /** Until the program's own code runs. */
        RUNTIME,
        /** Until the store is open. */
        STORE,
        /** The world is opened, and the region where newcomers appear is in memory. */
        WORLD,
        /** What remained to be waited for: the ports, which come up beside the store and the world. */
        PORTS
    }

    private final AtomicLongArray nanos = new AtomicLongArray(Part.values().length);
    private long lastNanos = System.nanoTime();

    /** Begins now. Where the system doesn't tell when the process began, that takes no time. */
    StartTimes() {
        Instant now = Instant.now();
        Instant began = ProcessHandle.current().info().startInstant().orElse(now);
        nanos.set(
                Part.RUNTIME.ordinal(), Math.max(0, Duration.between(began, now).toNanos()));
    }

    /** A part is over, and the next begins. */
    void ended(Part part) {
        long now = System.nanoTime();
        nanos.set(part.ordinal(), now - lastNanos);
        lastNanos = now;
    }

    /** 0 for what is not over yet. */
    long nanos(Part part) {
        return nanos.get(part.ordinal());
    }
}
