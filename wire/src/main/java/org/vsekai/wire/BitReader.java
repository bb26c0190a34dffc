package org.vsekai.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.vsekai.core.HotPath;

/**
 * Reads fields of 0 to 64 bits, most significant bit first. Total: a read beyond the end gives 0, moves nothing and sets
 * {@link #isOverrun}, which stays set; so a decoder reads all its fields and asks once. Confined to one thread.
 */
@HotPath
public final class BitReader {
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** A field of so many bits lies within one word, at whichever bit of a byte it begins. */
    private static final int MOST_IN_WORD = Long.SIZE - 7;

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
        int index = position >>> 3;
        if (bits > 0 && bits <= MOST_IN_WORD && index + Long.BYTES <= bytes.length) {
            long word = (long) WORD.get(bytes, index) << (position & 7);
            position += bits;
            return word >>> (Long.SIZE - bits);
        }
        return readByBytes(bits);
    }

    /** A byte at a time: what is longer than a word, or where no whole word is left. */
    private long readByBytes(int bits) {
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
