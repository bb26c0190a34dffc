package org.vsekai.storage;

/** The limits that every engine enforces, FoundationDB's: what passes on one engine passes on the other. */
public final class StorageLimits {
    public static final int MAX_KEY_SIZE = 10_000;

    public static final int MAX_VALUE_SIZE = 100_000;

    /**
     * Keys, values written, and both ends of every conflict range of a transaction, in bytes, with {@link
     * #MUTATION_OVERHEAD} for each write and {@link #CONFLICT_RANGE_OVERHEAD} for each conflict range.
     */
    public static final int MAX_TRANSACTION_SIZE = 10_000_000;

    /** What FoundationDB counts for a write beside its bytes ({@code sizeof(MutationRef)} of 7.4). */
    public static final int MUTATION_OVERHEAD = 44;

    /** What FoundationDB counts for a conflict range beside its bytes ({@code sizeof(KeyRangeRef)}); a write has one too. */
    public static final int CONFLICT_RANGE_OVERHEAD = 24;

    /** From the first read to the commit. */
    public static final long MAX_TRANSACTION_AGE_NANOS = 5_000_000_000L;

    /** Watches that wait, of one opened database. */
    public static final int MAX_WATCHES = 10_000;

    /** Keys that begin with this byte are the engine's. */
    public static final int RESERVED_PREFIX = 0xFF;

    private StorageLimits() {}
}
