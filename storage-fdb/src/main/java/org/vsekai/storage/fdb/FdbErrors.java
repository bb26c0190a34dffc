package org.vsekai.storage.fdb;

import com.apple.foundationdb.FDBException;
import java.util.concurrent.CancellationException;
import org.vsekai.storage.RetryLoop;
import org.vsekai.storage.StorageError;
import org.vsekai.storage.StorageException;

/**
 * FoundationDB's failures as the interface's, and back. Whether to try again is {@link StorageError}'s to say (as {@code
 * fdb_error_predicate} of the C library): the exception's own answer needs that library.
 */
final class FdbErrors {
    /** {@code operation_cancelled}: what a call under way ends with when its transaction is closed. */
    private static final int OPERATION_CANCELLED = 1101;

    private FdbErrors() {}

    /** The failure as the store's where it is one of FoundationDB's, else itself. */
    static RuntimeException translated(Throwable failure) {
        return switch (RetryLoop.cause(failure)) {
            case StorageException known -> known;
            case FDBException theirs -> ofCode(theirs);
            case CancellationException cancelled -> cancelled(cancelled);
            // What fdb-java throws for a transaction that was closed under a call.
            case IllegalStateException closed -> cancelled(closed);
            case RuntimeException other -> other;
            case Error error -> throw error;
            case Throwable checked ->
                new StorageException(StorageError.UNKNOWN_ERROR, "the client library failed", checked);
        };
    }

    /** For {@code onError} of FoundationDB, which looks at the code alone. */
    static FDBException theirs(StorageException failure) {
        return new FDBException(failure.error().name(), failure.error().code());
    }

    private static StorageException ofCode(FDBException theirs) {
        if (theirs.getCode() == OPERATION_CANCELLED) {
            return cancelled(theirs);
        }
        StorageError error = StorageError.ofCode(theirs.getCode());
        String message = "FoundationDB: " + theirs.getMessage();
        return new StorageException(
                error,
                error == StorageError.UNKNOWN_ERROR ? message + " (code " + theirs.getCode() + ")" : message,
                theirs);
    }

    private static StorageException cancelled(RuntimeException cause) {
        return new StorageException(
                StorageError.TRANSACTION_CANCELLED, "the transaction was closed under the call", cause);
    }
}
