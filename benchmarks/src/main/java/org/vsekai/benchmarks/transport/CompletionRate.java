package org.vsekai.benchmarks.transport;

/**
 * How often something is completed: from the first completion to the last, so that the time which a single one takes is left out. Any
 * thread.
 */
final class CompletionRate {
    private static final double NANOS_PER_SECOND = 1e9;

    private int count;
    private long firstNanos;
    private long lastNanos;

    synchronized void complete(long nanos) {
        if (count == 0) {
            firstNanos = nanos;
        }
        lastNanos = nanos;
        count++;
    }

    synchronized int count() {
        return count;
    }

    /** Between n completions are n - 1 intervals; 0 when there are none. */
    synchronized double perSecond() {
        return count < 2 ? 0 : (count - 1) * NANOS_PER_SECOND / Math.max(1, lastNanos - firstNanos);
    }
}
