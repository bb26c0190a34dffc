package org.vsekai.core;

/**
 * Asserts what must be true if the program is right; stays on in production. A failure is a bug of ours, never of a
 * peer: it stops the region or peer whose loop runs into it, not the process.
 */
public final class Check {
    private Check() {}

    public static void that(boolean condition, String claim) {
        if (!condition) {
            throw new BrokenInvariant(claim);
        }
    }

    public static void that(boolean condition, String claim, long value) {
        if (!condition) {
            throw new BrokenInvariant(claim + ": " + value);
        }
    }

    /** Thrown by {@link Check}; caught only by the loops that own a thread. */
    public static final class BrokenInvariant extends IllegalStateException {
        private static final long serialVersionUID = 1;

        public BrokenInvariant(String claim) {
            super(claim);
        }
    }
}
