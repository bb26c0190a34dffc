package org.vsekai.storage.check;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.vsekai.core.SplitMix64;
import org.vsekai.storage.CannotOpenException;
import org.vsekai.storage.Database;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.Keys;
import org.vsekai.storage.StorageException;

/**
 * Shows that an engine keeps the promises of {@link Database}, or catches it: many histories at once ({@link Checker}), over
 * several openings of the store. Uses and clears the keys that begin with {@link #PREFIX}, and no others.
 */
public final class ConformanceRun {
    /** All keys of a run begin with this. */
    public static final String PREFIX = "sekai/conformance/";

    private final Supplier<? extends Database> store;
    private final Plan plan;
    private final Scale scale;
    private final List<Checker> mix;
    private final Consumer<? super String> progress;
    private final Anomalies anomalies = new Anomalies();
    private final RealTime realTime = new RealTime();
    private final Deadline deadline;
    private final Queue<History> histories = new ConcurrentLinkedQueue<>();
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicLong committed = new AtomicLong();
    private final AtomicLong conflicts = new AtomicLong();

    /**
     * What to run.
     *
     * @param seed of the clients' choices
     * @param mayStop whether the store may stop in the middle, because it was made to; else that is an anomaly
     */
    public record Plan(Collection<Checker> checkers, Scale scale, long seed, boolean mayStop) {}

    private ConformanceRun(Supplier<? extends Database> store, Plan plan, Consumer<? super String> progress) {
        this.store = store;
        this.plan = plan;
        this.progress = progress;
        scale = plan.scale();
        mix = mix(plan.checkers());
        deadline = Deadline.in(scale.longest());
    }

    /**
     * Runs all checkers.
     *
     * @param store opens the store, each time with what it held when it was closed; the run closes what it opens
     * @param seed of the clients' choices
     * @param progress is told a line now and then
     */
    public static Report run(
            Supplier<? extends Database> store, Scale scale, long seed, Consumer<? super String> progress) {
        return run(store, new Plan(List.of(Checker.values()), scale, seed, false), progress);
    }

    /** Like the other, with more choice. */
    public static Report run(Supplier<? extends Database> store, Plan plan, Consumer<? super String> progress) {
        return new ConformanceRun(store, plan, progress).run();
    }

    private Report run() {
        long start = System.nanoTime();
        try {
            for (int opening = 1; opening <= scale.openings(); opening++) {
                try (Database database = store.get()) {
                    verify(database);
                    fill(database, scale.transactions() * opening / scale.openings());
                }
                progress.accept("opening " + opening + " of " + scale.openings() + ": " + committed + " transactions, "
                        + conflicts + " conflicts, " + anomalies.count() + " anomalies");
            }
            try (Database database = store.get()) {
                verify(database);
            }
        } catch (StorageException | CannotOpenException failure) {
            anomalies.found("the store failed where it must not: " + failure);
        }
        return new Report(
                plan.seed(),
                committed.get(),
                conflicts.get(),
                anomalies.count(),
                anomalies.details(),
                Duration.ofNanos(System.nanoTime() - start));
    }

    /** Compares what the opening before has left, and clears it. */
    private void verify(Database database) {
        for (History history : histories) {
            long before = history.transactions();
            history.reopened(database);
            committed.addAndGet(history.transactions() - before);
        }
        histories.clear();
        KeyRange all = KeyRange.startingWith(PREFIX.getBytes(StandardCharsets.US_ASCII));
        database.run(tx -> {
            tx.clearRange(all.begin(), all.end());
            return true;
        });
    }

    /** Runs histories, several at once, until so many transactions have been committed in all, or something is wrong. */
    private void fill(Database database, long target) {
        Clients.run(scale.histories(), anomalies, slot -> {
            boolean goesOn = true;
            while (goesOn && committed.get() < target && anomalies.count() == 0 && !deadline.hasPassed()) {
                History history = next();
                histories.add(history);
                history.run(database);
                committed.addAndGet(history.transactions());
                conflicts.addAndGet(history.conflicts());
                goesOn = !history.hasStopped();
                if (!goesOn && !plan.mayStop()) {
                    anomalies.found("the store has stopped");
                }
            }
        });
    }

    private History next() {
        int number = begun.getAndIncrement();
        Checker checker = mix.get(number % mix.size());
        String name = checker.name().toLowerCase(Locale.ROOT) + "-" + number;
        byte[] prefix = Keys.concat((PREFIX + name).getBytes(StandardCharsets.US_ASCII), new byte[] {0});
        long itsSeed = SplitMix64.mix(plan.seed() ^ SplitMix64.mix(number));
        return checker.history(new Setting(name, prefix, itsSeed, scale, realTime, anomalies, deadline));
    }

    /** Each checker as often as its share says, evenly spread. */
    private static List<Checker> mix(Collection<Checker> checkers) {
        int most = checkers.stream().mapToInt(Checker::share).max().orElseThrow();
        var mix = new ArrayList<Checker>();
        for (int i = 0; i < most; i++) {
            for (Checker checker : checkers) {
                if (i * checker.share() / most != (i + 1) * checker.share() / most) {
                    mix.add(checker);
                }
            }
        }
        return mix;
    }
}
