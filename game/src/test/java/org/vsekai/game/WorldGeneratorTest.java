package org.vsekai.game;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Seeds;
import org.vsekai.core.Units;
import org.vsekai.sim.RegionId;

class WorldGeneratorTest {
    private static final Bounds BOUNDS = new Bounds(0, 0, Units.REGION_MICROS, Units.REGION_MICROS);

    @Test
    void makesTheSameWorldOfTheSameSeedAndOthersOfOthers() {
        assertThat(WorldGenerator.generate(7, RegionId.SPAWN, 1))
                .isEqualTo(WorldGenerator.generate(7, RegionId.SPAWN, 1));
        assertThat(WorldGenerator.generate(7, RegionId.SPAWN, 1))
                .isNotEqualTo(WorldGenerator.generate(8, RegionId.SPAWN, 1));
    }

    @Test
    void scattersEnoughTreesAndRocksOnTheGround() {
        Seeds.forEach(30, random -> {
            long seed = random.nextLong();
            Terrain terrain = new Terrain(seed);
            List<EntityState> things = WorldGenerator.generate(seed, RegionId.SPAWN, 1);
            assertThat(count(things, EntityKind.TREE)).isBetween(250L, 350L);
            assertThat(count(things, EntityKind.ROCK)).isBetween(90L, 120L);
            for (int i = 0; i < things.size(); i++) {
                EntityState thing = things.get(i);
                assertThat(thing.id()).isEqualTo(i + 1);
                assertThat(BOUNDS.contains(thing.xMicros(), thing.zMicros())).isTrue();
                assertThat(thing.yMicros()).isEqualTo(terrain.heightMicros(thing.xMicros(), thing.zMicros()));
            }
        });
    }

    @Test
    void leavesAClearingAroundTheSpawnWithAFewTreesAtItsEdge() {
        Seeds.forEach(30, random -> {
            List<EntityState> things = WorldGenerator.generate(random.nextLong(), RegionId.SPAWN, 1);
            List<EntityState> near =
                    things.stream().filter(thing -> metresFromSpawn(thing) < 12).toList();
            assertThat(near).hasSize(4);
            assertThat(near).allMatch(thing -> thing.kind() == EntityKind.TREE && metresFromSpawn(thing) >= 6);
        });
    }

    @Test
    void makesOtherRegionsLikewiseWithinTheirBordersAndWithoutAClearing() {
        RegionId east = new RegionId(1, -2);
        Bounds bounds = Bounds.of(east);
        Seeds.forEach(10, random -> {
            long seed = random.nextLong();
            List<EntityState> things = WorldGenerator.generate(seed, east, 5_000);
            assertThat(things).hasSizeBetween(340, WorldGenerator.mostThings());
            assertThat(things).first().extracting(EntityState::id).isEqualTo(5_000L);
            assertThat(things).allMatch(thing -> bounds.contains(thing.xMicros(), thing.zMicros()));
            assertThat(things).isNotEqualTo(WorldGenerator.generate(seed, new RegionId(-2, 1), 5_000));
        });
    }

    private static long count(List<EntityState> things, EntityKind kind) {
        return things.stream().filter(thing -> thing.kind() == kind).count();
    }

    private static double metresFromSpawn(EntityState thing) {
        double dx = thing.xMicros() - BOUNDS.middleXMicros();
        double dz = thing.zMicros() - BOUNDS.middleZMicros();
        return Math.sqrt(dx * dx + dz * dz) / Units.MICROS_PER_METRE;
    }
}
