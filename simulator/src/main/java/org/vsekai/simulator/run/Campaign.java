package org.vsekai.simulator.run;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.vsekai.core.SplitMix64;
import org.vsekai.core.Tally;
import org.vsekai.simulator.net.Network;
import org.vsekai.simulator.oracle.Reached;
import org.vsekai.simulator.sabotage.Sabotage;
import org.vsekai.simulator.time.Fault;

/**
 * Many seeds on a few threads, each run on one; and all that is broken on purpose. A run that ends with a throwable has failed:
 * a pool's threads would keep it to themselves.
 */
public final class Campaign {
    /** Runs a sabotage with so many seeds at most. */
    @FunctionalInterface
    interface Finder {
        /** The seed that finds it out, or 0. */
        long findingSeed(Sabotage sabotage, int mostSeeds);
    }

    /** One seed in so many is run twice, and must come out the same to the last byte. */
    private static final int REPEATED = 20;

    /** Failing runs that are kept, to be told of; the others are counted. */
    private static final int MOST_KEPT = 200;

    private final int threads;
    private final Consumer<String> progress;
    private final Function<Plan, RunResult> runner;
    private final Finder finder;
    private final Tally<Fault> faults = new Tally<>(Fault.class);
    private final Tally<Reached> reached = new Tally<>(Reached.class);
    private final Tally<Network.Kind> networks = new Tally<>(Network.Kind.class);
    private final List<RunResult> failures = new ArrayList<>();
    private final Map<Sabotage, Long> foundBy = new EnumMap<>(Sabotage.class);
    private final List<Long> unequal = new ArrayList<>();
    private long seedsRun;
    private long virtualNanos;
    private long processorNanos;
    private long violations;
    private long repeated;
    private long answered;
    private long lives;
    private long hash;

    /** @param progress told what is being done, a line at a time, by any thread */
    public Campaign(int threads, Consumer<String> progress) {
        this(threads, progress, Runs::sound, Runs::findingSeed);
    }

    Campaign(int threads, Consumer<String> progress, Function<Plan, RunResult> runner, Finder finder) {
        this.threads = threads;
        this.progress = progress;
        this.runner = runner;
        this.finder = finder;
    }

    /** Runs the seeds from one on. */
    public void runSeeds(long first, int count) throws InterruptedException {
        int step = Math.max(1, count / 10);
        onThreads(pool -> {
            for (long seed = first; seed < first + count; seed++) {
                long each = seed;
                pool.execute(() -> runSeed(each));
                if ((seed - first) % step == 0) {
                    pool.execute(() -> progress.accept("seed " + each));
                }
            }
        });
    }

    private void runSeed(long seed) {
        long start = processorNanos();
        RunResult result = run(Plan.of(seed));
        add(result, processorNanos() - start);
        if (!result.isClean()) {
            progress.accept("seed " + seed + " FAILED: " + result.violations().getFirst());
        }
        if (seed % REPEATED == 0) {
            compare(result, run(Plan.of(seed)));
        }
    }

    @SuppressWarnings("CatchingUnchecked") // Whatever goes wrong is a finding.
    private RunResult run(Plan plan) {
        try {
            return runner.apply(plan);
        } catch (RuntimeException | Error fault) {
            return RunResult.broken(plan, fault);
        }
    }

    private static long processorNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private synchronized void add(RunResult result, long nanos) {
        seedsRun++;
        virtualNanos += result.virtualNanos();
        processorNanos += nanos + result.elsewhereNanos();
        networks.count(result.plan().network());
        answered += result.answered();
        result.reached().forEach(reached::add);
        lives += result.lives();
        violations += result.violations().size();
        hash ^= SplitMix64.mix(result.plan().seed() ^ result.hash());
        result.fired().forEach(faults::add);
        if (!result.isClean() && failures.size() < MOST_KEPT) {
            failures.add(result);
        }
    }

    private synchronized void compare(RunResult first, RunResult second) {
        repeated++;
        if (first.hash() != second.hash()) {
            unequal.add(first.plan().seed());
        }
    }

    /** Lets each sabotage run until a seed finds it out. */
    public void runSabotage(int mostSeeds) throws InterruptedException {
        onThreads(pool ->
                Arrays.stream(Sabotage.values()).forEach(each -> pool.execute(() -> runSabotage(each, mostSeeds))));
    }

    private void runSabotage(Sabotage each, int mostSeeds) {
        long seed = findingSeed(each, mostSeeds);
        progress.accept(each + ": " + (seed == 0 ? "NOT FOUND" : "found by seed " + seed) + " (" + each.what() + ")");
        synchronized (this) {
            foundBy.put(each, seed);
        }
    }

    /** No oracle has found a sabotage that the run itself trips over. */
    @SuppressWarnings("CatchingUnchecked")
    private long findingSeed(Sabotage sabotage, int mostSeeds) {
        try {
            return finder.findingSeed(sabotage, mostSeeds);
        } catch (RuntimeException | Error fault) {
            progress.accept(sabotage + ": " + RunResult.text(fault));
            return 0;
        }
    }

    private void onThreads(Consumer<ExecutorService> work) throws InterruptedException {
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            work.accept(pool);
            pool.shutdown();
            pool.awaitTermination(1, TimeUnit.DAYS);
        }
    }

    /** Seeds that were run, to whichever end. */
    public synchronized long seedsRun() {
        return seedsRun;
    }

    public synchronized Tally<Fault> faults() {
        return faults;
    }

    /** Seeds by what their players reached the server by. */
    public synchronized Tally<Network.Kind> networks() {
        return networks;
    }

    /** Those that failed, by seed; at most so many as are told of. */
    public synchronized List<RunResult> failures() {
        return failures.stream()
                .sorted(Comparator.comparingLong(failure -> failure.plan().seed()))
                .toList();
    }

    public synchronized long violations() {
        return violations;
    }

    /** Seeds that didn't come out the same twice. */
    public synchronized List<Long> unequal() {
        return List.copyOf(unequal);
    }

    public synchronized long repeated() {
        return repeated;
    }

    public synchronized double virtualHours() {
        return virtualNanos / 3_600e9;
    }

    /** Of everything that happened in all runs, whichever thread ran them: the same seeds, the same hash. */
    public synchronized long hash() {
        return hash;
    }

    /** Virtual seconds for each second of a processor. */
    public synchronized double speedup() {
        return processorNanos == 0 ? 0 : (double) virtualNanos / processorNanos;
    }

    public synchronized long answered() {
        return answered;
    }

    public synchronized Tally<Reached> reached() {
        return reached;
    }

    public synchronized long lives() {
        return lives;
    }

    /** By which seed each sabotage was found; 0 for none. */
    public synchronized Map<Sabotage, Long> foundBy() {
        return new EnumMap<>(foundBy);
    }
}
