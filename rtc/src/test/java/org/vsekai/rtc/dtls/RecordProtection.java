package org.vsekai.rtc.dtls;

/**
 * Seals and opens records of epoch 1 with AES-128-GCM (RFC 6347 §4.1.2, RFC 5288). The explicit part of a nonce is the epoch
 * and the sequence number, so no nonce is used twice.
 */
interface RecordProtection {
    int EXPLICIT_NONCE_SIZE = 8;
    int TAG_SIZE = 16;
    int OVERHEAD = DtlsRecords.HEADER_SIZE + EXPLICIT_NONCE_SIZE + TAG_SIZE;
    int TAG_BITS = TAG_SIZE * 8;
    int NONCE_SIZE = 12;
    /** The associated data: epoch and sequence number, type, version, size of the plaintext (RFC 5246 §6.2.3.3). */
    int ASSOCIATED_SIZE = 13;

    /** Writes one record. @return its size */
    int seal(int type, long sequence, byte[] in, int offset, int length, byte[] out, int outOffset);

    /** Opens the whole record at the offset. @return the plaintext's size; -1 if the record is not authentic */
    int open(byte[] record, int offset, int size, byte[] out);

    static void header(int type, int epoch, long sequence, int length, byte[] out, int at) {
        out[at] = (byte) type;
        out[at + 1] = (byte) 0xFE;
        out[at + 2] = (byte) 0xFD;
        putInt64(out, at + 3, (long) epoch << 48 | sequence);
        out[at + 11] = (byte) (length >>> 8);
        out[at + 12] = (byte) length;
    }

    static void putInt64(byte[] out, int at, long value) {
        for (int i = 0; i < 8; i++) {
            out[at + i] = (byte) (value >>> 56 - 8 * i);
        }
    }

    /** The associated data of the record whose header is at the offset, for a plaintext of this length. */
    static void associated(byte[] record, int at, int length, byte[] out) {
        System.arraycopy(record, at + 3, out, 0, 8);
        System.arraycopy(record, at, out, 8, 3);
        out[11] = (byte) (length >>> 8);
        out[12] = (byte) length;
    }
}
