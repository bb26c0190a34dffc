package org.vsekai.benchmarks.world;

import com.fasterxml.jackson.databind.JsonNode;
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

/** {@code ./sekai bench world}: what entities cost in memory and in the store, and on the way between them. */
@Command(
        name = "world",
        mixinStandardHelpOptions = true,
        description =
                "Memory of entities, their movement, chunks that come and go, the server's start over a world of many,"
                        + " and ticks while chunks are loaded.")
public final class WorldBench implements Callable<Integer> {
    private static final int MOST_ENTITIES = 14_000_000;

    @Option(
            names = "--entities",
            paramLabel = "N",
            defaultValue = "10000000",
            description = "Of the world that is made in a store and served, at least 200000 (${DEFAULT-VALUE}).")
    private int entities;

    @Option(
            names = "--moving",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "Entities that move, and whose memory is measured, at least 20000 (${DEFAULT-VALUE}).")
    private int moving;

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description =
                    "For the store, some 100 bytes an entity (the system's folder for temporary files). What is made"
                            + " is removed.")
    private @Nullable Path folder;

    @Option(names = "--quick", description = "Some seconds, to see that it works; the figures mean little.")
    private boolean isQuick;

    @Option(names = "--json", description = "End with one JSON line on standard output.")
    private boolean isJson;

    @Spec
    private @Nullable CommandSpec spec;

    private final ObjectMapper json = new ObjectMapper();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (outside(entities, WorldLoad.QUICK.stored()) || outside(moving, WorldLoad.QUICK.moving())) {
            throw new ParameterException(commandLine(), "See --help for the ranges.");
        }
        var load = isQuick ? WorldLoad.QUICK : new WorldLoad(moving, moving, 600, entities, 10, 40);
        ObjectNode report = json.createObjectNode();
        report.put("bench", "world").put("quick", isQuick);
        Path parent = folder == null ? Path.of(System.getProperty("java.io.tmpdir")) : folder;
        Path made = Files.createTempDirectory(parent.toRealPath(), "sekai-bench-world-");
        // Also where the run is interrupted: the store is large.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(made)));
        try {
            new WorldRun(made, load, report, this::say).measure();
        } finally {
            remove(made);
        }
        Goals.summarise(report);
        commandLine().getOut().println(isJson ? json.writeValueAsString(report) : text(report));
        return 0;
    }

    private static boolean outside(int count, int least) {
        return count < least || count > MOST_ENTITIES;
    }

    /** Each part of the report on a line of its own. */
    static String text(JsonNode report) {
        StringBuilder text = new StringBuilder();
        report.properties()
                .forEach(part -> text.append(part.getKey())
                        .append(": ")
                        .append(part.getValue().toString().replace("\"", ""))
                        .append('\n'));
        return text.toString().stripTrailing();
    }

    private void remove(Path made) {
        if (!Files.exists(made)) {
            return;
        }
        try (Stream<Path> all = Files.walk(made)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException | UncheckedIOException stillWriting) {
            say(made + " could not be removed: " + stillWriting);
        }
    }

    private void say(String what) {
        commandLine().getErr().println("sekai bench: " + what);
    }

    private CommandLine commandLine() {
        return Objects.requireNonNull(spec).commandLine();
    }
}
