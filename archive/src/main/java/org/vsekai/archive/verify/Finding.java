package org.vsekai.archive.verify;

/**
 * Something that is not as every build leaves it.
 *
 * @param key where, as {@code KeyText} writes it
 * @param what for people
 */
public record Finding(Grade grade, String key, String what) {
    /** What it means for whoever has the world: what to do next depends on it. */
    public enum Grade {
        /** Of a newer build than this one: what is right can't be told here. */
        UNKNOWN_VERSION,
        /** What the world is now, or what recovery needs. */
        WORLD,
        /** The frames are whole, and the rules of this build make something else of them. */
        REPLAY,
        /** What was: nothing that the world is now rests on it. */
        HISTORY
    }

    @Override
    public String toString() {
        return key + ": " + what;
    }
}
