package org.vsekai.spec.trace;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.vsekai.sim.RegionId;
import org.vsekai.storage.tuple.Tuple;
import org.vsekai.world.DurableFrame;
import org.vsekai.world.RecordedRun;
import org.vsekai.world.RunRecorder;

/** Traces of the server's hosts, regions and journal, over a store of the tests and in one thread: players at a corner of four regions. */
public final class RecordedTraces {
    private RecordedTraces() {}

    /** Ways to break the store below the server. */
    public enum Sabotage {
        /** Two owners don't see each other. */
        CONFLICTS,
        /** Frames are not stored, the head that names them is. */
        FRAMES,
        /** The head is not stored, the frames are. */
        HEAD,
        /** What is sent doesn't reach the inbox, and what is taken isn't cleared there. */
        INBOX,
        /** Pages are not brought up to date. */
        PAGES,
        /** Where a player is, and what was applied, is not in the player's own record. */
        AVATARS
    }

    /** Of the server as it is. */
    public static List<Trace> sound(long seed, int eventsPerTrace) {
        Recording recording = new Recording("seed " + seed, eventsPerTrace);
        RecordedRun.play(seed, recording);
        return recording.recorder.traces();
    }

    public static List<Trace> sabotaged(long seed, Sabotage sabotage, int eventsPerTrace) {
        Recording recording = new Recording(sabotage + ", seed " + seed, eventsPerTrace);
        switch (sabotage) {
            case CONFLICTS -> RecordedRun.playWithoutConflicts(seed, recording);
            case FRAMES -> RecordedRun.playForgetting(seed, ofRegion("frame"), recording);
            case HEAD -> RecordedRun.playForgetting(seed, ofRegion("head"), recording);
            case PAGES -> RecordedRun.playForgetting(seed, ofRegion("chunk"), recording);
            case INBOX -> RecordedRun.playForgetting(seed, key -> kind(key, 2).equals("inbox"), recording);
            case AVATARS -> RecordedRun.playForgetting(seed, key -> kind(key, 2).equals("avatar"), recording);
        }
        return recording.recorder.traces();
    }

    private static Predicate<byte[]> ofRegion(String kind) {
        return key -> kind(key, 2).equals("region") && kind(key, 5).equals(kind);
    }

    /** The word at a place of a key. */
    private static String kind(byte[] key, int index) {
        Tuple tuple = Tuple.fromBytes(key);
        return index < tuple.size() && tuple.get(index) instanceof String word ? word : "";
    }

    private static final class Recording implements RunRecorder {
        private final WorldRecorder recorder;

        Recording(String name, int eventsPerTrace) {
            recorder = new WorldRecorder(name, RecordedRun.WORLD, eventsPerTrace);
        }

        @Override
        public void onCommit(Map<byte[], byte @Nullable []> changes) {
            recorder.onCommit(changes);
        }

        @Override
        public void onShown(RegionId region, DurableFrame frame) {
            recorder.onShown(region.x(), region.z(), frame.number());
            frame.results()
                    .forEach(result -> recorder.onAnswered(
                            result.playerId(), result.result().sequence()));
        }
    }
}
