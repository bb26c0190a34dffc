package org.vsekai.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Units;
import org.vsekai.game.Action;
import org.vsekai.game.ActionResult;
import org.vsekai.game.Avatar;
import org.vsekai.game.AvatarState;
import org.vsekai.game.Bounds;
import org.vsekai.game.EntityIds;
import org.vsekai.game.EntityKind;
import org.vsekai.game.EntityState;
import org.vsekai.game.Realm;
import org.vsekai.game.Reason;
import org.vsekai.game.Rules;
import org.vsekai.game.Terrain;
import org.vsekai.sim.ChunkKey;
import org.vsekai.sim.RegionId;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.KeyValue;
import org.vsekai.world.v1.ChunkPage;
import org.vsekai.world.v1.FrameRecord;

class CheckpointTest {
    private static final long SEED = 11;

    private final ModelDatabase database = new ModelDatabase();
    private final TestRegion region = new TestRegion(database, SEED);

    @Test
    void packsACrowdedChunkInPagesBelowTheStoresLimit() {
        Bounds bounds = new Bounds(0, 0, Units.REGION_MICROS, Units.REGION_MICROS);
        Realm realm = new Realm(RegionId.SPAWN, bounds, new Terrain(SEED), new EntityIds(5_000, 6_000));
        for (long id = 4_000; id >= 1; id--) {
            realm.add(new EntityState(id, EntityKind.STRUCTURE, 1, 31_999_999, -1, 31_999_999, 359, 200, 1, 9, 0));
        }
        List<byte[]> pages = Checkpointer.pages(realm.things(), ChunkKey.of(0, 0));
        assertThat(pages).hasSizeGreaterThan(3).allMatch(page -> page.length <= Checkpointer.PAGE_SIZE + 200);
        List<Long> ids = pages.stream()
                .flatMap(page -> Records.parse(ChunkPage.parser(), page, "page").getEntitiesList().stream())
                .map(record -> record.getId())
                .toList();
        assertThat(ids).hasSize(4_000).isSorted();
    }

    @Test
    void splitsAFrameThatIsTooLargeForOneValueAndReadsItBack() {
        for (long player = 1; player <= 1_900; player++) {
            region.loop.onInput(new RegionInput.Join(player, "A name of full length, 24", player));
        }
        region.tick();
        KeyRange frames = region.keys.frames(1, 2);
        List<KeyValue> parts = database.all(frames.begin(), frames.end());
        assertThat(parts).hasSizeGreaterThan(1).allMatch(part -> part.value().length <= FrameParts.MAX_PART_SIZE);
        TestRegion next = new TestRegion(database, SEED);
        assertThat(next.recovered.avatars()).hasSize(1_900);
        assertThat(next.contentHash()).isEqualTo(region.contentHash());
    }

    /** A region whose commit can't succeed would never acknowledge anything again: admission keeps it from getting there. */
    @Test
    void theLargestCommitOfAFullRegionFitsTheStore() {
        Realm realm = new Realm(
                RegionId.SPAWN, Bounds.of(RegionId.SPAWN), new Terrain(SEED), new EntityIds(1L << 50, Long.MAX_VALUE));
        Set<Long> chunks = new TreeSet<>();
        for (int i = 0; i < Rules.MAX_ENTITIES; i++) {
            long x = Units.REGION_MICROS - 1 - i % 250 * Units.MICROS_PER_METRE;
            long z = Units.REGION_MICROS - 1 - i / 250 * Units.MICROS_PER_METRE;
            long id = realm.takeEntityId();
            realm.add(new EntityState(
                    id, EntityKind.STRUCTURE, 1, x, -90_000_000, z, 359, 200, 1, Long.MAX_VALUE, Long.MAX_VALUE));
            chunks.add(ChunkKey.at(x, z));
        }
        realm.things().forgetChanges();
        List<AvatarState> avatars = new ArrayList<>();
        for (long player = 1; player <= RegionPlayers.MOST_IN_MEMORY; player++) {
            avatars.add(fullAvatar(Long.MAX_VALUE - player));
        }
        RecoveredRegion full =
                new RecoveredRegion(RegionId.SPAWN, 1, 0, 0, 1, 1, realm, avatars, Map.of(), chunks, List.of(), false);
        Checkpointer checkpointer = new Checkpointer(full);
        avatars.forEach(avatar -> checkpointer.markChanged(new Presence(new Avatar(avatar))));
        byte[] frames = new byte[CommitPipeline.MAX_BATCH_BYTES];
        CommitBatch batch = new CommitBatch(
                1,
                1,
                1,
                List.of(new CommitBatch.StoredFrame(1, 2, FrameParts.split(frames), CommitBatch.Transfers.NONE)),
                checkpointer.capture(1, 2, realm));
        ModelDatabase store = new ModelDatabase();
        new TestRegion(store, SEED);
        List<StoreJournal.Outcome> outcomes = new ArrayList<>();
        new StoreJournal(store, region.keys, outcomes::add).commit(batch);
        store.settle(ModelDatabase.Fate.APPLIED);
        assertThat(outcomes).containsExactly(new StoreJournal.Outcome.Committed());
    }

