package org.vsekai.storage;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

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
    /** The commit may or may not have happened, and asking again can't tell either. */
    COMMIT_UNKNOWN_RESULT_FATAL(1022, false, true),
    TRANSACTION_CANCELLED(1025, false, false),
    TRANSACTION_TIMED_OUT(1031, false, true),
    TOO_MANY_WATCHES(1032, false, false),
    /** A key or range that this transaction itself gave a versionstamp was read. */
    ACCESSED_UNREADABLE(1036, false, false),
    /** A storage server lags behind the version asked for. */
    PROCESS_BEHIND(1037, true, false),
    /** An operator has locked the cluster. */
    DATABASE_LOCKED(1038, true, false),
    /** The cluster was upgraded under the transaction. */
    CLUSTER_VERSION_CHANGED(1039, true, true),
    COMMIT_PROXY_MEMORY_LIMIT_EXCEEDED(1042, true, false),
    /** The cluster has no room for work of batch priority now. */
    BATCH_TRANSACTION_THROTTLED(1051, true, false),
    GRV_PROXY_MEMORY_LIMIT_EXCEEDED(1078, true, false),
    TAG_THROTTLED(1213, true, false),
    PROXY_TAG_THROTTLED(1223, true, false),
    TRANSACTION_THROTTLED_HOT_SHARD(1235, true, false),
    /** An operator has locked a range that the transaction writes to. */
    TRANSACTION_REJECTED_RANGE_LOCKED(1242, true, false),
    /** A call that makes no sense to the client library. */
    CLIENT_INVALID_OPERATION(2000, false, false),
    /** A read failed or was still under way when its transaction committed; the commit was not tried. */
    COMMIT_READ_INCOMPLETE(2002, false, false),
    INVALID_OPTION_VALUE(2006, false, false),
    INVALID_OPTION(2007, false, false),
    /** Used after commit, or twice at once. */
    USED_DURING_COMMIT(2017, false, false),
    /** A transaction that wrote nothing has no commit version. */
    NO_COMMIT_VERSION(2021, false, false),
    KEY_OUTSIDE_LEGAL_RANGE(2004, false, false),
    INVERTED_RANGE(2005, false, false),
    TRANSACTION_TOO_LARGE(2101, false, false),
    KEY_TOO_LARGE(2102, false, false),
    VALUE_TOO_LARGE(2103, false, false),
    /** The store can't go on: an input or output error, a full disk. Nothing more will be committed by this process. */
    IO_ERROR(1510, false, true),
    /** The store was closed. */
    DATABASE_CLOSED(1101, false, false),
    /** A code that this enum doesn't name; the message does. */
    UNKNOWN_ERROR(4000, false, true);

    private static final Map<Integer, StorageError> BY_CODE =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(StorageError::code, error -> error));

    private final int code;
    private final boolean retryable;
    private final boolean maybeCommitted;

    StorageError(int code, boolean retryable, boolean maybeCommitted) {
        this.code = code;
        this.retryable = retryable;
        this.maybeCommitted = maybeCommitted;
    }

    /** The error with FoundationDB's code, or {@link #UNKNOWN_ERROR}. */
    public static StorageError ofCode(int code) {
        return BY_CODE.getOrDefault(code, UNKNOWN_ERROR);
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
