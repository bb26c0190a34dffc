package org.vsekai.rtc.sctp;

/** A DATA chunk that was sent and is not cumulatively acknowledged. */
final class OutgoingChunk {
    final OutgoingMessage message;
    final long tsn;
    final int offset;
    final int length;
    final long firstSentNanos;

    int sentCount = 1;
    /** SACKs in a row that showed this chunk missing while later ones arrived (RFC 9260 §7.2.4). */
    int missIndications;

    /** Reported in a gap block of the latest SACK. */
    boolean isAcked;
    /** Counted as lost, and to be sent again; not in flight. */
    boolean isLost;
    /** RFC 9260 §7.2.4: a chunk is retransmitted fast only once; after that only by the timer. */
    boolean wasFastRetransmitted;
    /** The SACK, by count, that last reported this chunk. */
    int reportedBySack;

    OutgoingChunk(OutgoingMessage message, long tsn, int offset, int length, long nowNanos) {
        this.message = message;
        this.tsn = tsn;
        this.offset = offset;
        this.length = length;
        firstSentNanos = nowNanos;
    }

    /** What the chunk counts for in flight: payload and header, so that many small ones are not free. */
    int flightBytes() {
        return length + DataView.FIXED_BYTES + PacketReader.CHUNK_HEADER_BYTES;
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

    /** Whether RFC 7496 §3.1 forbids another transmission. */
    boolean isExhausted() {
        return !message.isReliable() && sentCount > message.maxRetransmits;
    }
}
