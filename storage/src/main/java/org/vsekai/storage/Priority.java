package org.vsekai.storage;

/** Whose commits go first when many wait. */
public enum Priority {
    /** Work that can wait and is large: index builds, exports. Goes last, and is refused first. */
    BATCH,
    DEFAULT,
    /** Before all others; for what keeps the world alive, such as ownership. */
    IMMEDIATE
}
