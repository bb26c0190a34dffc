package org.vsekai.wire;

import org.vsekai.core.Check;
import org.vsekai.core.HotPath;

/**
 * Writes fields of 0 to 64 bits into a fixed buffer, most significant bit first, without padding between them. A field
 * that doesn't fit is not written at all and sets {@link #isOverflowed}; later fields are refused too, so the caller asks
 * once at the end. Reusable through {@link #reset}; confined to one thread; allocates nothing but {@link #toBytes}.
 */
@HotPath
public final class BitWriter {
    private final byte[] buffer;
    private int position;
    private boolean overflowed;

    public BitWriter(int capacityBytes) {
        Check.that(capacityBytes > 0, "a buffer has room", capacityBytes);
        buffer = new byte[capacityBytes];
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
        int wholeBytes = bits >>> 3;
        for (int i = 0; i < wholeBytes; i++) {
            put(position, source[fromByte + i], 8);
            position += 8;
        }
        int rest = bits & 7;
        if (rest > 0) {
            put(position, (source[fromByte + wholeBytes] & 0xFF) >>> (8 - rest), rest);
            position += rest;
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
        return buffer.length * 8 - position;
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
        int at = atBit;
        int left = bits;
        while (left > 0) {
            int room = 8 - (at & 7);
            int take = Math.min(room, left);
            int ones = (1 << take) - 1;
            int field = (int) (value >>> (left - take)) & ones;
            int shift = room - take;
            int index = at >>> 3;
            buffer[index] = (byte) ((buffer[index] & ~(ones << shift)) | field << shift);
            at += take;
            left -= take;
        }
    }
}
