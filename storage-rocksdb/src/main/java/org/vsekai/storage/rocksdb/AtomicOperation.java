package org.vsekai.storage.rocksdb;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.MutationType;

/** The functions behind the atomic mutations, as FoundationDB defines them. An absent value is null. */
final class AtomicOperation {
    private AtomicOperation() {}

    /** The value after the operation, or null where the key is cleared. May return one of its arguments. */
    static byte @Nullable [] apply(MutationType type, byte @Nullable [] value, byte[] operand) {
        return switch (type) {
            case ADD -> add(value, operand);
            case MAX -> value == null || compareLittleEndian(value, operand) < 0 ? operand : resized(value, operand);
            case MIN -> value == null || compareLittleEndian(value, operand) > 0 ? operand : resized(value, operand);
            case BYTE_MAX -> value == null || Arrays.compareUnsigned(value, operand) < 0 ? operand : value;
            case COMPARE_AND_CLEAR -> Arrays.equals(value, operand) ? null : value;
            case SET_VERSIONSTAMPED_KEY, SET_VERSIONSTAMPED_VALUE ->
                throw new IllegalArgumentException("not an operation on a value: " + type);
        };
    }

    private static byte[] add(byte @Nullable [] value, byte[] operand) {
        byte[] sum = operand.clone();
        if (value == null) {
            return sum;
        }
        int carry = 0;
        for (int i = 0; i < sum.length; i++) {
            carry += (sum[i] & 0xFF) + byteAt(value, i);
            sum[i] = (byte) carry;
            carry >>= 8;
        }
        return sum;
    }

    /** Compares as unsigned little-endian numbers of the operand's length. */
    private static int compareLittleEndian(byte[] value, byte[] operand) {
        for (int i = operand.length - 1; i >= 0; i--) {
            int order = Integer.compare(byteAt(value, i), operand[i] & 0xFF);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static byte[] resized(byte[] value, byte[] operand) {
        return value.length == operand.length ? value : Arrays.copyOf(value, operand.length);
    }

    private static int byteAt(byte[] bytes, int index) {
        return index < bytes.length ? bytes[index] & 0xFF : 0;
    }
}
