package org.vsekai.storage.check;

import org.vsekai.storage.StorageException;

/** What a failed transaction means to a client that doesn't try it again. */
enum Failures {
    /** It left no trace. */
    CONFLICT,
    /** It may have been committed. */
    UNKNOWN,
    /** The store has stopped, and nothing follows; a commit under way is unknown. */
    STOPPED;

    /** @throws StorageException where it is none of them: the interface doesn't allow it here */
    static Failures of(StorageException failure) {
        return switch (failure.error()) {
            case NOT_COMMITTED, TRANSACTION_TOO_OLD, FUTURE_VERSION -> CONFLICT;
            case COMMIT_UNKNOWN_RESULT, TRANSACTION_TIMED_OUT -> UNKNOWN;
            case IO_ERROR, DATABASE_CLOSED -> STOPPED;
            default -> throw failure;
        };
    }
}
