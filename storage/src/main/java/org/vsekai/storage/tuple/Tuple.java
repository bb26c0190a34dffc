package org.vsekai.storage.tuple;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.Keys;

/**
 * A list of typed elements whose packed form orders as the list does. Elements: null, byte strings, unicode strings, nested
 * tuples, integers of up to 255 bytes, floats, doubles, booleans, UUIDs and versionstamps. Immutable; byte arrays are copied in and out.
 * Packing costs one pass over the content. An integer is a {@code Long} where one holds it, and a {@code BigInteger} beyond.
 */
public final class Tuple implements Comparable<Tuple> {
    private static final int MAX_INTEGER_BITS = 255 * Byte.SIZE;

    private static final Tuple EMPTY = new Tuple(List.of());

    private final List<@Nullable Object> elements;

    private Tuple(List<@Nullable Object> elements) {
        this.elements = elements;
    }

    /**
     * @throws IllegalArgumentException for an element of a type that tuples don't have
     */
    public static Tuple of(@Nullable Object... elements) {
        var normal = new ArrayList<@Nullable Object>(elements.length);
        for (Object element : elements) {
            normal.add(normalised(element));
        }
        return ofElements(normal);
    }

    /**
     * Unpacks.
     *
     * @throws IllegalArgumentException where the bytes are no tuple, naming the offset
     */
    public static Tuple fromBytes(byte[] packed) {
        return fromBytes(packed, 0);
    }

    /** Unpacks what follows the first {@code offset} bytes. */
    public static Tuple fromBytes(byte[] packed, int offset) {
        return ofElements(new TupleDecoder(packed, offset).decodeAll());
    }

    static Tuple ofElements(List<@Nullable Object> normal) {
        return normal.isEmpty() ? EMPTY : new Tuple(Collections.unmodifiableList(normal));
    }

    /** This tuple with one more element. */
    public Tuple add(@Nullable Object element) {
        var longer = new ArrayList<@Nullable Object>(elements.size() + 1);
        longer.addAll(elements);
        longer.add(normalised(element));
        return ofElements(longer);
    }

    public int size() {
        return elements.size();
    }

    public @Nullable Object get(int index) {
        Object element = elements.get(index);
        return element instanceof byte[] bytes ? bytes.clone() : element;
    }

    public long getLong(int index) {
        return element(index, Long.class);
    }

    /** The integer, whatever its size. */
    public BigInteger getBigInteger(int index) {
        return elements.get(index) instanceof BigInteger big ? big : BigInteger.valueOf(getLong(index));
    }

    public String getString(int index) {
        return element(index, String.class);
    }

    public byte[] getBytes(int index) {
        return element(index, byte[].class).clone();
    }

    public boolean getBoolean(int index) {
        return element(index, Boolean.class);
    }

    public double getDouble(int index) {
        return element(index, Double.class);
    }

    public float getFloat(int index) {
        return element(index, Float.class);
    }

    public UUID getUuid(int index) {
        return element(index, UUID.class);
    }

    public Versionstamp getVersionstamp(int index) {
        return element(index, Versionstamp.class);
    }

    public Tuple getTuple(int index) {
        return element(index, Tuple.class);
    }

    /** @throws IllegalArgumentException where a versionstamp is incomplete: that needs {@link #packWithVersionstamp} */
    public byte[] pack() {
        return pack(Keys.empty());
    }

    /** The packed form after a prefix. */
    public byte[] pack(byte[] prefix) {
        TupleEncoder encoder = encode(prefix);
        if (encoder.stampCount != 0) {
            throw new IllegalArgumentException("an incomplete versionstamp is packed with packWithVersionstamp");
        }
        return encoder.toBytes();
    }

    /**
     * The operand of {@code SET_VERSIONSTAMPED_KEY} or {@code SET_VERSIONSTAMPED_VALUE}: prefix, packed tuple, and the place
     * of the one incomplete versionstamp.
     *
     * @throws IllegalArgumentException unless exactly one versionstamp is incomplete
     */
    public byte[] packWithVersionstamp(byte[] prefix) {
        TupleEncoder encoder = encode(prefix);
        if (encoder.stampCount != 1) {
            throw new IllegalArgumentException("one versionstamp must be incomplete, not " + encoder.stampCount);
        }
        encoder.appendStampOffset();
        return encoder.toBytes();
    }

    /** The keys of all longer tuples that begin with this one. */
    public KeyRange range() {
        return range(Keys.empty());
    }

    KeyRange range(byte[] prefix) {
        byte[] packed = pack(prefix);
        return new KeyRange(Keys.concat(packed, new byte[] {0x00}), Keys.concat(packed, new byte[] {(byte) 0xFF}));
    }

    List<@Nullable Object> elements() {
        return elements;
    }

    private TupleEncoder encode(byte[] prefix) {
        var encoder = new TupleEncoder(prefix);
        encoder.encode(elements, false);
        return encoder;
    }

    private <T> T element(int index, Class<T> type) {
        Object element = elements.get(index);
        if (!type.isInstance(element)) {
            throw new IllegalArgumentException("element " + index + " is no " + type.getSimpleName() + ": " + element);
        }
        return Objects.requireNonNull(type.cast(element));
    }

    private static @Nullable Object normalised(@Nullable Object element) {
        return switch (element) {
            case null -> null;
            case byte[] bytes -> bytes.clone();
            case Byte number -> number.longValue();
            case Short number -> number.longValue();
            case Integer number -> number.longValue();
            case Long number -> number;
            case BigInteger number -> narrowed(number);
            case Float number -> number;
            case Double number -> number;
            case String string -> string;
            case Boolean bool -> bool;
            case UUID uuid -> uuid;
            case Versionstamp stamp -> stamp;
            case Tuple tuple -> tuple;
            default -> throw new IllegalArgumentException("a tuple can't hold " + element.getClass());
        };
    }

    /** @throws IllegalArgumentException where the magnitude has more bytes than can be packed */
    static Number narrowed(BigInteger number) {
        if (number.bitLength() < Long.SIZE) {
            return number.longValueExact();
        }
        if (number.abs().bitLength() > MAX_INTEGER_BITS) {
            throw new IllegalArgumentException("an integer has at most 255 bytes");
        }
        return number;
    }

    /** The order of the packed forms. */
    @Override
    public int compareTo(Tuple other) {
        return Arrays.compareUnsigned(
                encode(Keys.empty()).toBytes(), other.encode(Keys.empty()).toBytes());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tuple tuple && compareTo(tuple) == 0;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encode(Keys.empty()).toBytes());
    }

    @Override
    public String toString() {
        var text = new StringBuilder("(");
        for (Object element : elements) {
            text.append(text.length() == 1 ? "" : ", ");
            text.append(element instanceof byte[] bytes ? "b'" + Keys.printable(bytes) + "'" : element);
        }
        return text.append(')').toString();
    }
}
