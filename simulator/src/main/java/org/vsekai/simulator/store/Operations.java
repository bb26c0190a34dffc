package org.vsekai.simulator.store;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.KeyRules;
import org.vsekai.storage.MutationType;
import org.vsekai.storage.Stamps;

/** The atomic operations, as {@link MutationType} says. */
final class Operations {
    private Operations() {}

    static boolean isStamped(MutationType type) {
        return type == MutationType.SET_VERSIONSTAMPED_KEY || type == MutationType.SET_VERSIONSTAMPED_VALUE;
    }

    static byte[] stamped(byte[] operand, byte[] stamp) {
        return Stamps.complete(Stamps.content(operand), KeyRules.stampOffset(operand), stamp);
    }

    static byte @Nullable [] apply(MutationType type, byte @Nullable [] value, byte[] operand) {
        return switch (type) {
            case ADD -> sum(value == null ? new byte[0] : value, operand);
            case MAX -> value == null || isLess(value, operand) ? operand : Arrays.copyOf(value, operand.length);
            case MIN -> value == null || !isLess(value, operand) ? operand : Arrays.copyOf(value, operand.length);
            case BYTE_MAX -> value == null || Arrays.compareUnsigned(value, operand) < 0 ? operand : value;
            case COMPARE_AND_CLEAR -> Arrays.equals(value, operand) ? null : value;
            case SET_VERSIONSTAMPED_KEY, SET_VERSIONSTAMPED_VALUE ->
                throw new IllegalArgumentException("not an operation on a value: " + type);
        };
    }

    private static byte[] sum(byte[] value, byte[] operand) {
        byte[] sum = new byte[operand.length];
        int carry = 0;
        for (int i = 0; i < sum.length; i++) {
            carry += at(value, i) + at(operand, i);
            sum[i] = (byte) carry;
            carry >>= 8;
        }
        return sum;
    }

    /** As unsigned numbers, least byte first, of the operand's length. */
    private static boolean isLess(byte[] value, byte[] operand) {
        for (int i = operand.length - 1; i >= 0; i--) {
            if (at(value, i) != at(operand, i)) {
                return at(value, i) < at(operand, i);
            }
        }
        return false;
    }

    private static int at(byte[] bytes, int index) {
        return index < bytes.length ? bytes[index] & 0xFF : 0;
    }
}
