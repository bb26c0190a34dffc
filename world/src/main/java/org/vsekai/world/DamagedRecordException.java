package org.vsekai.world;

import org.jspecify.annotations.Nullable;

/** The store holds something that no build of this program has written under that key. The way out is a backup. */
public final class DamagedRecordException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public DamagedRecordException(String what, @Nullable Throwable cause) {
        super("the store holds a damaged record: " + what, cause);
    }
}
