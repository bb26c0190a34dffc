package org.vsekai.rtc.sctp;

/** A message on its way out. */
final class OutgoingMessage {
    /** For {@link #maxRetransmits}: until it arrives. */
    static final int RELIABLE = -1;

    final int streamId;
    final int payloadProtocolId;
    final byte[] payload;
    final boolean isUnordered;
    /** Transmissions after the first one, or {@link #RELIABLE} (RFC 7496 §3.1). */
    final int maxRetransmits;

    /** Given when the first fragment is sent, so that what is dropped before leaves no hole in the numbers. */
    int ssn;
    /** Where the next fragment starts. */
    int sentBytes;

    boolean isAbandoned;

    OutgoingMessage(int streamId, int payloadProtocolId, byte[] payload, boolean isUnordered, int maxRetransmits) {
        this.streamId = streamId;
        this.payloadProtocolId = payloadProtocolId;
        this.payload = payload;
        this.isUnordered = isUnordered;
        this.maxRetransmits = maxRetransmits;
    }

    boolean isReliable() {
        return maxRetransmits < 0;
    }

    int unsentBytes() {
        return payload.length - sentBytes;
    }
}
