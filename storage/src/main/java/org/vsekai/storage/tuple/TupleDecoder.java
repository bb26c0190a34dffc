package org.vsekai.storage.tuple;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads packed elements. Confined to one call. Fails with {@link IllegalArgumentException} and the offset, never otherwise. */
final class TupleDecoder {
    /** Deeper nesting is refused, so that no input can exhaust the stack. */
    static final int MAX_DEPTH = 64;

    private final byte[] in;
    private final int end;
    private int offset;

    TupleDecoder(byte[] in, int offset) {
        this.in = in;
        this.offset = offset;
        end = in.length;
    }

    List<@Nullable Object> decodeAll() {
        var elements = new ArrayList<@Nullable Object>();
        while (offset < end) {
            elements.add(decodeElement(next(), 0));
        }
        return elements;
    }

    private @Nullable Object decodeElement(int code, int depth) {
        return switch (code) {
            case TypeCode.NULL -> null;
            case TypeCode.BYTES -> decodeBytes();
            case TypeCode.STRING -> decodeString();
            case TypeCode.NESTED -> decodeNested(depth + 1);
            case TypeCode.FLOAT -> decodeFloat();
            case TypeCode.DOUBLE -> decodeDouble();
            case TypeCode.FALSE -> false;
            case TypeCode.TRUE -> true;
            case TypeCode.UUID -> new UUID(bigEndian(Long.BYTES), bigEndian(Long.BYTES));
            case TypeCode.VERSIONSTAMP -> decodeStamp();
            case TypeCode.BIG_POSITIVE -> decodePositive(next());
            case TypeCode.BIG_NEGATIVE -> decodeNegative(~next() & 0xFF);
            default -> decodeInteger(code - TypeCode.INT_ZERO);
        };
    }

    private byte[] decodeBytes() {
        byte[] content = new byte[contentLength()];
        for (int i = 0; i < content.length; i++) {
            content[i] = in[offset++];
            if (content[i] == 0) {
                offset++; // The escape.
            }
        }
        offset++; // The terminator.
        return content;
    }

    /** The unescaped length of the byte string that begins here. */
    private int contentLength() {
        int length = 0;
        int at = offset;
        while (at < end) {
            if (in[at] != 0) {
                at++;
            } else if (isEscape(at + 1)) {
                at += 2;
            } else {
                return length;
            }
            length++;
        }
        throw malformed("a string without an end", offset);
    }

    private boolean isEscape(int at) {
        return at < end && in[at] == (byte) TypeCode.ESCAPE;
    }

    private String decodeString() {
        int start = offset;
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(decodeBytes()))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw malformed("a string that is not UTF-8", start);
        }
    }

    private Tuple decodeNested(int depth) {
        if (depth > MAX_DEPTH) {
            throw malformed("tuples nested too deeply", offset);
        }
        var elements = new ArrayList<@Nullable Object>();
        while (true) {
            int code = next();
            if (code != TypeCode.NULL) {
                elements.add(decodeElement(code, depth));
            } else if (isEscape(offset)) {
                offset++;
                elements.add(null);
            } else {
                return Tuple.ofElements(elements);
            }
        }
    }

    private Float decodeFloat() {
        int bits = (int) bigEndian(Float.BYTES);
        return Float.intBitsToFloat(bits < 0 ? bits ^ Integer.MIN_VALUE : ~bits);
    }

    private Double decodeDouble() {
        long bits = bigEndian(Double.BYTES);
        return Double.longBitsToDouble(bits < 0 ? bits ^ Long.MIN_VALUE : ~bits);
    }

    private Versionstamp decodeStamp() {
        need(Versionstamp.SIZE);
        offset += Versionstamp.SIZE;
        return Versionstamp.fromBytes(Arrays.copyOfRange(in, offset - Versionstamp.SIZE, offset));
    }

    /** @param signedLength bytes of the number, negative for a negative number */
    private Number decodeInteger(int signedLength) {
        int length = Math.abs(signedLength);
        if (length > Long.BYTES) {
            throw malformed("an unknown type code", offset - 1);
        }
        return signedLength < 0 ? decodeNegative(length) : decodePositive(length);
    }

    private Number decodePositive(int length) {
        need(length);
        var number = new BigInteger(1, in, offset, length);
        offset += length;
        return Tuple.narrowed(number);
    }

    /** Stored as the one's complement of the magnitude. */
    private Number decodeNegative(int length) {
        need(length);
        var complement = new BigInteger(1, in, offset, length);
        offset += length;
        return Tuple.narrowed(complement.subtract(TupleEncoder.highest(length)));
    }

    private long bigEndian(int length) {
        need(length);
        long bits = 0;
        for (int i = 0; i < length; i++) {
            bits = (bits << 8) | (in[offset++] & 0xFF);
        }
        return bits;
    }

    private int next() {
        need(1);
        return in[offset++] & 0xFF;
    }

    private void need(int length) {
        if (end - offset < length) {
            throw malformed("an element that ends too early", offset);
        }
    }

    private static IllegalArgumentException malformed(String what, int at) {
        return new IllegalArgumentException("not a tuple: " + what + " at byte " + at);
    }
}
