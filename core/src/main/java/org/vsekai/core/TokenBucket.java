package org.vsekai.core;

/**
 * A rate with a burst: holds up to {@code burst} tokens and gains {@code perSecond} of them. Starts full. Counts in
 * billionths of a token, so no rate is lost to rounding. Time is passed in and may stand still, never runs backwards.
 * Confined to one thread.
 */
@HotPath
public final class TokenBucket {
    private static final long SCALE = 1_000_000_000L;

    private final long perSecond;
    private final long capacity;
    private long level;
    private long filledAtNanos;

    /**
     * @param perSecond 1 to a million
     * @param burst 1 to a billion
     */
    public TokenBucket(long perSecond, long burst, long nowNanos) {
        Check.that(perSecond > 0 && perSecond <= 1_000_000, "a rate is sensible", perSecond);
        Check.that(burst > 0 && burst <= 1_000_000_000, "a burst is sensible", burst);
        this.perSecond = perSecond;
        capacity = burst * SCALE;
        level = capacity;
        filledAtNanos = nowNanos;
    }

    /** Takes that many tokens, or none. */
    public boolean tryTake(long tokens, long nowNanos) {
        if (available(nowNanos) < tokens) {
            return false;
        }
        level -= tokens * SCALE;
        return true;
    }

    /** Whole tokens that could be taken now. */
    public long available(long nowNanos) {
        long elapsed = Math.max(0, nowNanos - filledAtNanos);
        if (elapsed > 0) {
            filledAtNanos = nowNanos;
            boolean fills = elapsed >= (capacity - level) / perSecond;
            level = fills ? capacity : level + elapsed * perSecond;
        }
        return level / SCALE;
    }

    /** How long until that many tokens are there; 0 when they are. */
    public long nanosUntil(long tokens, long nowNanos) {
        available(nowNanos);
        long missing = tokens * SCALE - level;
        return missing <= 0 ? 0 : (missing + perSecond - 1) / perSecond;
    }

    /** True when nothing is missing: such a bucket may be thrown away and made anew. */
    public boolean isFull(long nowNanos) {
        available(nowNanos);
        return level == capacity;
    }
}
