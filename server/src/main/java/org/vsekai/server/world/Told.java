package org.vsekai.server.world;

import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.vsekai.archive.ArchiveException;
import org.vsekai.world.DamagedRecordException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command whose failures are told in one sentence, with exit code 1. */
abstract class Told implements Callable<Integer> {
    static final int FAILED = 1;

    @Spec
    private @Nullable CommandSpec spec;

    abstract int run() throws Exception;

    @Override
    public final Integer call() throws Exception {
        try {
            return run();
        } catch (ArchiveException | DamagedRecordException failure) {
            err().println("sekai: " + failure.getMessage());
            return FAILED;
        }
    }

    final CommandSpec spec() {
        return Objects.requireNonNull(spec);
    }

    final PrintWriter out() {
        return spec().commandLine().getOut();
    }

    final PrintWriter err() {
        return spec().commandLine().getErr();
    }
}
