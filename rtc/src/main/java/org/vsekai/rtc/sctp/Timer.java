package org.vsekai.rtc.sctp;

/** A deadline that may be set or not. It fires when its owner asks {@link #isDue}. */
final class Timer {
    static final long NEVER = Long.MAX_VALUE;

    private long deadlineNanos = NEVER;

    void start(long nowNanos, long delayNanos) {
        deadlineNanos = nowNanos + delayNanos;
    }

    void stop() {
        deadlineNanos = NEVER;
    }

    boolean isRunning() {
        return deadlineNanos != NEVER;
    }

    boolean isDue(long nowNanos) {
        return deadlineNanos != NEVER && nowNanos >= deadlineNanos;
    }

    long deadlineNanos() {
        return deadlineNanos;
    }
}
