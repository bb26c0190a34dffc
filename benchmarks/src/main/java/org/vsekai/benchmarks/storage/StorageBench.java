package org.vsekai.benchmarks.storage;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vsekai.benchmarks.measuring.Goals;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./sekai bench storage}: what durable transactions cost, beside RocksDB's own and PostgreSQL's. */
@Command(
        name = "storage",
        mixinStandardHelpOptions = true,
        description =
                "Durable transactions, reads, frames and restarts of the embedded engine, beside RocksDB's TransactionDB"
                        + " and PostgreSQL at SERIALIZABLE where it is installed.")
public final class StorageBench implements Callable<Integer> {
    private static final int MOST_KEYS = 20_000_000;

    @Option(
            names = "--keys",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "Loaded into each store, at least 20000 (${DEFAULT-VALUE}).")
    private int keys;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description = "Of each store, by turns; the figures are medians (${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "4",
            description = "Of a round of transactions (${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--entities",
            paramLabel = "N",
            defaultValue = "5000000",
            description = "Of the world that is loaded and opened again, at least 20000 (${DEFAULT-VALUE}).")
    private int entities;

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description =
                    "On the disk to be measured (the system's folder for temporary files). What is made is removed.")
    private @Nullable Path folder;

    @Option(names = "--quick", description = "A few seconds, to see that it works; the figures mean little.")
    private boolean isQuick;

    @Option(names = "--json", description = "End with one JSON line on standard output.")
    private boolean isJson;

    @Spec
    private @Nullable CommandSpec spec;

    private final ObjectMapper json = new ObjectMapper();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (outside(keys) || outside(entities) || rounds < 1 || seconds < 1) {
            throw new ParameterException(commandLine(), "See --help for the ranges.");
        }
        var load = isQuick ? StorageLoad.QUICK : new StorageLoad(keys, rounds, seconds, 1, 8, entities);
        ObjectNode report = json.createObjectNode();
        report.put("bench", "storage").put("quick", isQuick);
        Path stores = makeFolder();
        // Also where the run is interrupted: the stores are large.
        var removal = new Thread(() -> remove(stores));
        Runtime.getRuntime().addShutdownHook(removal);
        try {
            new StorageRun(stores, load, report, this::say).measure();
        } finally {
            remove(stores);
        }
        Goals.summarise(report);
        commandLine().getOut().println(isJson ? json.writeValueAsString(report) : new StorageTable(report).text());
        return 0;
    }

    private static boolean outside(int count) {
        return count < StorageLoad.QUICK.keys() || count > MOST_KEYS;
    }

    private Path makeFolder() throws IOException {
        Path parent = folder == null ? Path.of(System.getProperty("java.io.tmpdir")) : folder;
        Path made = Files.createTempDirectory(parent.toRealPath(), "sekai-bench-storage-");
        // PostgreSQL may have to run as another user, who must come through.
        made.toFile().setExecutable(true, false);
        return made;
    }

    private void remove(Path stores) {
        if (!Files.exists(stores)) {
            return;
        }
        try (Stream<Path> all = Files.walk(stores)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException | UncheckedIOException stillWriting) {
            say(stores + " could not be removed: " + stillWriting);
        }
    }

    private void say(String what) {
        commandLine().getErr().println("sekai bench: " + what);
    }

    private CommandLine commandLine() {
        return Objects.requireNonNull(spec).commandLine();
    }
}
