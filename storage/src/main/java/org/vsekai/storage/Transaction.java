package org.vsekai.storage;

import java.util.concurrent.CompletionStage;

/**
 * Reads and buffered writes that become visible all at once, or not at all. Limits, as FoundationDB's: keys up to 10,000
 * bytes, values up to 100,000, 10,000,000 bytes of keys, values written and conflict ranges in all, five seconds from the
 * first read. Keys from {@code 0xFF} on are reserved.
 */
public interface Transaction extends ReadTransaction, AutoCloseable {
    /** The same view without conflicts. */
    ReadTransaction snapshot();

    void set(byte[] key, byte[] value);

    void clear(byte[] key);

    /** Clears {@code begin <= key < end}. */
    void clearRange(byte[] begin, byte[] end);

    /** An atomic operation on the value at commit: no read, so no conflict. */
    void mutate(MutationType type, byte[] key, byte[] operand);

    void addReadConflictRange(byte[] begin, byte[] end);

    void addWriteConflictRange(byte[] begin, byte[] end);

    default void addReadConflictKey(byte[] key) {
        addReadConflictRange(key, Keys.after(key));
    }

    default void addWriteConflictKey(byte[] key) {
        addWriteConflictRange(key, Keys.after(key));
    }

    /**
     * The next write alone makes no conflict for those who read what it writes. For one range added by hand in the place of
     * many points.
     */
    void nextWriteNoWriteConflict();

    /**
     * Completes after the key's value has become another than this transaction sees at the end, at the earliest when it has
     * committed; fails with {@link StorageError#TRANSACTION_CANCELLED} when the transaction ends otherwise. It may complete
     * without a change, misses a value that changed and changed back, and ends with the process: whoever is told reads again.
     * Conflicts with nothing in the embedded engine; FoundationDB takes it for a read of the key as well.
     *
     * @throws StorageException {@link StorageError#TOO_MANY_WATCHES} (as the stage's failure) beyond {@link
     *     StorageLimits#MAX_WATCHES}
     */
    CompletionStage<Void> watch(byte[] key);

    /** Bytes that count against the size limit so far. */
    CompletionStage<Long> approximateSize();

    /**
     * Makes the writes durable and visible. A transaction without writes commits at once. Afterwards only {@link
     * #committedVersion} and {@link #versionstamp} may be asked.
     */
    CompletionStage<Void> commit();

    /** The version of the successful commit; -1 for a transaction without writes. */
    long committedVersion();

    /** The ten bytes of the versionstamp of a successful commit that wrote something. */
    byte[] versionstamp();

    /**
     * Decides about a failure: where it is retryable, waits a while (backing off) and resets the transaction for another
     * try; otherwise the stage fails with the error.
     */
    CompletionStage<Void> onError(Throwable failure);

    /** Lets go of the snapshot; an uncommitted transaction is gone. Idempotent. */
    @Override
    void close();
}
