package org.vsekai.storage.lab;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
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
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.CannotOpenException;
import org.vsekai.storage.Database;
import org.vsekai.storage.check.ConformanceRun;
import org.vsekai.storage.check.Report;
import org.vsekai.storage.check.SabotageReport;
import org.vsekai.storage.check.SabotageRun;
import org.vsekai.storage.check.Scale;
import org.vsekai.storage.rocksdb.KillLoop;
import org.vsekai.storage.rocksdb.SabotagedEngines;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./sekai check storage}. Exit codes: 0 the promises hold, 1 they do not, 2 the command is wrong or the store is not there. */
@Command(
        name = "./sekai check storage",
        mixinStandardHelpOptions = true,
        description = "An engine against the contract, random histories, its own sabotage, and sudden death.")
public final class StorageCheck implements Callable<Integer> {
    private static final int MOST_REPORTED = 10;

    /** At which passings of a crash point the process dies: the k-th power of 3. */
    private static final int PASSING_BASE = 3;

    @Option(
            names = "--store",
            paramLabel = "fdb:FILE",
            description = "A FoundationDB cluster, by its cluster file; without it, the embedded engine.")
    private @Nullable String location;

    @Option(
            names = "--transactions",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "Committed transactions of the histories (${DEFAULT-VALUE}).")
    private long transactions;

    @Option(
            names = "--kills",
            paramLabel = "N",
            defaultValue = "200",
            description = "Kills of a writing process (${DEFAULT-VALUE}).")
    private int kills;

    @Option(
            names = "--acknowledged",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "Commits acknowledged to the killed processes, at least (${DEFAULT-VALUE}).")
    private long acknowledged;

    @Option(
            names = "--crashes",
            paramLabel = "N",
            defaultValue = "3",
            description = "Deaths at each crash point that is passed often (${DEFAULT-VALUE}).")
    private int crashes;

    @Option(names = "--no-sabotage", description = "Without the broken engines.")
    private boolean isSoundOnly;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "The first seed (${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--data", paramLabel = "DIR", description = "Where stores are made (a temporary folder).")
    private @Nullable Path data;

    @Option(names = "--json", description = "One line of JSON on standard output in place of many.")
    private boolean isJson;

    @Spec
    private @Nullable CommandSpec spec;

    private final ObjectMapper json = new ObjectMapper();
    private final ObjectNode report = json.createObjectNode();
    private boolean passed = true;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new StorageCheck())
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (transactions < 0 || kills < 0 || acknowledged < 0 || crashes < 0) {
            throw new ParameterException(commandLine(), "What is counted is counted from 0.");
        }
        long start = System.nanoTime();
        report.put("check", "storage").put("pass", false).put("seed", seed);
        Path folder = data == null ? Files.createTempDirectory("sekai-check-storage") : data;
        try {
            if (location == null) {
                checkEmbedded(folder);
            } else {
                checkCluster(location);
            }
        } catch (CannotOpenException absent) {
            commandLine().getErr().println("sekai check: " + absent.getMessage());
            return 2;
        } finally {
            if (data == null) {
                deleteAll(folder);
            }
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

    private void checkEmbedded(Path folder) throws IOException, InterruptedException {
        report.put("engine", "rocksdb");
        checkContract(Store.embedded(folder.resolve("contract")));
        checkHistories(Store.embedded(folder.resolve("histories")));
        checkKills(folder.resolve("kills"));
        checkCrashes(folder.resolve("crashes"));
        checkSabotage(folder.resolve("sabotage"));
    }

    private void checkCluster(String cluster) {
        Store store;
        try {
            store = Store.cluster(cluster);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(commandLine(), wrong.getMessage() + "", wrong);
        }
        report.put("engine", "fdb");
        checkContract(store);
        checkHistories(store);
        skipped("contract tests tagged " + ContractTests.COUNTS_KEY_BYTES, "a prefix makes each key longer");
        skipped("kills", "the cluster's processes are not this command's to kill");
        skipped("crashPoints", "they are places in the embedded engine");
        skipped("sabotaged", "what is sabotaged is the embedded engine; run the check without --store");
    }

    private void checkContract(Store store) {
        say("the contract");
        ContractTests.Result result;
        try (Database open = store.opening().get();
                Database seen = store.isShared() ? new PrefixedDatabase(open, PrefixedDatabase.CHECK) : open) {
            result = ContractTests.run(seen, store.isShared());
        }
        report.put("contractTests", result.passed() + result.failed()).put("contractTestsFailed", result.failed());
        require(result.failed() == 0 && result.passed() > 0, result.failures());
    }

    private void checkHistories(Store store) {
        say(transactions + " transactions");
        Report result = ConformanceRun.run(
                store.opening(), Scale.FULL.withTransactions(transactions), seed, line -> say("  " + line));
        report.put("transactions", result.transactions())
                .put("conflicts", result.conflicts())
                .put("anomalies", result.anomalies());
        require(result.anomalies() == 0 && result.transactions() >= transactions, result.details());
    }

    private void checkKills(Path folder) throws IOException, InterruptedException {
        say(kills + " kills");
        KillLoop.Result result = KillLoop.kill(folder, kills, acknowledged, seed, line -> say("  " + line));
        report.put("kills", result.kills())
                .put("acknowledged", result.acknowledged())
                .put("lost", result.lost())
                .put("torn", result.torn())
                .put("misordered", result.misordered())
                .put("refusedToOpen", result.refused());
        require(result.isClean() && result.acknowledged() >= (kills == 0 ? 0 : acknowledged), result.details());
    }

    private void checkCrashes(Path folder) throws IOException, InterruptedException {
        say(crashes + " deaths at each of " + KillLoop.crashPoints() + " points");
        List<Integer> passings = IntStream.range(0, crashes)
                .map(power -> (int) Math.pow(PASSING_BASE, power))
                .boxed()
                .toList();
        KillLoop.Result result = KillLoop.crash(folder, passings, line -> say("  " + line));
        report.put("crashPoints", KillLoop.crashPoints())
                .put("crashes", result.kills())
                .put("crashesLost", result.lost())
                .put("crashesTorn", result.torn());
        require(result.isClean(), result.details());
    }

    private void checkSabotage(Path folder) throws IOException, InterruptedException {
        if (isSoundOnly) {
            skipped("sabotaged", "--no-sabotage");
            return;
        }
        say("sabotage");
        SabotageReport byHistories =
                SabotageRun.run(SabotagedEngines.all(), folder.resolve("engines"), seed, line -> say("  " + line));
        List<String> broken = KillLoop.brokenWrites();
        List<String> byKills = KillLoop.caughtBrokenWrites(folder.resolve("kills"), seed, line -> say("  " + line));
        report.put("sabotaged", byHistories.sabotaged() + broken.size())
                .put("caught", byHistories.caught() + byKills.size());
        ArrayNode missed = report.putArray("notCaught");
        byHistories.missed().forEach(missed::add);
        broken.stream().filter(name -> !byKills.contains(name)).forEach(name -> missed.add(name + " by kills"));
        require(missed.isEmpty(), List.of());
    }

    private void skipped(String part, String reason) {
        report.withObject("/skipped").put(part, reason);
    }

    private void require(boolean holds, List<String> details) {
        passed &= holds;
        if (!holds) {
            say("FAILED");
            details.stream().limit(MOST_REPORTED).forEach(detail -> say("  " + detail));
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

    private void say(String what) {
        commandLine().getErr().println("sekai check: " + what);
    }

    private CommandLine commandLine() {
        return Objects.requireNonNull(spec).commandLine();
    }
}
