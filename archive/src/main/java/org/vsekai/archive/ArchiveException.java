package org.vsekai.archive;

import org.jspecify.annotations.Nullable;

/** A world can't be moved, kept or restored. The message names the cause and the way out, for a person. */
public final class ArchiveException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ArchiveException(String message) {
        this(message, null);
    }

    public ArchiveException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
