package org.vsekai.storage.disk;

import java.util.function.Consumer;
import org.vsekai.core.SplitMix64;

/** Decides what a crash leaves. By chance from a seed, or every way it can go, one after the other. */
@FunctionalInterface
public interface Fate {
    /** Everything unsynced is lost. */
    Fate LOSE_ALL = alternatives -> 0;

    /** Everything unsynced is there all the same. */
    Fate KEEP_ALL = alternatives -> alternatives - 1;

    /**
     * One of several ways.
     *
     * @param alternatives how many there are, at least 1; the first loses most, the last loses least
     * @return from 0, below {@code alternatives}
     */
    int choose(int alternatives);

    static Fate of(long seed) {
        return new SplitMix64(seed)::nextInt;
    }

    /**
     * Runs the body with every sequence of decisions that it asks for. The body must ask for the same decisions whenever the
     * ones before were decided the same.
     *
     * @return how many runs that were
     */
    static int forEach(Consumer<Fate> body) {
        var odometer = new Odometer();
        int runs = 0;
        do {
            body.accept(odometer);
            runs++;
        } while (odometer.next());
        return runs;
    }
}
