package org.vsekai.gateway;

import java.util.concurrent.TimeUnit;

/** Counts strikes within the last {@link #WINDOW_NANOS}. Confined to the peer's event loop. */
final class StrikeWindow {
    static final int MOST_STRIKES = 20;
    static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** Times of the newest strikes, a ring; valid below count. */
    private final long[] atNanos = new long[MOST_STRIKES];

    private long count;

    /** Returns true when this strike is one too many: the 20th within the window. */
    boolean strike(long nowNanos) {
        atNanos[(int) (count % MOST_STRIKES)] = nowNanos;
        count++;
        return count >= MOST_STRIKES && nowNanos - atNanos[(int) (count % MOST_STRIKES)] <= WINDOW_NANOS;
    }
}
