package org.vsekai.rtc.lab;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import org.vsekai.rtc.lab.interop.InteropOptions;
import org.vsekai.rtc.lab.network.Fault;
import org.vsekai.rtc.lab.network.RunResult;
import org.vsekai.rtc.lab.network.SeededRun;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./sekai check transport}: the transport against a bad network, and against the stacks of others. */
@Command(
        name = "transport",
        mixinStandardHelpOptions = true,
        description = "The transport on a bad network that one seed decides, and against the stacks of others.")
public final class TransportCheck implements Callable<Integer> {
    private static final double HANDSHAKE_LOSS = 0.1;
    private static final int MOST_REPORTED = 10;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "5000",
            description = "Lives of a pair of peers (${DEFAULT-VALUE}).")
    private int seeds;

    @Option(
            names = "--handshakes",
            paramLabel = "N",
            defaultValue = "5000",
            description = "Handshakes with a tenth of the datagrams lost each way (${DEFAULT-VALUE}).")
    private int handshakes;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "The first seed (${DEFAULT-VALUE}).")
    private long firstSeed;

    @Option(names = "--json", description = "End with one JSON line on standard output.")
    private boolean isJson;

    @Mixin
    private InteropOptions interop = new InteropOptions();

    @Spec
    private @Nullable CommandSpec spec;

    private final ObjectMapper json = new ObjectMapper();
    private final ObjectNode report = json.createObjectNode();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (seeds < 0 || handshakes < 0 || !interop.isSensible()) {
            throw new ParameterException(commandLine(), "What is counted is counted from 0, and --rough from 1.");
        }
        report.put("check", "transport").put("pass", true);
        boolean passed = live() & shakeHands() & meetOthers();
        report.put("pass", passed);
        commandLine()
                .getOut()
                .println(
                        isJson
                                ? json.writeValueAsString(report)
                                : json.writerWithDefaultPrettyPrinter().writeValueAsString(report));
        return passed ? 0 : 1;
    }

    private boolean live() {
        say(seeds + " lives of a pair of peers");
        List<RunResult> runs = run(seeds, SeededRun::run);
        Map<Fault, Long> faults = new EnumMap<>(Fault.class);
        runs.forEach(run -> run.faults().forEach((fault, count) -> faults.merge(fault, count, Long::sum)));
        report.put("seeds", runs.size());
        report.put("seedsFailed", failures(runs, "--seeds 1 --handshakes 0 --no-interop"));
        report.put(
                "notConnected",
                runs.stream().filter(run -> run.connectedNanos() < 0).count());
        report.put(
                "reliableMessages", runs.stream().mapToLong(RunResult::reliable).sum());
        report.put("lossyMessages", runs.stream().mapToLong(RunResult::lossy).sum());
        report.put("channelsOpened", runs.stream().mapToLong(RunResult::opened).sum());
        ObjectNode byKind = report.putObject("faults");
        faults.forEach((fault, count) -> byKind.put(fault.name().toLowerCase(Locale.ROOT), count));
        return report.path("seedsFailed").asInt() == 0;
    }

    private boolean shakeHands() {
        say(handshakes + " handshakes");
        List<RunResult> runs = run(handshakes, seed -> SeededRun.handshake(seed, HANDSHAKE_LOSS));
        var micros = new Histogram(3);
        runs.stream()
                .filter(run -> run.connectedNanos() >= 0)
                .forEach(run -> micros.recordValue(run.connectedNanos() / 1_000));
        report.put("handshakes", runs.size());
        report.put("handshakesFailed", failures(runs, "--seeds 0 --handshakes 1 --no-interop"));
        report.putObject("handshakeVirtualMs")
                .put("p50", micros.getValueAtPercentile(50) / 1_000)
                .put("p99", micros.getValueAtPercentile(99) / 1_000)
                .put("max", micros.getMaxValue() / 1_000);
        return report.path("handshakesFailed").asInt() == 0;
    }

    private boolean meetOthers() throws IOException, InterruptedException {
        if (interop.isLeftOut()) {
            return true;
        }
        say("the stacks of others");
        return interop.interop(this::say).run(report);
    }

    private List<RunResult> run(int count, LongFunction<RunResult> one) {
        return LongStream.range(firstSeed, firstSeed + count)
                .parallel()
                .mapToObj(one)
                .toList();
    }

    private int failures(List<RunResult> runs, String alone) {
        List<RunResult> failed =
                runs.stream().filter(run -> run.failure() != null).toList();
        failed.stream()
                .limit(MOST_REPORTED)
                .forEach(run -> say("seed " + run.seed() + " fails; replay it with ./sekai check transport --seed "
                        + run.seed() + " " + alone + "\n  " + run.failure()));
        return failed.size();
    }

    private void say(String what) {
        commandLine().getErr().println("sekai check: " + what);
    }

    private CommandLine commandLine() {
        return Objects.requireNonNull(spec).commandLine();
    }
}
