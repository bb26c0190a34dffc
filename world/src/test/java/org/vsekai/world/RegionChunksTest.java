package org.vsekai.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.vsekai.game.Action;
import org.vsekai.game.EntityKind;
import org.vsekai.game.EntityState;
import org.vsekai.game.Reason;
import org.vsekai.game.Rules;
import org.vsekai.game.ThingChange;
import org.vsekai.sim.ChunkKey;
import org.vsekai.world.WorldListener.NotTaken;

/** A region whose chunks come and go. */
class RegionChunksTest {
    private static final long SEED = 11;
    private static final int WARM_TICKS = Residency.Policy.DEFAULT.warmTicks();

    private final ModelDatabase database = new ModelDatabase();
    private final TestRegion region = new TestRegion(database, SEED, false);
    private long sequence;

    @Test
    void startsWithNothingInMemory() {
        assertThat(region.loop.entityCount()).isZero();
        region.ticks(10);
        assertThat(region.loop.entityCount()).isZero();
    }

    @Test
    void refusesActionsUntilWhatIsAroundThePlayerIsInMemory() {
        region.join(1, 1);
        while (region.loop.present().isEmpty()) {
            region.tick();
        }
        region.act(1, 1, 1, new Action.Idle());
        region.tick();
        assertThat(region.refusals).containsExactly(new TestRegion.Refusal(1, 1, NotTaken.BUSY, 1));
        assertThat(region.counters.get(WorldCounter.ACTIONS_BEFORE_CHUNKS)).isEqualTo(1);
        region.ticks(10);
        region.act(1, 1, 1, new Action.Idle());
        region.tick();
        assertThat(region.lastFrame().results()).hasSize(1);
    }

    @Test
    void showsAChunkOnceTheStoreHasBroughtIt() {
        long chunk = ChunkKey.of(2, 5);
        region.loop.onInput(new RegionInput.ShowChunk(chunk));
        region.onTick();
        assertThat(region.chunks).isEmpty();
        region.onTick();
        assertThat(region.chunks).containsOnlyKeys(chunk);
        assertThat(new TestRegion(database, SEED).loop.realm().things().sizeOfChunk(chunk))
                .isEqualTo(Objects.requireNonNull(region.chunks.get(chunk)).size());
    }

    @Test
    void letsGoOfEverythingWhenNobodyIsThereAndBringsItBackAsItWasLeft() {
        EntityState tree = fellATree();
        region.loop.onInput(new RegionInput.Leave(1, 1));
        region.tick();
        long hash = region.contentHash();
        region.ticks(WARM_TICKS + 200);
        assertThat(region.loop.entityCount()).isZero();
        assertThat(region.counters.get(WorldCounter.CHUNKS_LET_GO))
                .isEqualTo(region.counters.get(WorldCounter.CHUNKS_LOADED))
                .isPositive();
        assertThat(region.contentHash()).isEqualTo(hash);
        assertThat(shown(tree).hp()).isZero();
    }

    @Test
    void letsATreeGrowInItsSleepAndSaysSoWhenItWakes() {
        EntityState tree = fellATree();
        region.loop.onInput(new RegionInput.Leave(1, 1));
        region.ticks(WARM_TICKS + 200);
        region.loop.onTick(region.loop.tick() + Rules.REGROWTH_TICKS, region.unixMillis);
        int frames = region.frames.size();
        assertThat(shown(tree).hp()).isEqualTo(Rules.TREE_HP);
        List<ThingChange> changes = new ArrayList<>();
        region.frames.subList(frames, region.frames.size()).forEach(frame -> changes.addAll(frame.changes()));
        assertThat(changes).singleElement().satisfies(change -> {
            assertThat(change.id()).isEqualTo(tree.id());
            assertThat(change.now()).isNotNull();
        });
    }

    /** The machine was suspended, say: the world's time leaps over an hour in which nobody had occasion to ask for anything. */
    @Test
    void keepsWhatIsAroundPeopleWhenTimeLeaps() {
        region.join(1, 1);
        region.ticks(15);
        long loaded = region.counters.get(WorldCounter.CHUNKS_LOADED);
        region.loop.onTick(region.loop.tick() + 60 * 60 * 60, region.unixMillis);
        region.act(1, 1, 1, new Action.Idle());
        region.ticks(2);
        assertThat(region.lastFrame().results()).hasSize(1);
        assertThat(region.counters.get(WorldCounter.CHUNKS_LET_GO)).isZero();
        assertThat(region.counters.get(WorldCounter.CHUNKS_LOADED)).isEqualTo(loaded);
    }

    @Test
    void recoversTheChunksThatFramesAfterTheCheckpointHaveChangedAndNoOthers() {
        EntityState tree = fellATree();
        TestRegion next = new TestRegion(database, SEED, false);
        List<Long> chunks = new ArrayList<>();
        next.loop.realm().things().forEachChunk(chunks::add);
        assertThat(chunks)
                .contains(ChunkKey.at(tree.xMicros(), tree.zMicros()))
                .hasSizeLessThan(5)
                .containsExactlyInAnyOrderElementsOf(next.recovered.dirtyChunks());
        assertThat(next.contentHash()).isEqualTo(region.contentHash());
    }

    /** What a client is shown of a thing when it comes near again, and what was under way is durable. */
    private EntityState shown(EntityState thing) {
        long chunk = ChunkKey.at(thing.xMicros(), thing.zMicros());
        region.loop.onInput(new RegionInput.ShowChunk(chunk));
        region.ticks(10);
        region.chunks.clear();
        region.loop.onInput(new RegionInput.ShowChunk(chunk));
        region.tick();
        return Objects.requireNonNull(region.chunks.get(chunk)).stream()
                .filter(each -> each.id() == thing.id())
                .findFirst()
                .orElseThrow();
    }

    private EntityState fellATree() {
        region.join(1, 1);
        region.ticks(15);
        EntityState tree = Scenes.nearestTree(
                region.loop.realm(),
                region.avatar(1).xMicros(),
                region.avatar(1).zMicros());
        for (var step : Scenes.walk(region.loop.realm(), region.poses.getFirst(), tree, 2_000_000)) {
            region.loop.onInput(new RegionInput.Move(1, 1, step));
            region.tick();
        }
        for (int strike = 0; strike < Rules.TREE_HP / Rules.STRIKE_HP; strike++) {
            region.act(1, 1, ++sequence, new Action.Harvest(tree.id()));
            region.ticks(Rules.HARVEST_COOLDOWN_TICKS);
        }
        assertThat(region.frames.getLast().results().getFirst().result().reason())
                .isEqualTo(Reason.OK);
        assertThat(tree.kind()).isEqualTo(EntityKind.TREE);
        return tree;
    }
}
