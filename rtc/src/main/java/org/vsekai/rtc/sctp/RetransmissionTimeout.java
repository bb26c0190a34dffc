package org.vsekai.rtc.sctp;

/** The retransmission timeout (RFC 9260 §6.3.1, which is RFC 6298). */
final class RetransmissionTimeout {
    /**
     * A lone packet is acknowledged up to 200 ms late (RFC 9260 §6.2), which is not a loss. On a path whose round trip varies
     * little, the timeout of the RFC would fire then.
     */
    private static final long VARIANCE_FLOOR_NANOS = 220_000_000;

    private final long minNanos;
    private final long maxNanos;
    private boolean isMeasured;
    private long smoothedNanos;
    private long variationNanos;
    private long timeoutNanos;

    RetransmissionTimeout(AssociationOptions options) {
        minNanos = options.rtoMinNanos();
        maxNanos = options.rtoMaxNanos();
        timeoutNanos = options.rtoInitialNanos();
    }

    long nanos() {
        return timeoutNanos;
    }

    /** A round trip of something that was sent once (Karn's rule). */
    void measured(long roundTripNanos) {
        long sample = Math.clamp(roundTripNanos, 0, 10 * maxNanos);
        if (isMeasured) {
            variationNanos += (Math.abs(smoothedNanos - sample) - variationNanos) / 4;
            smoothedNanos += (sample - smoothedNanos) / 8;
        } else {
            isMeasured = true;
            smoothedNanos = sample;
            variationNanos = sample / 2;
        }
        timeoutNanos =
                Math.clamp(smoothedNanos + Math.max(4 * variationNanos, VARIANCE_FLOOR_NANOS), minNanos, maxNanos);
    }

    /** RFC 9260 §6.3.3, rule E2: "RTO = RTO * 2". */
    void backOff() {
        timeoutNanos = Math.min(2 * timeoutNanos, maxNanos);
    }

    /** The smoothed round trip, or the initial timeout before the first measurement. */
    long smoothedRoundTripNanos() {
        return isMeasured ? smoothedNanos : timeoutNanos;
    }
}
