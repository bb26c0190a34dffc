package org.vsekai.storage.tuple;

/** The first byte of each element of a packed tuple. The order of the codes is the order between types. */
final class TypeCode {
    static final int NULL = 0x00;
    static final int BYTES = 0x01;
    static final int STRING = 0x02;
    static final int NESTED = 0x05;

    /** A negative integer of 9 to 255 bytes; their number, complemented, follows. */
    static final int BIG_NEGATIVE = 0x0B;

    /** The integer zero. {@code INT_ZERO + n} is a positive integer of n bytes, {@code INT_ZERO - n} a negative one. */
    static final int INT_ZERO = 0x14;

    /** A positive integer of 9 to 255 bytes; their number follows. */
    static final int BIG_POSITIVE = 0x1D;

    static final int FLOAT = 0x20;
    static final int DOUBLE = 0x21;
    static final int FALSE = 0x26;
    static final int TRUE = 0x27;
    static final int UUID = 0x30;
    static final int VERSIONSTAMP = 0x33;

    /** Follows a zero byte that is content, and a null inside a nested tuple. */
    static final int ESCAPE = 0xFF;

    private TypeCode() {}
}
