package org.vsekai.rtc;

import org.vsekai.core.HotPath;

/** Allows a rate with bursts. Integer arithmetic on one monotonic clock; not thread-safe. */
@HotPath
final class TokenBucket {
    private final long nanosPerToken;
    private final long burstNanos;
    /** When the bucket will be full; each token taken moves it on. */
    private long fullAtNanos;

    TokenBucket(int perSecond, int burst, long now) {
        nanosPerToken = 1_000_000_000L / perSecond;
        burstNanos = nanosPerToken * burst;
        fullAtNanos = now;
    }

    boolean take(long now) {
        long next = Math.max(fullAtNanos, now) + nanosPerToken;
        if (next - now > burstNanos) {
            return false;
        }
        fullAtNanos = next;
        return true;
    }
}
