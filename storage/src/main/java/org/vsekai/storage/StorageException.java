package org.vsekai.storage;

import org.jspecify.annotations.Nullable;

/** A failure of the store or of a transaction; {@link #error()} says whether to try again. */
public final class StorageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final StorageError error;

    public StorageException(StorageError error, String message) {
        this(error, message, null);
    }

    public StorageException(StorageError error, String message, @Nullable Throwable cause) {
        super(error + " (" + error.code() + "): " + message, cause);
        this.error = error;
    }

    public StorageError error() {
        return error;
    }
}
