package org.vsekai.world;

import java.util.function.Predicate;
import org.vsekai.core.SplitMix64;

/** A seeded run of {@link BorderSimulation}, for whoever wants to look at it from outside. */
public final class RecordedRun {
    /** The world's name. */
    public static final String WORLD = "test";

    private RecordedRun() {}

    /** The server as it is. */
    public static void play(long seed, RunRecorder recorder) {
        run(seed, new ModelDatabase(), recorder);
    }

    /** Over a store that checks no conflicts. What goes wrong is the recorder's to see. */
    public static void playWithoutConflicts(long seed, RunRecorder recorder) {
        ModelDatabase database = new ModelDatabase();
        database.breakConflictChecks();
        runBroken(seed, database, recorder);
    }

    /** Over a store that forgets what is written to some keys. What goes wrong is the recorder's to see. */
    public static void playForgetting(long seed, Predicate<byte[]> forgotten, RunRecorder recorder) {
        ModelDatabase database = new ModelDatabase();
        database.forget(forgotten);
        runBroken(seed, database, recorder);
    }

    private static void runBroken(long seed, ModelDatabase database, RunRecorder recorder) {
        try {
            run(seed, database, recorder);
        } catch (RuntimeException | AssertionError noticed) {
            // The run's own checks end it here; what was recorded until then is what counts.
        }
    }

    private static void run(long seed, ModelDatabase database, RunRecorder recorder) {
        database.record(recorder);
        SplitMix64 random = new SplitMix64(seed);
        new BorderSimulation(random, 1 + random.nextInt(3), false, database).run();
    }
}
