package org.vsekai.storage.tuple;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.vsekai.storage.Keys;

/**
 * The place of a commit in the order of all commits (ten bytes, given by the store) and a number of the user's for order
 * inside one transaction (two bytes). Incomplete until the commit has happened. Immutable.
 */
public final class Versionstamp implements Comparable<Versionstamp> {
    /** Bytes that the store gives: eight of the commit version and two of the order within it. */
    public static final int TRANSACTION_SIZE = 10;

    public static final int SIZE = 12;

    private static final int MAX_USER_VERSION = 0xFFFF;

    private final byte[] bytes;

    private Versionstamp(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A stamp that the commit completes: see {@link Tuple#packWithVersionstamp}. */
    public static Versionstamp incomplete(int userVersion) {
        byte[] unset = new byte[TRANSACTION_SIZE];
        Arrays.fill(unset, (byte) 0xFF);
        return complete(unset, userVersion);
    }

    /** @param transaction the ten bytes of {@link org.vsekai.storage.Transaction#versionstamp()} */
    public static Versionstamp complete(byte[] transaction, int userVersion) {
        if (transaction.length != TRANSACTION_SIZE) {
            throw new IllegalArgumentException("a transaction's versionstamp has ten bytes, not " + transaction.length);
        }
        if (userVersion < 0 || userVersion > MAX_USER_VERSION) {
            throw new IllegalArgumentException("a user version has 16 bits: " + userVersion);
        }
        byte[] bytes = Arrays.copyOf(transaction, SIZE);
        bytes[TRANSACTION_SIZE] = (byte) (userVersion >> 8);
        bytes[TRANSACTION_SIZE + 1] = (byte) userVersion;
        return new Versionstamp(bytes);
    }

    static Versionstamp fromBytes(byte[] bytes) {
        return new Versionstamp(bytes);
    }

    public boolean isComplete() {
        for (int i = 0; i < TRANSACTION_SIZE; i++) {
            if (bytes[i] != (byte) 0xFF) {
                return true;
            }
        }
        return false;
    }

    /** The version of the commit. */
    public long version() {
        return ByteBuffer.wrap(bytes).getLong();
    }

    public int userVersion() {
        return ByteBuffer.wrap(bytes).getShort(TRANSACTION_SIZE) & MAX_USER_VERSION;
    }

    /** All twelve bytes, a copy. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    @Override
    public int compareTo(Versionstamp other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Versionstamp stamp && Arrays.equals(bytes, stamp.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "Versionstamp(" + Keys.printable(bytes) + ")";
    }
}
