package org.vsekai.storage.check;

import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.Supplier;
import org.vsekai.storage.Database;

/**
 * An engine that is broken on purpose.
 *
 * @param what it does wrong, for people
 * @param caughtBy the checker that must notice
 * @param stops whether it stops in the middle: then that alone is no anomaly, and what counts is what a later opening finds
 * @param store opens it, in an empty folder of its own first, and then again with what it held
 */
public record SabotagedEngine(
        String name, String what, Checker caughtBy, boolean stops, Function<Path, Supplier<Database>> store) {}
