package org.vsekai.storage.tuple;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Packs elements into a growing array. Confined to one call. */
final class TupleEncoder {
    /** Where an incomplete versionstamp's first byte is in the output, or -1. */
    int stampOffset = -1;

    /** How many incomplete versionstamps were packed. */
    int stampCount;

    private byte[] out;
    private int size;

    TupleEncoder(byte[] prefix) {
        out = Arrays.copyOf(prefix, prefix.length + 64);
        size = prefix.length;
    }

    byte[] toBytes() {
        return Arrays.copyOf(out, size);
    }

    /** Appends the offset of the versionstamp, four bytes little-endian, as a versionstamped mutation wants it. */
    void appendStampOffset() {
        for (int shift = 0; shift < 32; shift += 8) {
            append(stampOffset >> shift);
        }
    }

    void encode(List<? extends @Nullable Object> elements, boolean nested) {
        for (Object element : elements) {
            encodeElement(element, nested);
        }
    }

    private void encodeElement(@Nullable Object element, boolean nested) {
        switch (element) {
            case null -> encodeNull(nested);
            case byte[] bytes -> encodeBytes(TypeCode.BYTES, bytes);
            case String string -> encodeBytes(TypeCode.STRING, utf8(string));
            case Long number -> encodeLong(number);
            case BigInteger number -> encodeBig(number);
            case Float number -> encodeFloat(number);
            case Double number -> encodeDouble(number);
            case Boolean bool -> append(bool ? TypeCode.TRUE : TypeCode.FALSE);
            case UUID uuid -> encodeUuid(uuid);
            case Versionstamp stamp -> encodeStamp(stamp);
            case Tuple tuple -> encodeNested(tuple);
            default -> throw new IllegalStateException("a tuple never holds " + element.getClass());
        }
    }

    private void encodeNull(boolean nested) {
        append(TypeCode.NULL);
        if (nested) {
            append(TypeCode.ESCAPE);
        }
    }

    private void encodeBytes(int code, byte[] bytes) {
        append(code);
        for (byte b : bytes) {
            append(b);
            if (b == 0) {
                append(TypeCode.ESCAPE);
            }
        }
        append(0);
    }

    /** Integers take as few bytes as they can; negative ones are stored as their one's complement, so that bytes order them. */
    private void encodeLong(long number) {
        // The magnitude as an unsigned number: right for Long.MIN_VALUE too.
        long magnitude = number < 0 ? -number : number;
        int length = (Long.SIZE - Long.numberOfLeadingZeros(magnitude) + 7) / 8;
        append(number < 0 ? TypeCode.INT_ZERO - length : TypeCode.INT_ZERO + length);
        long stored = number < 0 ? ~magnitude : magnitude;
        appendBigEndian(stored, length);
    }

    /** A number that a long can't hold: as above up to eight bytes, with a byte of their number beyond. */
    private void encodeBig(BigInteger number) {
        int length = (number.abs().bitLength() + 7) / 8;
        boolean isNegative = number.signum() < 0;
        if (length > Long.BYTES) {
            append(isNegative ? TypeCode.BIG_NEGATIVE : TypeCode.BIG_POSITIVE);
            append(isNegative ? ~length : length);
        } else {
            append(isNegative ? TypeCode.INT_ZERO - length : TypeCode.INT_ZERO + length);
        }
        // The complement of a magnitude of n bytes is the number itself, plus what n bytes can count to.
        BigInteger stored = isNegative ? number.add(highest(length)) : number;
        for (int index = length - 1; index >= 0; index--) {
            append(stored.shiftRight(8 * index).intValue());
        }
    }

    /** The greatest number that so many bytes hold. */
    static BigInteger highest(int length) {
        return BigInteger.ONE.shiftLeft(8 * length).subtract(BigInteger.ONE);
    }

    private void encodeFloat(float number) {
        int bits = Float.floatToRawIntBits(number);
        append(TypeCode.FLOAT);
        appendBigEndian(bits < 0 ? ~bits : bits ^ Integer.MIN_VALUE, Float.BYTES);
    }

    private void encodeDouble(double number) {
        long bits = Double.doubleToRawLongBits(number);
        append(TypeCode.DOUBLE);
        appendBigEndian(bits < 0 ? ~bits : bits ^ Long.MIN_VALUE, Double.BYTES);
    }

    private void encodeUuid(UUID uuid) {
        append(TypeCode.UUID);
        appendBigEndian(uuid.getMostSignificantBits(), Long.BYTES);
        appendBigEndian(uuid.getLeastSignificantBits(), Long.BYTES);
    }

    private void encodeStamp(Versionstamp stamp) {
        append(TypeCode.VERSIONSTAMP);
        if (!stamp.isComplete()) {
            stampOffset = size;
            stampCount++;
        }
        for (byte b : stamp.toBytes()) {
            append(b);
        }
    }

    private void encodeNested(Tuple tuple) {
        append(TypeCode.NESTED);
        encode(tuple.elements(), true);
        append(0);
    }

    private static byte[] utf8(String string) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(string));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException unpaired) {
            throw new IllegalArgumentException("a string with an unpaired surrogate has no UTF-8 encoding", unpaired);
        }
    }

    private void appendBigEndian(long bits, int length) {
        for (int shift = 8 * (length - 1); shift >= 0; shift -= 8) {
            append((int) (bits >> shift));
        }
    }

    private void append(int b) {
        if (size == out.length) {
            out = Arrays.copyOf(out, 2 * out.length);
        }
        out[size++] = (byte) b;
    }
}
