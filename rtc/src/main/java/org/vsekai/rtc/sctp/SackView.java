package org.vsekai.rtc.sctp;

import org.vsekai.core.HotPath;

/**
 * The value of a SACK chunk (RFC 9260 §3.3.4), read where it lies.
 *
 * <pre>
 * |                      Cumulative TSN Ack                       |
 * |          Advertised Receiver Window Credit (a_rwnd)           |
 * | Number of Gap Ack Blocks = N  |  Number of Duplicate TSNs = M |
 * |    Gap Ack Block #1 Start     |     Gap Ack Block #1 End      |
 * |                       Duplicate TSN 1                         |
 * </pre>
 */
@HotPath
final class SackView {
    static final int FIXED_BYTES = 12;

    private byte[] data = {};
    private int body;
    private int gapCount;

    /** Whether the value is whole and every gap block is a range that starts after its predecessor ends. */
    boolean wrap(byte[] packet, int bodyOffset, int bodyLength) {
        data = packet;
        body = bodyOffset;
        if (bodyLength < FIXED_BYTES) {
            return false;
        }
        gapCount = Bytes.getUnsigned16(packet, bodyOffset + 8);
        int duplicateCount = Bytes.getUnsigned16(packet, bodyOffset + 10);
        if (bodyLength != FIXED_BYTES + 4 * (gapCount + duplicateCount)) {
            return false;
        }
        int before = 0;
        for (int i = 0; i < gapCount; i++) {
            if (gapStart(i) <= before || gapEnd(i) < gapStart(i)) {
                return false;
            }
            before = gapEnd(i);
        }
        return true;
    }

    int cumulativeTsn() {
        return Bytes.get32(data, body);
    }

    /** Bytes, clamped to what an {@code int} holds. */
    int windowBytes() {
        return (int) Math.min(Integer.toUnsignedLong(Bytes.get32(data, body + 4)), Integer.MAX_VALUE);
    }

    int gapCount() {
        return gapCount;
    }

    /** First number of a gap block, relative to the cumulative one. */
    int gapStart(int index) {
        return Bytes.getUnsigned16(data, body + FIXED_BYTES + 4 * index);
    }

    /** Last number of a gap block, relative to the cumulative one. */
    int gapEnd(int index) {
        return Bytes.getUnsigned16(data, body + FIXED_BYTES + 4 * index + 2);
    }
}
