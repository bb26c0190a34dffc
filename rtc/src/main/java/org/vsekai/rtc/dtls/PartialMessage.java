package org.vsekai.rtc.dtls;

import java.util.BitSet;

/** A handshake message of which fragments have come (RFC 6347 §4.2.3). Fragments may overlap; the later one counts. */
final class PartialMessage {
    /** The message as one fragment, header and all. */
    private final byte[] whole;

    private final BitSet arrived;

    /** @param at of the header of any of its fragments */
    PartialMessage(byte[] buffer, int at) {
        int length = HandshakeHeader.length(buffer, at);
        whole = new byte[HandshakeHeader.SIZE + length];
        HandshakeHeader.writeOther(buffer, at, 0, length, whole, 0);
        arrived = new BitSet(length);
    }

    /** Whether a fragment is of a message of the same type and length. */
    boolean hasPart(byte[] buffer, int at) {
        return HandshakeHeader.type(whole, 0) == HandshakeHeader.type(buffer, at)
                && HandshakeHeader.length(whole, 0) == HandshakeHeader.length(buffer, at);
    }

    void add(byte[] buffer, int at) {
        int offset = HandshakeHeader.fragmentOffset(buffer, at);
        int length = HandshakeHeader.fragmentLength(buffer, at);
        System.arraycopy(buffer, at + HandshakeHeader.SIZE, whole, HandshakeHeader.SIZE + offset, length);
        arrived.set(offset, offset + length);
    }

    int type() {
        return HandshakeHeader.type(whole, 0);
    }

    boolean isWhole() {
        return arrived.nextClearBit(0) >= whole.length - HandshakeHeader.SIZE;
    }

    byte[] whole() {
        return whole;
    }
}
