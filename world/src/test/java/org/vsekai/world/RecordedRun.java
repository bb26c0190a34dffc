package org.vsekai.world;

import org.vsekai.core.SplitMix64;

/** A seeded run of {@link BorderSimulation}, for whoever wants to look at it from outside. */
public final class RecordedRun {
    /** The world's name. */
    public static final String WORLD = "test";

    private RecordedRun() {}

    public static void play(long seed, RunRecorder recorder) {
        ModelDatabase database = new ModelDatabase();
        database.record(recorder);
        SplitMix64 random = new SplitMix64(seed);
        new BorderSimulation(random, 1 + random.nextInt(3), false, database).run();
    }
}
