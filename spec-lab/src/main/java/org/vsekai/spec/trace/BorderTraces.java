package org.vsekai.spec.trace;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.vsekai.sim.RegionId;
import org.vsekai.world.DurableFrame;
import org.vsekai.world.RecordedRun;
import org.vsekai.world.RunRecorder;

/**
 * Traces of the world's own tests: players who never leave the corner of four regions, and deal with each other over its borders.
 * The simulator's players do so less often.
 */
final class BorderTraces {
    /** Its hosts crash and come back, but never two at once; and its sessions are numbered throughout. */
    private static final int ONE_LIFE = 1;

    private BorderTraces() {}

    static List<Trace> sound(long seed, int eventsPerTrace) {
        return record("at the corner, seed " + seed, eventsPerTrace, recorder -> RecordedRun.play(seed, recorder));
    }

    /** Of a transaction that is undone after somebody has handed something over: players seldom come to that by chance. */
    static List<Trace> brokenPromise(int eventsPerTrace) {
        return record("a broken promise", eventsPerTrace, RecordedRun::playBrokenPromise);
    }

    private static List<Trace> record(String name, int eventsPerTrace, Consumer<RunRecorder> run) {
        WorldRecorder recorder = new WorldRecorder(name, RecordedRun.WORLD, eventsPerTrace);
        run.accept(new RunRecorder() {
            @Override
            public void onCommit(Map<byte[], byte @Nullable []> changes) {
                recorder.onCommit(changes);
            }

            @Override
            public void onRegionUp(RegionId region) {
                recorder.onRegionUp(ONE_LIFE, region);
            }

            @Override
            public void onRegionDown(RegionId region) {
                recorder.onRegionDown(ONE_LIFE, region);
            }

            @Override
            public void onShown(RegionId region, DurableFrame frame) {
                recorder.onShown(ONE_LIFE, region, frame);
            }

            @Override
            public void onAnswered(long player, long session, long sequence) {
                recorder.onAnswered(ONE_LIFE, player, session, sequence);
            }
        });
        return recorder.traces();
    }
}
