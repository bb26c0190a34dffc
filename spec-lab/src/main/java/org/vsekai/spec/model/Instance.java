package org.vsekai.spec.model;

/**
 * Something that TLC is asked: a module with bounds, and what must hold.
 *
 * @param configuration the name of its file, without .cfg
 * @param isQuick whether it is also run by {@code ./sekai test}
 */
public record Instance(String configuration, String module, boolean isQuick) {}
