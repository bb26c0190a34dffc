package org.vsekai.storage;

/** What keys, values and ranges of users must look like, in every engine: each checks before it does anything. */
public final class KeyRules {
    /** The first key that users can't have; the end of a range may be this one. */
    private static final byte[] RESERVED = {(byte) StorageLimits.RESERVED_PREFIX};

    private KeyRules() {}

    public static void checkLegal(byte[] key) {
        if (Keys.compare(key, RESERVED) >= 0) {
            throw new StorageException(StorageError.KEY_OUTSIDE_LEGAL_RANGE, "keys from 0xFF on are reserved");
        }
    }

    public static void checkWrite(byte[] key, byte[] value) {
        checkLegal(key);
        if (key.length > StorageLimits.MAX_KEY_SIZE) {
            throw new StorageException(
                    StorageError.KEY_TOO_LARGE, key.length + " bytes; the limit is " + StorageLimits.MAX_KEY_SIZE);
        }
        if (value.length > StorageLimits.MAX_VALUE_SIZE) {
            throw new StorageException(
                    StorageError.VALUE_TOO_LARGE,
                    value.length + " bytes; the limit is " + StorageLimits.MAX_VALUE_SIZE);
        }
    }

    /** Whether the range holds any key at all. A bound may be one byte longer than a key: the key after the longest. */
    public static boolean checkRange(byte[] begin, byte[] end) {
        if (Keys.compare(begin, RESERVED) > 0 || Keys.compare(end, RESERVED) > 0) {
            throw new StorageException(StorageError.KEY_OUTSIDE_LEGAL_RANGE, "keys from 0xFF on are reserved");
        }
        if (Math.max(begin.length, end.length) > StorageLimits.MAX_KEY_SIZE + 1) {
            throw new StorageException(
                    StorageError.KEY_TOO_LARGE,
                    "a bound of a range has more than " + StorageLimits.MAX_KEY_SIZE + " bytes");
        }
        int order = Keys.compare(begin, end);
        if (order > 0) {
            throw new StorageException(StorageError.INVERTED_RANGE, "a range ends before it begins");
        }
        return order < 0;
    }

    /** The place of the versionstamp that the last four bytes of an operand name. */
    public static int stampOffset(byte[] operand) {
        int offset = Stamps.offsetIn(operand);
        if (offset < 0) {
            throw new IllegalArgumentException(
                    "an operand of a versionstamped mutation ends with the little-endian offset of ten bytes in it");
        }
        return offset;
    }
}
