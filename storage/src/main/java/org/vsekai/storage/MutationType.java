package org.vsekai.storage;

/** Atomic operations, as FoundationDB's of the same names. */
public enum MutationType {
    /** Little-endian addition; the result has the operand's length. */
    ADD,
    /** Little-endian unsigned maximum; the result has the operand's length. */
    MAX,
    /** Little-endian unsigned minimum; an absent value takes the operand. */
    MIN,
    /** Bytewise lexicographic maximum. */
    BYTE_MAX,
    /** Clears the key if its value equals the operand. */
    COMPARE_AND_CLEAR,
    /** The key's last four bytes (little-endian offset) say where in it the versionstamp goes. */
    SET_VERSIONSTAMPED_KEY,
    /** The value's last four bytes (little-endian offset) say where in it the versionstamp goes. */
    SET_VERSIONSTAMPED_VALUE
}
