package org.vsekai.spec;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vsekai.spec.model.Checks;
import org.vsekai.spec.model.ModelCheck;
import org.vsekai.spec.model.Specification;
import org.vsekai.spec.trace.TraceCampaign;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** {@code ./sekai check spec}. Exit codes: 0 the promises hold, 1 they do not, 2 the command is wrong. */
@Command(
        name = "./sekai check spec",
        mixinStandardHelpOptions = true,
        description =
                "The specification under the model checker TLC, and under deliberate defects; recorded runs of the server against it.")
public final class SpecCheck implements Callable<Integer> {
    @Option(names = "--quick", description = "Only what takes seconds.")
    private boolean isQuick;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Where every run leaves its files (a temporary folder, which stays where something is wrong).")
    private @Nullable Path data;

    @Option(names = "--json", description = "One line of JSON on standard output in place of many.")
    private boolean isJson;

    @CommandLine.Spec
    private @Nullable CommandSpec spec;

    private final ObjectMapper json = new ObjectMapper();
    private final ObjectNode report = json.createObjectNode();
    private boolean passed = true;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new SpecCheck())
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        long start = System.nanoTime();
        report.put("check", "spec").put("pass", false);
        Path folder = data == null ? Files.createTempDirectory("sekai-check-spec") : data.toAbsolutePath();
        checkModels(folder.resolve("models"));
        checkTraces(folder.resolve("traces"));
        if (data == null && passed) {
            deleteAll(folder);
        }
        report.put("pass", passed);
        report.put("seconds", Duration.ofNanos(System.nanoTime() - start).toSeconds());
        commandLine()
                .getOut()
                .println(
                        isJson
                                ? json.writeValueAsString(report)
                                : json.writerWithDefaultPrettyPrinter().writeValueAsString(report));
        return passed ? 0 : 1;
    }

    private void checkModels(Path folder) throws IOException, InterruptedException {
        Checks all = Specification.checks();
        ModelCheck.Result result = new ModelCheck(folder, line -> say("  " + line)).run(isQuick ? all.quick() : all);
        report.put("instances", result.instances())
                .put("states", result.states())
                .put("mutants", result.mutants())
                .put("caught", result.caught());
        require(result.failures().isEmpty(), result.failures());
    }

    private void checkTraces(Path folder) throws IOException, InterruptedException {
        TraceCampaign.Result result = new TraceCampaign(folder, line -> say("  " + line))
                .run(isQuick ? TraceCampaign.Scope.QUICK : TraceCampaign.Scope.FULL);
        report.put("tracesAccepted", result.accepted()).put("sabotagedTracesRejected", result.rejected());
        require(result.failures().isEmpty(), result.failures());
    }

    private void require(boolean holds, List<String> details) {
        passed &= holds;
        if (!holds) {
            say("FAILED");
            details.forEach(detail -> say("  " + detail));
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        List<Path> paths;
        try (Stream<Path> all = Files.walk(folder)) {
            paths = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.deleteIfExists(path);
        }
    }

    /** Lines come from several threads. */
    private void say(String what) {
        commandLine().getErr().println("sekai check: " + what);
    }

    private CommandLine commandLine() {
        return Objects.requireNonNull(spec).commandLine();
    }
}
