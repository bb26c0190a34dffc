package org.vsekai.storage.directory;

import java.util.List;

/** A directory operation was refused, and {@link #reason()} says why; nothing was changed. */
public final class DirectoryException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Why. */
    public enum Reason {
        NO_SUCH_DIRECTORY,
        ALREADY_EXISTS,
        /** The directory was created for another layer than the one that was asked for. */
        OTHER_LAYER,
        /** The root can't be opened, moved or removed. */
        IS_ROOT,
        /** A directory can't be moved below itself, or to another partition. */
        BAD_MOVE,
        /** A prefix that was named by hand where prefixes are allocated, or that touches one in use. */
        BAD_PREFIX,
        /** A newer directory layer wrote this; it may be read but not written, or neither. */
        NEWER_VERSION
    }

    private final Reason reason;

    DirectoryException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    static DirectoryException at(List<String> path, Reason reason) {
        return new DirectoryException(reason, reason + ": /" + String.join("/", path));
    }

    public Reason reason() {
        return reason;
    }
}
