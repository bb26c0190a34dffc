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
import org.vsekai.core.SplitMix64;
import org.vsekai.core.Tally;
import org.vsekai.simulator.net.Network;
import org.vsekai.simulator.sabotage.Sabotage;
import org.vsekai.simulator.time.Fault;

/** Many seeds on a few threads, each run on one; and all that is broken on purpose. */
public final class Campaign {
    /** One seed in so many is run twice, and must come out the same to the last byte. */
    private static final int REPEATED = 20;

    /** Failing runs that are kept, to be told of; the others are counted. */
    private static final int MOST_KEPT = 200;

    private final int threads;
    private final Consumer<String> progress;
    private final Tally<Fault> faults = new Tally<>(Fault.class);
    private final Tally<Network.Kind> networks = new Tally<>(Network.Kind.class);
    private final List<RunResult> failures = new ArrayList<>();
    private final Map<Sabotage, Long> foundBy = new EnumMap<>(Sabotage.class);
    private final List<Long> unequal = new ArrayList<>();
    private long virtualNanos;
    private long processorNanos;
    private long violations;
    private long repeated;
    private long answered;
    private long commits;
    private long parcels;
    private long replayed;
    private long lives;
    private long hash;

    /** @param progress told what is being done, a line at a time, by any thread */
    public Campaign(int threads, Consumer<String> progress) {
        this.threads = threads;
        this.progress = progress;
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
        RunResult result = Runs.sound(Plan.of(seed));
        add(result, processorNanos() - start);
        if (!result.isClean()) {
            progress.accept("seed " + seed + " FAILED: " + result.violations().getFirst());
        }
        if (seed % REPEATED == 0) {
            compare(result, Runs.sound(Plan.of(seed)));
        }
    }

    private static long processorNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private synchronized void add(RunResult result, long nanos) {
        virtualNanos += result.virtualNanos();
        processorNanos += nanos + result.elsewhereNanos();
        networks.count(result.plan().network());
        answered += result.answered();
        commits += result.commits();
        parcels += result.parcels();
        replayed += result.replayed();
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
        onThreads(pool -> Arrays.stream(Sabotage.values())
                .forEach(each -> pool.execute(() -> {
                    long seed = Runs.findingSeed(each, mostSeeds);
                    progress.accept(each + ": " + (seed == 0 ? "NOT FOUND" : "found by seed " + seed) + " ("
                            + each.what() + ")");
                    synchronized (this) {
                        foundBy.put(each, seed);
                    }
                })));
    }

    private void onThreads(Consumer<ExecutorService> work) throws InterruptedException {
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            work.accept(pool);
            pool.shutdown();
            pool.awaitTermination(1, TimeUnit.DAYS);
        }
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

    public synchronized long commits() {
        return commits;
    }

    /** What crossed a border. */
    public synchronized long parcels() {
        return parcels;
    }

    /** Frames about which the rules were asked again. */
    public synchronized long replayed() {
        return replayed;
    }

    public synchronized long lives() {
        return lives;
    }

    /** By which seed each sabotage was found; 0 for none. */
    public synchronized Map<Sabotage, Long> foundBy() {
        return new EnumMap<>(foundBy);
    }
}
