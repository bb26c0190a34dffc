package org.vsekai.world;

import org.vsekai.core.SplitMix64;

/** Runs of the tests' worlds, for whoever wants to look at them from outside. */
public final class RecordedRun {
    /** The world's name. */
    public static final String WORLD = "test";

    private RecordedRun() {}

    /** A seeded run of {@link BorderSimulation}. */
    public static void play(long seed, RunRecorder recorder) {
        ModelDatabase database = new ModelDatabase();
        database.record(recorder);
        SplitMix64 random = new SplitMix64(seed);
        new BorderSimulation(random, 1 + random.nextInt(3), false, database).run();
    }

    /** A {@link BrokenPromise}: a transaction that is undone after somebody has handed something over. */
    public static void playBrokenPromise(RunRecorder recorder) {
        ModelDatabase database = new ModelDatabase();
        database.record(recorder);
        BrokenPromise.play(database);
    }
}
