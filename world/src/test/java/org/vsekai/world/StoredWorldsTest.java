package org.vsekai.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.vsekai.sim.RegionId;
import org.vsekai.storage.CannotOpenException;
import org.vsekai.storage.tuple.Tuple;
import org.vsekai.world.v1.EpochRecord;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.HeadRecord;
import org.vsekai.world.v1.HistoryRecord;

/** What those see of stored worlds who move them, keep them or look at them. */
class StoredWorldsTest {
    private static final byte[] ANY = {1};

    private final ModelDatabase database = new ModelDatabase();

    @Test
    void namesTheWorldsThatHaveARecordAndNothingElse() {
        assertThat(database.run(StoredWorlds::names)).isEmpty();
        world("earth");
        world("7");
        put(WorldKeys.of("half").avatar(1), ANY);
        put(Tuple.of("sekai", 5, "world").pack(), ANY);
        put(Tuple.of("sekai").pack(), ANY);
        assertThat(database.run(StoredWorlds::names)).containsExactly("7", "earth");
    }

    @Test
    void theStandingChangesWithEveryCommitAndPlayer() {
        World earth = world("earth");
        String made = standing();
        put(
                WorldKeys.of("earth").epoch(),
                EpochRecord.newBuilder().setEpoch(2).build().toByteArray());
        String taken = standing();
        put(
                WorldKeys.of("earth").head(),
                HeadRecord.newBuilder().setFrame(5).setCommit(6).build().toByteArray());
        String committed = standing();
        put(
                WorldKeys.of("earth").in(new RegionId(-1, 3)).head(),
                HeadRecord.newBuilder().setFrame(1).setCommit(1).build().toByteArray());
        String second = standing();
        earth.players().createGuest("Ada");
        assertThat(made).isEqualTo("region (0, 0): epoch 0, frame 0, commit 0; players 0");
        assertThat(taken).isEqualTo("region (0, 0): epoch 2, frame 0, commit 0; players 0");
        assertThat(committed).isEqualTo("region (0, 0): epoch 2, frame 5, commit 6; players 0");
        assertThat(second)
                .isEqualTo("region (-1, 3): epoch 0, frame 1, commit 1; region (0, 0): epoch 2, frame 5, commit 6; "
                        + "players 0");
        assertThat(standing()).endsWith("players 1");
    }

    /** On a cluster the upkeep of a running server moves frames while others read, also where nobody plays. */
    @Test
    void theStandingChangesWithEachStepOfTheHistorysUpkeep() {
        world("earth");
        String before = standing();
        HistoryRecord.Builder history = HistoryRecord.newBuilder()
                .setOldestFrame(501)
                .setIndexedFrame(1_000)
                .setBytes(99);
        put(WorldKeys.of("earth").history(), history.build().toByteArray());
        String compressed = standing();
        put(WorldKeys.of("earth").history(), history.setBytes(70).build().toByteArray());
        assertThat(standing()).isNotEqualTo(compressed);
        assertThat(compressed).isNotEqualTo(before);
    }

    @Test
    void knowsTheKeysThatSayThatAWorldIsThereOrNotYet() {
        assertThat(StoredWorlds.isRecord(WorldKeys.of("earth").world())).isTrue();
        assertThat(StoredWorlds.isRecord(WorldKeys.of("earth").avatar(1))).isFalse();
        assertThat(StoredWorlds.isRecord(Tuple.of("other", "earth", "world").pack()))
                .isFalse();
        assertThat(StoredWorlds.isRecord(
                        Tuple.of("sekai", "earth", "x", "world").pack()))
                .isFalse();
        assertThat(StoredWorlds.isUnfinished(WorldKeys.of("earth").unfinished()))
                .isTrue();
        assertThat(StoredWorlds.isUnfinished(StoredWorlds.unfinishedStore())).isTrue();
        assertThat(StoredWorlds.isUnfinished(WorldKeys.of("earth").world())).isFalse();
    }

    @Test
    void noWorldIsMadeWhereOneIsBeingPutTogether() {
        put(StoredWorlds.unfinishedStore(), ANY);
        assertThatThrownBy(() -> world("earth"))
                .isInstanceOf(CannotOpenException.class)
                .hasMessageContaining("\"earth\" is not complete")
                .hasMessageContaining("Run that again");
        assertThat(database.run(StoredWorlds::names)).isEmpty();
    }

    @Test
    void recordsAreShownAsTextByTheirKeys() {
        world("earth").players().createGuest("Ada");
        WorldKeys keys = WorldKeys.of("earth");
        assertThat(text(keys.world())).contains("name: \"earth\"", "seed: 7");
        assertThat(text(keys.player(1))).contains("name: \"Ada\"");
        assertThat(text(keys.checkpoint())).contains("next_entity_id: ");
        database.all(keys.pages().begin(), keys.pages().end())
                .forEach(pair -> assertThat(RecordText.of(pair.key(), pair.value()))
                        .hasValueSatisfying(page -> assertThat(page).contains("entities {", "x_micros: ")));
        byte[] frame = FrameRecord.newBuilder().setNumber(3).build().toByteArray();
        assertThat(RecordText.of(keys.framePart(3, 0), frame))
                .hasValueSatisfying(shown -> assertThat(shown).contains("number: 3"));
        assertThat(RecordText.of(keys.framePart(3, 1), frame)).contains("piece 1 of the record of frame 3");
        assertThat(RecordText.of(keys.framePart(3, 0), new byte[FrameParts.MAX_PART_SIZE]))
                .contains("piece 0 of the record of frame 3");
        assertThat(RecordText.of(keys.world(), new byte[] {(byte) 0xFF}))
                .hasValueSatisfying(shown -> assertThat(shown).startsWith("damaged: "));
        assertThat(RecordText.of(Tuple.of("sekai", "earth", "unheard-of").pack(), new byte[] {}))
                .isEmpty();
        assertThat(RecordText.of(new byte[] {1, 2}, new byte[] {})).isEmpty();
    }

    private World world(String name) {
        return World.open(database, new WorldOptions(name, OptionalLong.of(7), new SeededTokens(8)));
    }

    private String standing() {
        return database.run(transaction -> StoredWorlds.standing(transaction, "earth"));
    }

    private String text(byte[] key) {
        byte[] value = database.run(transaction -> Objects.requireNonNull(Reads.value(transaction, key)));
        return RecordText.of(key, value).orElseThrow();
    }

    private void put(byte[] key, byte[] value) {
        database.run(transaction -> {
            transaction.set(key, value);
            return true;
        });
    }
}
