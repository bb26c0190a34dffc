package org.vsekai.storage.check;

import java.time.Duration;

/** The time by which a run ends, finished or not. */
final class Deadline {
    private final long endNanos;

    private Deadline(long endNanos) {
        this.endNanos = endNanos;
    }

    static Deadline in(Duration longest) {
        return new Deadline(System.nanoTime() + longest.toNanos());
    }

    boolean hasPassed() {
        return System.nanoTime() - endNanos >= 0;
    }
}
