package org.vsekai.rtc.dtls;

/**
 * The header of a record, which is always in the clear (RFC 6347 §4.1), read and written:
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |     type      |            version            |    epoch ...  |
 * | ...           |                sequence number                |
 * |      ... of 48 bits           |            length             |
 * |    ...        |                fragment ...
 * </pre>
 */
final class DtlsRecords {
    static final int HEADER_SIZE = 13;
    static final int CHANGE_CIPHER_SPEC = 20;
    static final int ALERT = 21;
    static final int HANDSHAKE = 22;
    static final int APPLICATION_DATA = 23;

    /** In the clear. */
    static final int EPOCH_OF_HANDSHAKE = 0;
    /** Sealed with the keys of the one handshake there is. */
    static final int EPOCH_OF_DATA = 1;

    /** RFC 6347 §4.1: of 48 bits; "a new association" before it wraps. */
    static final long MAX_SEQUENCE = (1L << 48) - 1;

    /** Epoch and sequence number as one number of 64 bits, as they lie in the header. */
    static final int NUMBER_OFFSET = 3;

    static final int NUMBER_SIZE = 8;

    private static final int LENGTH_OFFSET = 11;
    private static final int EPOCH_SHIFT = 48;
    private static final byte MAJOR_VERSION = (byte) 0xFE;
    private static final byte MINOR_VERSION_1_2 = (byte) 0xFD;

    private DtlsRecords() {}

    /**
     * The size of the record at the offset, header included; -1 if there is no whole record of a known kind. A first hello may say
     * DTLS 1.0, with the same major version.
     */
    static int size(byte[] buffer, int offset, int limit) {
        if (limit - offset < HEADER_SIZE
                || type(buffer, offset) < CHANGE_CIPHER_SPEC
                || type(buffer, offset) > APPLICATION_DATA
                || buffer[offset + 1] != MAJOR_VERSION) {
            return -1;
        }
        int size = HEADER_SIZE + uint16(buffer, offset + LENGTH_OFFSET);
        return size > limit - offset ? -1 : size;
    }

    static int type(byte[] buffer, int offset) {
        return buffer[offset] & 0xFF;
    }

    static int epoch(byte[] buffer, int offset) {
        return uint16(buffer, offset + NUMBER_OFFSET);
    }

    /** Counts the records of an epoch. */
    static long sequence(byte[] buffer, int offset) {
        return (long) uint16(buffer, offset + 5) << 32
                | (long) uint16(buffer, offset + 7) << 16
                | uint16(buffer, offset + 9);
    }

    /** @param length of what follows the header */
    static void writeHeader(int type, int epoch, long sequence, int length, byte[] out, int at) {
        out[at] = (byte) type;
        out[at + 1] = MAJOR_VERSION;
        out[at + 2] = MINOR_VERSION_1_2;
        long number = (long) epoch << EPOCH_SHIFT | sequence;
        for (int i = 0; i < NUMBER_SIZE; i++) {
            out[at + NUMBER_OFFSET + i] = (byte) (number >>> 56 - 8 * i);
        }
        out[at + LENGTH_OFFSET] = (byte) (length >>> 8);
        out[at + LENGTH_OFFSET + 1] = (byte) length;
    }

    private static int uint16(byte[] buffer, int at) {
        return (buffer[at] & 0xFF) << 8 | buffer[at + 1] & 0xFF;
    }
}
