package org.vsekai.server;

import org.jspecify.annotations.Nullable;

/** The server can't start. The message names the cause and the way out, for a person. */
final class CannotStartException extends RuntimeException {
    private static final long serialVersionUID = 1;

    CannotStartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
