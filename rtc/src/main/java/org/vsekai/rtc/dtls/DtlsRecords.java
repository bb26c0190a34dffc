package org.vsekai.rtc.dtls;

/**
 * Reads the plain header of a record (RFC 6347 §4.1):
 *
 * <pre>
 * | type 1 | version 2 | epoch 2 | sequence number 6 | length 2 | fragment … |
 * </pre>
 */
final class DtlsRecords {
    static final int HEADER_SIZE = 13;
    /** RFC 6347 §4.2.2: type 1, length 3, message_seq 2, fragment_offset 3, fragment_length 3. */
    private static final int HANDSHAKE_HEADER_SIZE = 12;

    static final int CHANGE_CIPHER_SPEC = 20;
    static final int ALERT = 21;
    static final int HANDSHAKE = 22;
    static final int APPLICATION_DATA = 23;

    /** What both sides' keys are for: there is one handshake. */
    static final int EPOCH_OF_DATA = 1;

    private static final int CLIENT_HELLO = 1;
    private static final int HELLO_VERIFY_REQUEST = 3;
    /** The header of a handshake message (RFC 6347 §4.2.2): type 1, length 3, message number 2, fragment offset 3, fragment length 3. */
    private static final int MESSAGE_HEADER_SIZE = 12;
    /** DTLS 1.0 (in the first hello) and 1.2 both have this major version. */
    private static final int MAJOR_VERSION = 0xFE;

    private DtlsRecords() {}

    /** The size of the record at the offset, header included; -1 if there is no whole record of a known kind. */
    static int size(byte[] buffer, int offset, int limit) {
        if (limit - offset < HEADER_SIZE
                || type(buffer, offset) < CHANGE_CIPHER_SPEC
                || type(buffer, offset) > APPLICATION_DATA
                || (buffer[offset + 1] & 0xFF) != MAJOR_VERSION) {
            return -1;
        }
        int size = HEADER_SIZE + uint16(buffer, offset + 11);
        return size > limit - offset ? -1 : size;
    }

    static int type(byte[] buffer, int offset) {
        return buffer[offset] & 0xFF;
    }

    static int epoch(byte[] buffer, int offset) {
        return uint16(buffer, offset + 3);
    }

    /** Counts the records of an epoch. */
    static long sequence(byte[] buffer, int offset) {
        return (long) uint16(buffer, offset + 5) << 32
                | (long) uint16(buffer, offset + 7) << 16
                | uint16(buffer, offset + 9);
    }

    private static int uint16(byte[] buffer, int at) {
        return ((buffer[at] & 0xFF) << 8) | (buffer[at + 1] & 0xFF);
    }

    /** Whether there is a ClientHello in the record, or a fragment of one; the accessors below are for such records. */
    static boolean isClientHello(byte[] buffer, int offset, int size) {
        return size >= HEADER_SIZE + MESSAGE_HEADER_SIZE
                && type(buffer, offset) == HANDSHAKE
                && epoch(buffer, offset) == 0
                && buffer[offset + HEADER_SIZE] == CLIENT_HELLO;
    }

    /** Of the handshake message: 0 for a hello without a cookie, 1 for one with. */
    static int messageNumber(byte[] buffer, int offset) {
        return uint16(buffer, offset + HEADER_SIZE + 4);
    }

    /** Whether the fragment is the first, or the only one, of its handshake message. */
    static boolean isMessageStart(byte[] buffer, int offset) {
        int fragmentOffset = offset + HEADER_SIZE + 6;
        return buffer[fragmentOffset] == 0 && uint16(buffer, fragmentOffset + 1) == 0;
    }

    /** How many messages or fragments of messages a record of the handshake is made of, whatever lengths they claim; those that can't be read are one. */
    static int pieces(byte[] buffer, int offset, int size) {
        if (type(buffer, offset) != HANDSHAKE || epoch(buffer, offset) != 0) {
            return 1;
        }
        int pieces = 0;
        int at = offset + HEADER_SIZE;
        while (offset + size - at >= HANDSHAKE_HEADER_SIZE) {
            int fragment = (buffer[at + 9] & 0xFF) << 16 | uint16(buffer, at + 10);
            at += HANDSHAKE_HEADER_SIZE + fragment;
            pieces++;
        }
        return Math.max(1, pieces);
    }

    /** A flight of the server's that is never repeated by a timer, since the server holds no state yet (§4.2.1). */
    static boolean isHelloVerifyRequest(byte[] buffer, int offset, int length) {
        return length > HEADER_SIZE
                && type(buffer, offset) == HANDSHAKE
                && epoch(buffer, offset) == 0
                && buffer[offset + HEADER_SIZE] == HELLO_VERIFY_REQUEST;
    }
}
