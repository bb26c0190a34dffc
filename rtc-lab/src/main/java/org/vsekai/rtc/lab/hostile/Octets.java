package org.vsekai.rtc.lab.hostile;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes in network order, as they are written. Unlike the writers of the layers, it lets any length be a lie. */
final class Octets {
    private byte[] bytes = new byte[256];
    private int size;

    Octets u8(int value) {
        if (size == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * size);
        }
        bytes[size++] = (byte) value;
        return this;
    }

    Octets u16(int value) {
        return u8(value >>> 8).u8(value);
    }

    Octets u24(int value) {
        return u8(value >>> 16).u16(value);
    }

    Octets u32(int value) {
        return u16(value >>> 16).u16(value);
    }

    Octets u48(long value) {
        return u16((int) (value >>> 32)).u32((int) value);
    }

    Octets u64(long value) {
        return u32((int) (value >>> 32)).u32((int) value);
    }

    Octets put(byte[] value) {
        for (byte octet : value) {
            u8(octet);
        }
        return this;
    }

    Octets ascii(String text) {
        return put(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Zeros up to the next multiple of four. */
    Octets padded() {
        while (size % 4 != 0) {
            u8(0);
        }
        return this;
    }

    int size() {
        return size;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    /** Overwrites two bytes. */
    static void put16(byte[] bytes, int at, int value) {
        bytes[at] = (byte) (value >>> 8);
        bytes[at + 1] = (byte) value;
    }

    static void put32(byte[] bytes, int at, int value) {
        put16(bytes, at, value >>> 16);
        put16(bytes, at + 2, value);
    }

    static int get16(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) << 8 | (bytes[at + 1] & 0xFF);
    }

    static int get32(byte[] bytes, int at) {
        return get16(bytes, at) << 16 | get16(bytes, at + 2);
    }
}
