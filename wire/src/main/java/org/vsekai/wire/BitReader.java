package org.vsekai.wire;

import org.vsekai.core.HotPath;

/**
 * Reads fields of 0 to 64 bits, most significant bit first. Total: a read beyond the end gives 0, moves nothing and sets
 * {@link #isOverrun}, which stays set; so a decoder reads all its fields and asks once. Confined to one thread.
 */
@HotPath
public final class BitReader {
    private final byte[] bytes;
    private int position;
    private boolean overrun;

    public BitReader(byte[] bytes) {
        this.bytes = bytes;
    }

    public long readUnsigned(int bits) {
        if (overrun || bits > remainingBits()) {
            overrun = true;
            return 0;
        }
        long value = 0;
        int left = bits;
        while (left > 0) {
            int room = 8 - (position & 7);
            int take = Math.min(room, left);
            int field = (bytes[position >>> 3] & 0xFF) >>> (room - take) & ((1 << take) - 1);
            value = (value << take) | field;
            position += take;
            left -= take;
        }
        return value;
    }

    /** A two's complement field of 1 to 64 bits. */
    public long readSigned(int bits) {
        int unused = Long.SIZE - bits;
        return (readUnsigned(bits) << unused) >> unused;
    }

    public int position() {
        return position;
    }

    /** In 64 bits, because an array may hold more bits than an int counts. */
    public long remainingBits() {
        return (long) bytes.length * 8 - position;
    }

    public boolean isOverrun() {
        return overrun;
    }
}
