package org.vsekai.simulator;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.vsekai.simulator.run.Campaign;
import org.vsekai.simulator.run.Plan;
import org.vsekai.simulator.run.RunResult;
import org.vsekai.simulator.run.Runs;
import org.vsekai.simulator.sabotage.Sabotage;
import org.vsekai.simulator.time.Fault;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./sekai check simulate}. Exit codes: 0 the promises hold, 1 they do not, 2 the command is wrong. */
@Command(
        name = "./sekai check simulate",
        mixinStandardHelpOptions = true,
        description =
                "The whole server under virtual time, with faults; and the same server broken in many ways, each of"
                        + " which must be noticed.")
public final class SimulateCheck implements Callable<Integer> {
    private static final double LEAST_SPEEDUP = 100;

    @Option(names = "--seeds", paramLabel = "N", defaultValue = "1000", description = "Runs (${DEFAULT-VALUE}).")
    private int seeds;

    @Option(
            names = "--first-seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "The first of the seeds; the others follow it (${DEFAULT-VALUE}).")
    private long firstSeed;

    @Option(names = "--seed", paramLabel = "N", description = "Run this seed alone, and tell what happens in it.")
    private @Nullable Long seed;

    @Option(
            names = "--players",
            paramLabel = "N",
            defaultValue = "" + Plan.PLAYERS,
            description = "With --seed: how many people there are (${DEFAULT-VALUE}).")
    private int players;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "" + Plan.SECONDS,
            description = "With --seed: virtual seconds until everything heals (${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--without",
            paramLabel = "FAULT",
            split = ",",
            description = "With --seed: faults that don't occur: ${COMPLETION-CANDIDATES}.")
    private @Nullable List<Fault> without;

    @Option(
            names = "--sabotage-seeds",
            paramLabel = "N",
            defaultValue = "300",
            description = "How many seeds each broken server may pass before it counts as not found; 0 leaves them out"
                    + " (${DEFAULT-VALUE}).")
    private int sabotageSeeds;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "2",
            description = "Runs at the same time, each on one thread (${DEFAULT-VALUE}).")
    private int threads;

    @Option(names = "--json", description = "One line of JSON on standard output in place of many.")
    private boolean isJson;

    @Spec
    private @Nullable CommandSpec spec;

    private final ObjectMapper json = new ObjectMapper();

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new SimulateCheck())
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (seeds < 0 || sabotageSeeds < 0 || threads < 1 || players < 1 || players > Plan.PLAYERS || seconds < 1) {
            throw new ParameterException(
                    commandLine(),
                    "Seeds are counted from 0, threads and seconds from 1; there are 1 to " + Plan.PLAYERS
                            + " players.");
        }
        Long only = seed;
        return only == null ? campaign() : replay(only);
    }

    private int replay(long only) {
        Set<Fault> withheld = EnumSet.noneOf(Fault.class);
        if (without != null) {
            withheld.addAll(without);
        }
        RunResult result = Runs.told(new Plan(only, withheld, players, seconds));
        result.lines().forEach(commandLine().getErr()::println);
        commandLine().getOut().println("hash " + Long.toHexString(result.hash()));
        result.violations().forEach(violation -> commandLine().getOut().println("violated: " + violation));
        return result.isClean() ? 0 : 1;
    }

    private int campaign() throws IOException, InterruptedException {
        long start = System.nanoTime();
        Campaign campaign = new Campaign(threads, this::say);
        campaign.runSeeds(firstSeed, seeds);
        new FailureReport(Runs::sound, this::say).tell(campaign.failures());
        if (sabotageSeeds > 0) {
            campaign.runSabotage(sabotageSeeds);
        }
        Map<Sabotage, Long> foundBy = campaign.foundBy();
        long found = foundBy.values().stream().filter(by -> by > 0).count();
        int sabotages = sabotageSeeds > 0 ? Sabotage.values().length : 0;
        boolean passed = campaign.seedsRun() == seeds
                && campaign.violations() == 0
                && campaign.unequal().isEmpty()
                && found == sabotages
                && (seeds == 0 || campaign.speedup() >= LEAST_SPEEDUP);
        ObjectNode report = json.createObjectNode();
        report.put("check", "simulate")
                .put("pass", passed)
                .put("firstSeed", firstSeed)
                .put("seeds", campaign.seedsRun());
        report.put("virtualHours", rounded(campaign.virtualHours())).put("speedup", rounded(campaign.speedup()));
        ObjectNode transports = report.putObject("transports");
        campaign.networks().forEach((kind, count) -> transports.put(kind.name().toLowerCase(Locale.ROOT), count));
        ObjectNode faults = report.putObject("faults");
        campaign.faults().forEach((fault, count) -> faults.put(fault.name().toLowerCase(Locale.ROOT), count));
        ObjectNode reached = report.putObject("reached");
        campaign.reached().forEach((what, count) -> reached.put(what.name().toLowerCase(Locale.ROOT), count));
        report.put("violations", campaign.violations());
        report.put("sabotage", sabotages).put("found", found);
        var missed = report.putArray("notFound");
        foundBy.forEach((sabotage, by) -> {
            if (by == 0) {
                missed.add(sabotage.name());
            }
        });
        var failed = report.putArray("failedSeeds");
        campaign.failures().forEach(failure -> failed.add(failure.plan().seed()));
        report.put("hash", Long.toHexString(campaign.hash()));
        report.put("runTwice", campaign.repeated())
                .put("unequal", campaign.unequal().size());
        report.put("answered", campaign.answered()).put("serverLives", campaign.lives());
        report.put("seconds", Duration.ofNanos(System.nanoTime() - start).toSeconds());
        commandLine()
                .getOut()
                .println(
                        isJson
                                ? json.writeValueAsString(report)
                                : json.writerWithDefaultPrettyPrinter().writeValueAsString(report));
        return passed ? 0 : 1;
    }

    private static double rounded(double number) {
        return Math.round(number * 10) / 10.0;
    }

    private void say(String what) {
        commandLine().getErr().println("sekai check: " + what);
    }

    private CommandLine commandLine() {
        return Objects.requireNonNull(spec).commandLine();
    }
}