    private static AvatarState fullAvatar(long playerId) {
        List<ActionResult> results = new ArrayList<>();
        for (int i = AvatarState.RECENT_RESULTS - 1; i >= 0; i--) {
            results.add(new ActionResult((1L << 40) - i, Reason.NOT_ON_GROUND, Long.MAX_VALUE));
        }
        return new AvatarState(
                playerId,
                Long.MAX_VALUE,
                "\uD83E\uDD86".repeat(24),
                -Units.REGION_MICROS * 999,
                9_000_000,
                -Units.REGION_MICROS * 999,
                100,
                999,
                999,
                1L << 40,
                1L << 40,
                results);
    }

    @Test
    void refusesMoreActionsInATickThanAFrameShouldHold() {
        int players = RegionActions.MAX_PER_TICK / 32 + 1;
        for (int player = 1; player <= players; player++) {
            region.join(player, player);
        }
        region.ticks(2);
        for (int player = 1; player <= players; player++) {
            for (int sequence = 1; sequence <= 32; sequence++) {
                region.act(player, player, sequence, new Action.Idle());
            }
        }
        region.tick();
        assertThat(region.lastFrame().results()).hasSize(RegionActions.MAX_PER_TICK);
        assertThat(region.refusals).hasSize(32);
    }

    @Test
    void replaysOnlyFramesBehindTheCheckpoint() {
        region.join(1, 1);
        region.ticks(Checkpointer.INTERVAL_TICKS + 2);
        assertThat(region.counters.get(WorldCounter.CHECKPOINTS)).isEqualTo(1);
        assertThat(new TestRegion(database, SEED).recovered.avatars()).isEmpty();
    }

    @Test
    void storesBeforeAndAfterOfWhatAFrameChanges() {
        region.join(1, 1);
        region.ticks(2);
        long x = region.avatar(1).xMicros();
        long z = region.avatar(1).zMicros();
        var tree = Scenes.nearestTree(region.loop.realm(), x, z);
        for (var step : Scenes.walk(region.loop.realm(), region.poses.getFirst(), tree, 2_000_000)) {
            region.loop.onInput(new RegionInput.Move(1, 1, step));
            region.tick();
        }
        region.act(1, 1, 1, new Action.Harvest(tree.id()));
        region.tick();
        byte[] value = database.all(region.keys.framePart(2, 0), region.keys.framePart(2, 1))
                .getFirst()
                .value();
        FrameRecord frame = Records.parse(FrameRecord.parser(), value, "frame");
        assertThat(frame.getChanges(0).getBefore().getHp()).isEqualTo(100);
        assertThat(frame.getChanges(0).getAfter().getHp()).isEqualTo(75);
        assertThat(frame.getInputs(0).getHarvest().getTargetId()).isEqualTo(tree.id());
        assertThat(frame.getAvatars(0).getLastAppliedSequence()).isEqualTo(1);
    }

    @Test
    void namesADamagedRecord() {
        region.join(1, 1);
        region.tick();
        database.put(region.keys.framePart(1, 0), "nonsense".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> new TestRegion(database, SEED))
                .isInstanceOf(DamagedRecordException.class)
                .hasMessageContaining("frame 1");
    }

    @Test
    void namesAMissingFrame() {
        region.join(1, 1);
        region.tick();
        region.act(1, 1, 1, new Action.Idle());
        region.tick();
        database.run(transaction -> {
            transaction.clear(region.keys.framePart(1, 0));
            return true;
        });
        assertThatThrownBy(() -> new TestRegion(database, SEED))
                .isInstanceOf(DamagedRecordException.class)
                .hasMessageContaining("frame 1 is missing");
    }
}
