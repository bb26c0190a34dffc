package org.vsekai.storage;

import org.jspecify.annotations.Nullable;

/** A store can't be opened: in use by another process, foreign, damaged, or of a newer version. The message names the cause and the way out, for a person. */
public final class CannotOpenException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public CannotOpenException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
