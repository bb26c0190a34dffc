package org.vsekai.rtc.sctp;

import org.jspecify.annotations.Nullable;

/** A DATA or I-DATA chunk that was sent and is not cumulatively acknowledged; or a spare record of one. */
final class OutgoingChunk {
    private static final OutgoingMessage NONE = new OutgoingMessage();

    OutgoingMessage message = NONE;
    long tsn;
    int offset;
    int length;
    /** Which fragment of its message it is. */
    int fragment;
    /** What it counts for in flight: payload and header, so that many small ones are not free. */
    int flightBytes;

    long firstSentNanos;
    int sentCount;
    /** SACKs in a row that showed this chunk missing while later ones arrived (RFC 9260 §7.2.4). */
    int missIndications;

    /** Reported in a gap block of the latest SACK. */
    boolean isAcked;
    /** Counted as lost, and to be sent again; not in flight. */
    boolean isLost;
    /** RFC 9260 §7.2.4: a chunk is retransmitted fast only once; after that only by the timer. */
    boolean wasFastRetransmitted;
    /** The last one before the numbers of some streams start again: no FORWARD TSN may speak of both sides. */
    boolean isBeforeReset;
    /** The SACK, by count, that last reported this chunk. */
    int reportedBySack;

    @Nullable
    OutgoingChunk nextSpare;

    void clear() {
        message = NONE;
        missIndications = 0;
        isAcked = false;
        isLost = false;
        wasFastRetransmitted = false;
        isBeforeReset = false;
        reportedBySack = 0;
    }

    boolean isInFlight() {
        return !isAcked && !isLost && !message.isAbandoned;
    }

    boolean isBegin() {
        return offset == 0;
    }

    boolean isEnd() {
        return offset + length == message.payload.length;
    }

    /** Whether RFC 7496 §3.1 or RFC 3758 §4.1 forbids another transmission. */
    boolean isExhausted(long nowNanos) {
        return (message.isLossy() && sentCount > message.maxRetransmits) || message.isExpired(nowNanos);
    }
}
