package org.vsekai.storage.check;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The checkers are checked: they run against broken engines and must catch each. A check that never fails proves nothing. */
public final class SabotageRun {
    /** Rounds, each with other choices of the clients, within which an engine must be caught. */
    static final int MAX_ROUNDS = 20;

    /** The checking that one round does; a sound engine passes as much of it as a broken one is given. */
    public static final Scale ROUND = new Scale(3_000, 4, 8, 400, 2, Duration.ofSeconds(20));

    private SabotageRun() {}

    /**
     * @param folder for the engines' stores, each in a folder of its own in it; what is left there is the caller's
     * @param progress is told a line for each engine
     */
    public static SabotageReport run(
            List<SabotagedEngine> engines, Path folder, long seed, Consumer<? super String> progress) {
        var missed = new ArrayList<String>();
        var details = new ArrayList<String>();
        for (SabotagedEngine engine : engines) {
            String found = firstAnomaly(engine, folder.resolve(engine.name()), seed);
            if (found == null) {
                missed.add(engine.name());
            } else {
                details.add(engine.name() + ": " + found);
            }
            progress.accept(engine.name() + " (" + engine.what() + "): " + (found == null ? "MISSED" : "caught"));
        }
        return new SabotageReport(engines.size(), engines.size() - missed.size(), missed, details);
    }

    private static @Nullable String firstAnomaly(SabotagedEngine engine, Path folder, long seed) {
        for (int round = 0; round < MAX_ROUNDS; round++) {
            var plan = new ConformanceRun.Plan(List.of(engine.caughtBy()), ROUND, seed + round, engine.stops());
            Report report =
                    ConformanceRun.run(engine.store().apply(folder.resolve("round-" + round)), plan, line -> {});
            if (report.anomalies() > 0) {
                return report.details().getFirst();
            }
        }
        return null;
    }
}
