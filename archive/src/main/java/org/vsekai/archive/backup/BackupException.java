package org.vsekai.archive.backup;

import org.jspecify.annotations.Nullable;

/** A backup can't be made, read or restored. The message names the file or the store, and what can be done. */
public final class BackupException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public BackupException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    public BackupException(String message) {
        this(message, null);
    }
}
