package org.vsekai.server.world;

import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that prints what it has found, and answers with 0, or 1 where that is bad. */
abstract class Told implements Callable<Integer> {
    static final int FAILED = 1;

    @Spec
    private @Nullable CommandSpec spec;

    /** Returns the exit code. */
    abstract int run();

    @Override
    public final Integer call() {
        return run();
    }

    final CommandSpec spec() {
        return Objects.requireNonNull(spec);
    }

    final PrintWriter out() {
        return spec().commandLine().getOut();
    }
}
