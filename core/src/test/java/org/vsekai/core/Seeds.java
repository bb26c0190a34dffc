package org.vsekai.core;

import java.util.Locale;
import java.util.function.Consumer;

/**
 * Runs a property over many seeds. A failing seed is named together with the way to replay it: setting the system property
 * {@code sekai.seed} runs that seed alone.
 */
public final class Seeds {
    private Seeds() {}

    /** Runs the body for seeds 1..count, or for {@code -Dsekai.seed} alone. */
    public static void forEach(int count, Consumer<SplitMix64> body) {
        Long only = Long.getLong("sekai.seed");
        long first = only == null ? 1 : only;
        long last = only == null ? count : only;
        for (long seed = first; seed <= last; seed++) {
            try {
                body.accept(new SplitMix64(seed));
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError(
                        String.format(
                                Locale.ROOT,
                                "seed %d fails; replay it with ./sekai test --seed %d (or -Dsekai.seed=%d)",
                                seed,
                                seed,
                                seed),
                        failure);
            }
        }
    }
}
