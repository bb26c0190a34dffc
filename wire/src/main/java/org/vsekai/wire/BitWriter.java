package org.vsekai.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.vsekai.core.Check;
import org.vsekai.core.HotPath;

/**
 * Writes fields of 0 to 64 bits into a fixed buffer, most significant bit first, without padding between them. A field
 * that doesn't fit is not written at all and sets {@link #isOverflowed}; later fields are refused too, so the caller asks
 * once at the end. Reusable through {@link #reset}; confined to one thread; allocates nothing but {@link #toBytes}.
 */
@HotPath
public final class BitWriter {
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** A field of so many bits lies within one word, at whichever bit of a byte it begins. */
    private static final int MOST_IN_WORD = Long.SIZE - 7;

    /** Whole bytes of which a word holds as many, wherever they begin. */
    private static final int BYTES_IN_WORD = MOST_IN_WORD / Byte.SIZE;

    private final int capacityBits;

    /** With room for a word that begins in the last byte. */
    private final byte[] buffer;

    private int position;
    private boolean overflowed;

    public BitWriter(int capacityBytes) {
        Check.that(capacityBytes > 0, "a buffer has room", capacityBytes);
        capacityBits = capacityBytes * Byte.SIZE;
        buffer = new byte[capacityBytes + Long.BYTES];
    }

    public void reset() {
        position = 0;
        overflowed = false;
    }

    /** Writes the low {@code bits} of a value; so signed values come out in two's complement. */
    public void write(long value, int bits) {
        if (overflowed || bits > remainingBits()) {
            overflowed = true;
            return;
        }
        put(position, value, bits);
        position += bits;
    }

    /** Copies the first {@code bits} of an array of whole bytes. */
    public void writeBits(byte[] source, int fromByte, int bits) {
        if (overflowed || bits > remainingBits() || fromByte + ((bits + 7) >>> 3) > source.length) {
            overflowed = true;
            return;
        }
        int from = fromByte;
        int left = bits;
        while (left >= BYTES_IN_WORD * Byte.SIZE && from + Long.BYTES <= source.length) {
            put(position, (long) WORD.get(source, from) >>> Byte.SIZE, BYTES_IN_WORD * Byte.SIZE);
            position += BYTES_IN_WORD * Byte.SIZE;
            from += BYTES_IN_WORD;
            left -= BYTES_IN_WORD * Byte.SIZE;
        }
        while (left > 0) {
            int take = Math.min(Byte.SIZE, left);
            put(position, (source[from++] & 0xFF) >>> (Byte.SIZE - take), take);
            position += take;
            left -= take;
        }
    }

    /** Replaces a field that was written before. */
    public void overwrite(int atBit, long value, int bits) {
        Check.that(atBit >= 0 && atBit + bits <= position, "only what was written is overwritten", atBit);
        put(atBit, value, bits);
    }

    public int bitLength() {
        return position;
    }

    public int remainingBits() {
        return capacityBits - position;
    }

    public boolean isOverflowed() {
        return overflowed;
    }

    /** What was written, the last byte filled up with zero bits. */
    public byte[] toBytes() {
        int size = (position + 7) >>> 3;
        byte[] bytes = new byte[size];
        copyTo(bytes, 0);
        return bytes;
    }

    /** Copies what was written, the last byte filled up with zero bits; returns the size in bytes. */
    public int copyTo(byte[] target, int at) {
        int size = (position + 7) >>> 3;
        System.arraycopy(buffer, 0, target, at, size);
        int padding = size * 8 - position;
        if (padding > 0) {
            target[at + size - 1] &= (byte) (0xFF << padding);
        }
        return size;
    }

    private void put(int atBit, long value, int bits) {
        if (bits > MOST_IN_WORD) {
            put(atBit, value >>> Integer.SIZE, bits - Integer.SIZE);
            put(atBit + bits - Integer.SIZE, value, Integer.SIZE);
        } else if (bits > 0) {
            int index = atBit >>> 3;
            int shift = Long.SIZE - (atBit & 7) - bits;
            long mask = -1L >>> (Long.SIZE - bits) << shift;
            long word = (long) WORD.get(buffer, index);
            WORD.set(buffer, index, (word & ~mask) | (value << shift & mask));
        }
    }
}
