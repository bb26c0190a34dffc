package org.vsekai.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Pose;
import org.vsekai.core.Units;
import org.vsekai.wire.Decoded;
import org.vsekai.wire.Protocol;
import org.vsekai.wire.Snapshot;
import org.vsekai.wire.SnapshotReader;
import org.vsekai.wire.SnapshotWriter;

class SnapshotBuilderTest {
    private static final int MAX_SLOTS = 256;
    private static final int HERTZ = 60;
    private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1) / HERTZ;

    private final SnapshotBuilder builder = new SnapshotBuilder(MAX_SLOTS);

    @Test
    void showsTheOthersAndNotOneself() {
        SnapshotViewer viewer = viewer(3, 1_000_000);
        builder.show(3, Pose.standingAt(0, 0, 0));
        builder.show(5, Pose.standingAt(Units.metres(2), 0, 0));
        Snapshot snapshot = decode(builder.build(viewer, 42, true, 77, 0));
        assertThat(snapshot.tick()).isEqualTo(42);
        assertThat(snapshot.poseSequence()).isEqualTo(OptionalInt.of(77));
        assertThat(snapshot.avatars()).containsExactly(new Snapshot.Avatar(5, Pose.standingAt(Units.metres(2), 0, 0)));
    }

    @Test
    void keepsToTheBudgetAndShowsEverybodyInTurnNearOnesMoreOften() {
        SnapshotViewer viewer = viewer(0, SnapshotViewer.DEFAULT_BUDGET_BYTES_PER_SECOND);
        Map<Integer, Integer> timesSeen = new HashMap<>();
        Map<Integer, Long> lastSeen = new HashMap<>();
        long longestWait = 0;
        long bytes = 0;
        int ticks = 10 * HERTZ;
        for (int tick = 1; tick <= ticks; tick++) {
            for (int slot = 0; slot <= 100; slot++) {
                builder.show(slot, Pose.standingAt(Units.metres(slot * 1.9), 0, 0));
            }
            byte[] message = builder.build(viewer, tick, false, 0, tick * TICK_NANOS);
            assertThat(message.length).isLessThanOrEqualTo(Protocol.MAX_LOSSY_BYTES);
            bytes += message.length;
            if (message.length > 0) {
                for (Snapshot.Avatar avatar : decode(message).avatars()) {
                    timesSeen.merge(avatar.slot(), 1, Integer::sum);
                    longestWait = Math.max(longestWait, tick - lastSeen.getOrDefault(avatar.slot(), 0L));
                    lastSeen.put(avatar.slot(), (long) tick);
                }
            }
        }
        assertThat(bytes).isBetween(300_000L, 10 * 32_000L + 2_200);
        assertThat(timesSeen).hasSize(100).doesNotContainKey(0);
        assertThat(timesSeen.get(1))
                .isGreaterThan(4 * timesSeen.getOrDefault(50, 0))
                .isGreaterThan(10 * HERTZ / 3);
        assertThat(longestWait).isLessThan(2 * HERTZ);
    }

    @Test
    void aFewOthersAreAllShownEveryTick() {
        SnapshotViewer viewer = viewer(0, SnapshotViewer.DEFAULT_BUDGET_BYTES_PER_SECOND);
        for (int tick = 1; tick <= 300; tick++) {
            for (int slot = 0; slot <= 12; slot++) {
                builder.show(slot, Pose.standingAt(Units.metres(slot), 0, 0));
            }
            assertThat(decode(builder.build(viewer, tick, false, 0, tick * TICK_NANOS))
                            .avatars())
                    .hasSize(12);
        }
    }

    @Test
    void neverPutsMoreThanTwentySevenInAMessage() {
        SnapshotViewer viewer = viewer(0, 1_000_000);
        for (int slot = 1; slot < MAX_SLOTS; slot++) {
            builder.show(slot, Pose.standingAt(Units.metres(slot % 50), 0, 0));
        }
        byte[] message = builder.build(viewer, 1, false, 0, 0);
        assertThat(decode(message).avatars()).hasSize(SnapshotWriter.MAX_AVATARS);
        assertThat(message).hasSize(1_085);
    }

    @Test
    void aSpentBudgetSkipsTheTick() {
        SnapshotViewer viewer = viewer(0, 1);
        int sent = 0;
        for (int tick = 1; tick <= 1_000; tick++) {
            builder.show(1, Pose.standingAt(0, 0, 0));
            sent += builder.build(viewer, tick, false, 0, tick).length;
        }
        assertThat(sent).isLessThanOrEqualTo(2_200);
        assertThat(builder.build(viewer, 1_001, false, 0, 1_001)).isEmpty();
    }

    @Test
    void whoIsOutOfSightOrGoneIsNotShown() {
        SnapshotViewer viewer = viewer(0, 1_000_000);
        builder.show(1, Pose.standingAt(Units.metres(-191), 0, Units.metres(191)));
        builder.show(2, Pose.standingAt(Units.metres(256), 0, 0));
        builder.show(3, Pose.standingAt(Units.metres(1), 0, 0));
        assertThat(slots(builder.build(viewer, 1, false, 0, 0))).containsExactly(3, 1);
        builder.hide(3);
        builder.show(2, Pose.standingAt(Units.metres(255), 0, 0));
        assertThat(slots(builder.build(viewer, 2, false, 0, 0))).containsExactlyInAnyOrder(1, 2);
    }

    private static List<Integer> slots(byte[] message) {
        return decode(message).avatars().stream().map(Snapshot.Avatar::slot).toList();
    }

    private static SnapshotViewer viewer(int slot, long bytesPerSecond) {
        return new SnapshotViewer(slot, MAX_SLOTS, bytesPerSecond, 0);
    }

    private static Snapshot decode(byte[] message) {
        assertThat(SnapshotReader.decode(message)).isInstanceOf(Decoded.Ok.class);
        return ((Decoded.Ok<Snapshot>) SnapshotReader.decode(message)).value();
    }
}
