package org.vsekai.storage.record;

import org.jspecify.annotations.Nullable;

/** A record, query or declaration that is refused; {@link #error()} says why. The transaction may go on or be given up. */
public sealed class RecordException extends RuntimeException permits UniqueViolationException {
    private static final long serialVersionUID = 1;

    private final RecordError error;

    public RecordException(RecordError error, String message) {
        this(error, message, null);
    }

    public RecordException(RecordError error, String message, @Nullable Throwable cause) {
        super(error + ": " + message, cause);
        this.error = error;
    }

    public RecordError error() {
        return error;
    }
}
