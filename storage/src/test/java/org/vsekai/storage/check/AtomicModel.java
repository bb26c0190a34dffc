package org.vsekai.storage.check;

import java.math.BigInteger;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.MutationType;

/**
 * The atomic operations once more, as arithmetic on whole numbers: slow, and written apart from every engine so as not to
 * share its mistakes.
 */
final class AtomicModel {
    private AtomicModel() {}

    static byte @Nullable [] apply(MutationType type, byte @Nullable [] value, byte[] operand) {
        int size = operand.length;
        return switch (type) {
            case ADD -> bytes(number(value, size).add(number(operand, size)), size);
            case MAX -> bytes(number(value, size).max(number(operand, size)), size);
            case MIN -> value == null ? operand : bytes(number(value, size).min(number(operand, size)), size);
            case BYTE_MAX -> value == null || Arrays.compareUnsigned(value, operand) < 0 ? operand : value;
            case COMPARE_AND_CLEAR -> value == null || Arrays.equals(value, operand) ? null : value;
            case SET_VERSIONSTAMPED_KEY, SET_VERSIONSTAMPED_VALUE ->
                throw new IllegalArgumentException("not an operation on a value: " + type);
        };
    }

    /** The first bytes as an unsigned little-endian number; nothing counts as 0. */
    private static BigInteger number(byte @Nullable [] littleEndian, int size) {
        return littleEndian == null ? BigInteger.ZERO : new BigInteger(1, reversed(Arrays.copyOf(littleEndian, size)));
    }

    /** The lowest bytes of the number, little-endian. */
    private static byte[] bytes(BigInteger number, int size) {
        byte[] bigEndian = number.toByteArray();
        byte[] bytes = new byte[size];
        for (int i = 0; i < Math.min(size, bigEndian.length); i++) {
            bytes[i] = bigEndian[bigEndian.length - 1 - i];
        }
        return bytes;
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return reversed;
    }
}
