package org.vsekai.rtc.ice;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes one STUN message: attributes in the order of the calls, then {@link #sign} or {@link #finish}. */
final class StunWriter {
    /** Larger than any message written here: header, two ufrags of 256, and the fixed attributes. */
    private static final int CAPACITY = 1024;

    private final ByteBuffer buffer = ByteBuffer.allocate(CAPACITY);

    StunWriter(int type, byte[] transactionId) {
        buffer.putShort((short) type)
                .putShort((short) 0)
                .putInt(Stun.MAGIC_COOKIE)
                .put(transactionId);
    }

    StunWriter username(String username) {
        return attribute(Stun.USERNAME, username.getBytes(StandardCharsets.UTF_8));
    }

    StunWriter priority(long priority) {
        return attribute(
                Stun.PRIORITY, ByteBuffer.allocate(4).putInt((int) priority).array());
    }

    StunWriter useCandidate() {
        return attribute(Stun.USE_CANDIDATE, new byte[0]);
    }

    StunWriter controlling(long tieBreaker) {
        return attribute(
                Stun.ICE_CONTROLLING, ByteBuffer.allocate(8).putLong(tieBreaker).array());
    }

    StunWriter xorMappedAddress(InetSocketAddress address) {
        byte[] ip = address.getAddress().getAddress();
        var value = ByteBuffer.allocate(4 + ip.length);
        value.putShort((short) (ip.length == 4 ? 1 : 2));
        value.putShort((short) (address.getPort() ^ Stun.MAGIC_COOKIE >>> 16));
        for (int i = 0; i < ip.length; i++) {
            value.put((byte) (ip[i] ^ buffer.get(4 + i)));
        }
        return attribute(Stun.XOR_MAPPED_ADDRESS, value.array());
    }

    /** RFC 8489 §14.8. */
    StunWriter error(int code, String phrase) {
        byte[] text = phrase.getBytes(StandardCharsets.UTF_8);
        var value = ByteBuffer.allocate(4 + text.length);
        value.putShort((short) 0)
                .put((byte) (code / 100))
                .put((byte) (code % 100))
                .put(text);
        return attribute(Stun.ERROR_CODE, value.array());
    }

    StunWriter unknownAttribute(int type) {
        return attribute(
                Stun.UNKNOWN_ATTRIBUTES,
                ByteBuffer.allocate(2).putShort((short) type).array());
    }

    /** Adds MESSAGE-INTEGRITY and FINGERPRINT and returns the message. */
    byte[] sign(byte[] key) {
        return attribute(Stun.MESSAGE_INTEGRITY, Stun.integrity(key, buffer.array(), 0, buffer.position()))
                .finish();
    }

    /** Adds FINGERPRINT and returns the message. */
    byte[] finish() {
        int end = buffer.position() + Stun.ATTRIBUTE_HEADER_SIZE + 4;
        buffer.putShort(2, (short) (end - Stun.HEADER_SIZE));
        int fingerprint = Stun.fingerprint(buffer.array(), 0, buffer.position());
        attribute(Stun.FINGERPRINT, ByteBuffer.allocate(4).putInt(fingerprint).array());
        byte[] message = new byte[end];
        buffer.get(0, message);
        return message;
    }

    StunWriter attribute(int type, byte[] value) {
        buffer.putShort((short) type).putShort((short) value.length).put(value);
        buffer.position(Stun.HEADER_SIZE + Stun.padded(buffer.position() - Stun.HEADER_SIZE));
        buffer.putShort(2, (short) (buffer.position() - Stun.HEADER_SIZE));
        return this;
    }
}
