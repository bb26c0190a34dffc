package org.vsekai.rtc.dtls;

/**
 * The header of a handshake message, or of a fragment of one (RFC 6347 §4.2.2), read and written:
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |     type      |             length of the message             |
 * |        message number         |  offset of the fragment ...   |
 * |      ...      |            length of the fragment             |
 * </pre>
 *
 * A message that is whole is one fragment of it.
 */
final class HandshakeHeader {
    static final int SIZE = 12;

    static final int CLIENT_HELLO = 1;
    static final int SERVER_HELLO = 2;
    static final int HELLO_VERIFY_REQUEST = 3;
    static final int CERTIFICATE = 11;
    static final int SERVER_KEY_EXCHANGE = 12;
    static final int CERTIFICATE_REQUEST = 13;
    static final int SERVER_HELLO_DONE = 14;
    static final int CERTIFICATE_VERIFY = 15;
    static final int CLIENT_KEY_EXCHANGE = 16;
    static final int FINISHED = 20;

    private static final int LENGTH_OFFSET = 1;
    private static final int NUMBER_OFFSET = 4;
    private static final int FRAGMENT_OFFSET_OFFSET = 6;
    private static final int FRAGMENT_LENGTH_OFFSET = 9;

    private HandshakeHeader() {}

    static int type(byte[] buffer, int at) {
        return buffer[at] & 0xFF;
    }

    static int length(byte[] buffer, int at) {
        return uint24(buffer, at + LENGTH_OFFSET);
    }

    /** Counts the messages of one side, from 0. */
    static int number(byte[] buffer, int at) {
        return (buffer[at + NUMBER_OFFSET] & 0xFF) << 8 | buffer[at + NUMBER_OFFSET + 1] & 0xFF;
    }

    static int fragmentOffset(byte[] buffer, int at) {
        return uint24(buffer, at + FRAGMENT_OFFSET_OFFSET);
    }

    static int fragmentLength(byte[] buffer, int at) {
        return uint24(buffer, at + FRAGMENT_LENGTH_OFFSET);
    }

    /** Makes the header of a fragment, or of the whole, from that of another fragment of the same message. */
    static void writeOther(byte[] buffer, int at, int fragmentOffset, int fragmentLength, byte[] out, int to) {
        System.arraycopy(buffer, at, out, to, FRAGMENT_OFFSET_OFFSET);
        putUint24(out, to + FRAGMENT_OFFSET_OFFSET, fragmentOffset);
        putUint24(out, to + FRAGMENT_LENGTH_OFFSET, fragmentLength);
    }

    private static int uint24(byte[] buffer, int at) {
        return (buffer[at] & 0xFF) << 16 | (buffer[at + 1] & 0xFF) << 8 | buffer[at + 2] & 0xFF;
    }

    private static void putUint24(byte[] buffer, int at, int value) {
        buffer[at] = (byte) (value >>> 16);
        buffer[at + 1] = (byte) (value >>> 8);
        buffer[at + 2] = (byte) value;
    }
}
