package org.vsekai.rtc.sctp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Fields of a byte array in network byte order. */
final class Bytes {
    private static final VarHandle SHORTS = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Bytes() {}

    static int getUnsigned8(byte[] bytes, int at) {
        return bytes[at] & 0xFF;
    }

    static int getUnsigned16(byte[] bytes, int at) {
        return (short) SHORTS.get(bytes, at) & 0xFFFF;
    }

    static int get32(byte[] bytes, int at) {
        return (int) INTS.get(bytes, at);
    }

    static long get64(byte[] bytes, int at) {
        return (long) LONGS.get(bytes, at);
    }

    static void put16(byte[] bytes, int at, int value) {
        SHORTS.set(bytes, at, (short) value);
    }

    static void put32(byte[] bytes, int at, int value) {
        INTS.set(bytes, at, value);
    }

    static void put64(byte[] bytes, int at, long value) {
        LONGS.set(bytes, at, value);
    }

    /** The length rounded up to the multiple of four that chunks and parameters are padded to. */
    static int padded(int length) {
        return length + 3 & ~3;
    }
}
