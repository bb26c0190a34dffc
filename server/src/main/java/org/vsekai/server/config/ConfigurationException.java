package org.vsekai.server.config;

import org.jspecify.annotations.Nullable;

/** The configuration can't be used. The message names the setting, its value, its origin and what is expected. */
public final class ConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ConfigurationException(String message) {
        this(message, null);
    }

    public ConfigurationException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
