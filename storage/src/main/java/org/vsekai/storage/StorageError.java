package org.vsekai.storage;

/** Error codes, FoundationDB's where it has one. */
public enum StorageError {
    /** Somebody changed what this transaction read. */
    NOT_COMMITTED(1020, true, false),
    /** The read version is older than five seconds. */
    TRANSACTION_TOO_OLD(1007, true, false),
    /** The cluster has not come up to the version asked for yet. */
    FUTURE_VERSION(1009, true, false),
    /** The commit may or may not have happened. */
    COMMIT_UNKNOWN_RESULT(1021, true, true),
    TRANSACTION_CANCELLED(1025, false, false),
    TRANSACTION_TIMED_OUT(1031, false, true),
    TOO_MANY_WATCHES(1032, false, false),
    /** A key or range that this transaction itself gave a versionstamp was read. */
    ACCESSED_UNREADABLE(1036, false, false),
    /** Used after commit, or twice at once. */
    USED_DURING_COMMIT(2017, false, false),
    KEY_OUTSIDE_LEGAL_RANGE(2004, false, false),
    INVERTED_RANGE(2005, false, false),
    TRANSACTION_TOO_LARGE(2101, false, false),
    KEY_TOO_LARGE(2102, false, false),
    VALUE_TOO_LARGE(2103, false, false),
    /** The store can't go on: an input or output error, a full disk. Nothing more will be committed by this process. */
    IO_ERROR(1510, false, true),
    /** The store was closed. */
    DATABASE_CLOSED(1101, false, false);

    private final int code;
    private final boolean retryable;
    private final boolean maybeCommitted;

    StorageError(int code, boolean retryable, boolean maybeCommitted) {
        this.code = code;
        this.retryable = retryable;
        this.maybeCommitted = maybeCommitted;
    }

    public int code() {
        return code;
    }

    public boolean retryable() {
        return retryable;
    }

    /** Whether the transaction may have been committed all the same. */
    public boolean maybeCommitted() {
        return maybeCommitted;
    }
}
