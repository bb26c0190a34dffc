package org.vsekai.benchmarks;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.vsekai.benchmarks.storage.StorageBench;
import org.vsekai.benchmarks.transport.TransportBench;
import org.vsekai.benchmarks.world.WorldBench;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command line of {@code ./sekai bench}. Exit codes: 0 measured, 1 could not be measured, 2 the command is wrong. */
@Command(
        name = "./sekai bench",
        mixinStandardHelpOptions = true,
        description = "Measures what things cost.",
        subcommands = {TransportBench.class, StorageBench.class, WorldBench.class})
public final class Benchmarks implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Benchmarks())
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    }

    /** Without a scenario to run. */
    @Override
    public void run() {
        if (spec != null) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "Name a benchmark: transport, storage, world.");
        }
    }
}
