package org.vsekai.rtc.dtls;

import org.jspecify.annotations.Nullable;

/**
 * A reason to give up a handshake that may be forged, since nothing in a handshake is authentic before its end: the handshake is given up only
 * if it doesn't get any further for some seconds.
 *
 * @param alert what to tell the peer at the end: level and description, or null for nothing
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Doubt(DtlsEnd end, String detail, byte @Nullable [] alert, long dueNanos) {
    /** Long enough for several repetitions, and much shorter than the limit of a join. */
    static final long PATIENCE_NANOS = 5_000_000_000L;
}
