package org.vsekai.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.vsekai.simulator.run.Plan;
import org.vsekai.simulator.run.RunResult;
import org.vsekai.simulator.run.Shrinker;
import org.vsekai.simulator.time.Fault;

/** What a person is told of seeds that failed: all of them by kind, and a smaller form of one of each kind. */
final class FailureReport {
    /** Seeds told of each kind; the others are counted. */
    private static final int MOST_TOLD = 20;

    private static final int MOST_SHRUNK = 3;
    private static final int SHRINKING_RUNS = 150;

    /** What differs between violations of one kind: what stands in brackets, then what is left of numbers. */
    private static final Pattern DETAILS = Pattern.compile("\\[.*]|\\([^()]*\\)|-?\\d+");

    private final Function<Plan, RunResult> runner;
    private final Consumer<String> out;

    /**
     * @param runner runs a smaller plan, as the plan that failed was run
     * @param out takes a line at a time
     */
    FailureReport(Function<Plan, RunResult> runner, Consumer<String> out) {
        this.runner = runner;
        this.out = out;
    }

    void tell(List<RunResult> failures) {
        Map<String, List<RunResult>> byKind = new TreeMap<>();
        failures.forEach(failure ->
                byKind.computeIfAbsent(kind(failure), kind -> new ArrayList<>()).add(failure));
        byKind.forEach(this::tell);
        byKind.values().stream().limit(MOST_SHRUNK).map(List::getFirst).forEach(this::shrink);
    }

    private static String kind(RunResult failure) {
        return DETAILS.matcher(failure.violations().getFirst()).replaceAll("N");
    }

    private void tell(String kind, List<RunResult> failures) {
        out.accept((failures.size() == 1 ? "1 seed" : failures.size() + " seeds") + " FAILED: " + kind);
        for (RunResult failure : failures.subList(0, Math.min(MOST_TOLD, failures.size()))) {
            out.accept("  " + command(failure.plan()) + "  # " + Long.toHexString(failure.hash()) + " "
                    + failure.violations().getFirst());
        }
        if (failures.size() > MOST_TOLD) {
            out.accept("  and " + (failures.size() - MOST_TOLD) + " more");
        }
    }

    private void shrink(RunResult failure) {
        RunResult least = new Shrinker(runner, SHRINKING_RUNS).shrink(failure);
        out.accept("seed " + failure.plan().seed() + " fails in a smaller form too: "
                + least.violations().getFirst());
        out.accept("  " + command(least.plan()));
    }

    /** How to see a run again; what is as usual need not be said. */
    private static String command(Plan plan) {
        String withheld = plan.withheld().stream().map(Fault::name).collect(Collectors.joining(","));
        return "./sekai check simulate --seed " + plan.seed()
                + (plan.players() == Plan.PLAYERS ? "" : " --players " + plan.players())
                + (plan.seconds() == Plan.SECONDS ? "" : " --seconds " + plan.seconds())
                + (withheld.isEmpty() ? "" : " --without " + withheld);
    }
}
