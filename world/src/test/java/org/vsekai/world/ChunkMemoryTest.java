package org.vsekai.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Units;
import org.vsekai.game.Action;
import org.vsekai.game.AvatarState;
import org.vsekai.game.Terrain;
import org.vsekai.sim.ChunkKey;
import org.vsekai.sim.RegionId;

/** A host whose chunks may take only so much memory. One player is far in the west, another far in the east. */
class ChunkMemoryTest {
    private static final long SEED = 5;
    private static final long MIDDLE = Units.REGION_MICROS / 2;
    private static final long FAR = Units.REGION_MICROS + MIDDLE;
    private static final RegionId WEST = new RegionId(-1, 0);
    private static final RegionId EAST = new RegionId(1, 0);
    private static final int LOOKS_TICKS = 40;

    private final ModelDatabase database = new ModelDatabase();
    private final Terrain terrain = new Terrain(SEED);

    @Test
    void chunksStayForAMinuteWhereThereIsRoom() {
        TestWorld world = peopledWorld(ChunkMemory.UNBOUNDED);
        world.offer(new RegionInput.Leave(1, 1));
        world.calmTicks(HostedRegion.IDLE_TICKS - 100);
        assertThat(world.counters.get(WorldCounter.CHUNKS_LET_GO)).isZero();
        assertThat(chunkBytes(world)).isPositive();
    }

    @Test
    void theLongestUnusedGoFirstOfWhateverRegionWhenMemoryIsShort() {
        long both = chunkBytes(peopledWorld(ChunkMemory.UNBOUNDED));
        TestWorld world = peopledWorld(both);
        world.offer(new RegionInput.Leave(1, 1));
        world.calmTicks(300);
        world.offer(new RegionInput.Leave(2, 1));
        world.calmTicks(120);
        assertThat(world.counters.get(WorldCounter.CHUNKS_LET_GO))
                .as("all have room")
                .isZero();
        world.offer(new RegionInput.ShowChunk(ChunkKey.of(4, 4)));
        world.calmTicks(LOOKS_TICKS);
        assertThat(world.counters.get(WorldCounter.CHUNKS_LET_GO_EARLY)).isPositive();
        assertThat(isResident(world, WEST, -MIDDLE)).isFalse();
        assertThat(isResident(world, EAST, FAR)).isTrue();
        assertThat(chunkBytes(world)).isLessThanOrEqualTo(both);
    }

    @Test
    void whatPeopleAreNearToStaysAndThatIsCounted() {
        TestWorld world = peopledWorld(1);
        assertThat(isResident(world, WEST, -MIDDLE)).isTrue();
        assertThat(isResident(world, EAST, FAR)).isTrue();
        world.offer(new RegionInput.Act(1, 1, 1, new Action.Idle()));
        world.calmTicks(2);
        assertThat(world.frames.getLast().frame().results()).hasSize(1);
        assertThat(world.counters.get(WorldCounter.CHUNK_MEMORY_EXCEEDED)).isPositive();
        long exceeded = world.counters.get(WorldCounter.CHUNK_MEMORY_EXCEEDED);
        world.offer(new RegionInput.Leave(1, 1));
        world.offer(new RegionInput.Leave(2, 1));
        world.calmTicks(200);
        assertThat(isResident(world, EAST, FAR)).isFalse();
        assertThat(world.counters.get(WorldCounter.CHUNK_MEMORY_EXCEEDED)).isGreaterThan(exceeded);
    }

    private TestWorld peopledWorld(long chunkBytes) {
        for (long player : List.of(1L, 2L)) {
            TestWorld.store(database, avatar(player, player == 1 ? -MIDDLE : FAR));
        }
        TestWorld world = new TestWorld(database, SEED, 1, chunkBytes);
        world.offer(new RegionInput.Join(1, "Ada", 1));
        world.offer(new RegionInput.Join(2, "Ben", 1));
        world.calmTicks(150);
        return world;
    }

    private AvatarState avatar(long playerId, long x) {
        long z = MIDDLE;
        return new AvatarState(
                playerId, 900 + playerId, "Player", x, terrain.heightMicros(x, z), z, 100, 0, 0, 0, 0, List.of());
    }

    private static long chunkBytes(TestWorld world) {
        return world.hosts.getFirst().gauges().chunkBytes();
    }

    private static boolean isResident(TestWorld world, RegionId region, long x) {
        RegionLoop loop = world.loop(region);
        return loop != null && Objects.requireNonNull(loop).realm().things().firstInChunk(ChunkKey.at(x, MIDDLE)) >= 0;
    }
}
