package org.vsekai.game;

import java.util.ArrayList;
import java.util.List;
import org.vsekai.core.SplitMix64;
import org.vsekai.core.Units;
import org.vsekai.sim.ChunkKey;
import org.vsekai.sim.RegionId;

/**
 * The trees and rocks of a new region, from the world's seed and the region's place alone and in integers: the same seed gives
 * the same world everywhere, whichever of its regions is made first. Trees stand in groves with some strays between them, rocks
 * lie in small groups. Around the spawn, in the middle of its region, is a clearing with a few trees at its edge, so that
 * newcomers see the sky and find their first wood near by.
 */
public final class WorldGenerator {
    private static final int GROVES = 16;
    private static final int TREES_PER_GROVE = 18;
    private static final int STRAY_TREES = 58;
    private static final int SPAWN_TREES = 4;
    private static final int ROCK_GROUPS = 24;
    private static final int ROCKS_PER_GROUP = 4;
    private static final int STRAY_ROCKS = 24;

    private static final long CLEARING_RADIUS_MM = 14_000;
    private static final long SPAWN_TREES_FROM_MM = 6_000;
    private static final long SPAWN_TREES_TO_MM = 12_000;
    private static final long GROVE_RADIUS_MM = 16_000;
    private static final long ROCK_GROUP_RADIUS_MM = 6_000;
    private static final long BORDER_MM = 3_000;
    private static final long SPACING_MM = 2_200;
    private static final long SPAWN_TREE_SPACING_MM = 5_000;

    /** How often a place is drawn before the generator goes on without that tree or rock. */
    private static final int TRIES = 40;

    private final SplitMix64 random;
    private final Terrain terrain;
    private final boolean hasSpawn;
    private final Bounds bounds;
    private final long firstId;
    private final List<EntityState> placed = new ArrayList<>();

    private WorldGenerator(long seed, RegionId region, long firstId) {
        hasSpawn = region.equals(RegionId.SPAWN);
        random = new SplitMix64(
                hasSpawn ? seed : SplitMix64.mix(seed ^ SplitMix64.mix(ChunkKey.of(region.x(), region.z()))));
        terrain = new Terrain(seed);
        bounds = Bounds.of(region);
        this.firstId = firstId;
    }

    /** The most things that a new region has. */
    public static int mostThings() {
        return SPAWN_TREES + GROVES * TREES_PER_GROVE + STRAY_TREES + ROCK_GROUPS * ROCKS_PER_GROUP + STRAY_ROCKS;
    }

    /** Ids are dense, from the first. */
    public static List<EntityState> generate(long seed, RegionId region, long firstId) {
        WorldGenerator generator = new WorldGenerator(seed, region, firstId);
        if (generator.hasSpawn) {
            generator.placeSpawnTrees();
        }
        generator.placeGroups(EntityKind.TREE, GROVES, TREES_PER_GROVE, GROVE_RADIUS_MM);
        generator.placeStrays(EntityKind.TREE, STRAY_TREES);
        generator.placeGroups(EntityKind.ROCK, ROCK_GROUPS, ROCKS_PER_GROUP, ROCK_GROUP_RADIUS_MM);
        generator.placeStrays(EntityKind.ROCK, STRAY_ROCKS);
        return List.copyOf(generator.placed);
    }

    private void placeSpawnTrees() {
        long middleX = Units.floorToMm(bounds.middleXMicros());
        long middleZ = Units.floorToMm(bounds.middleZMicros());
        int wanted = SPAWN_TREES;
        for (int attempt = 0; wanted > 0 && attempt < 100 * TRIES; attempt++) {
            long x = middleX + random.between(-SPAWN_TREES_TO_MM, SPAWN_TREES_TO_MM);
            long z = middleZ + random.between(-SPAWN_TREES_TO_MM, SPAWN_TREES_TO_MM);
            long distance = squaredFromMiddle(x, z);
            if (distance > SPAWN_TREES_FROM_MM * SPAWN_TREES_FROM_MM
                    && distance < SPAWN_TREES_TO_MM * SPAWN_TREES_TO_MM
                    && isClear(x, z, SPAWN_TREE_SPACING_MM)) {
                place(EntityKind.TREE, x, z);
                wanted--;
            }
        }
    }

    private void placeGroups(EntityKind kind, int groups, int perGroup, long radiusMm) {
        for (int group = 0; group < groups; group++) {
            long centreX = anyX();
            long centreZ = anyZ();
            for (int i = 0; i < perGroup; i++) {
                placeNear(kind, centreX, centreZ, radiusMm);
            }
        }
    }

    /** The mean of two uniform offsets: denser towards the middle of the group. */
    private void placeNear(EntityKind kind, long centreX, long centreZ, long radiusMm) {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            long x = centreX + (random.between(-radiusMm, radiusMm) + random.between(-radiusMm, radiusMm)) / 2;
            long z = centreZ + (random.between(-radiusMm, radiusMm) + random.between(-radiusMm, radiusMm)) / 2;
            if (tryPlace(kind, x, z)) {
                return;
            }
        }
    }

    private void placeStrays(EntityKind kind, int count) {
        for (int i = 0; i < count; i++) {
            int attempt = 0;
            while (attempt < TRIES && !tryPlace(kind, anyX(), anyZ())) {
                attempt++;
            }
        }
    }

    private boolean tryPlace(EntityKind kind, long x, long z) {
        long borderX = Units.floorToMm(bounds.minXMicros()) + BORDER_MM;
        long borderZ = Units.floorToMm(bounds.minZMicros()) + BORDER_MM;
        boolean inside = x >= borderX
                && z >= borderZ
                && x <= Units.floorToMm(bounds.maxXMicros()) - BORDER_MM
                && z <= Units.floorToMm(bounds.maxZMicros()) - BORDER_MM;
        if (!inside
                || (hasSpawn && squaredFromMiddle(x, z) < CLEARING_RADIUS_MM * CLEARING_RADIUS_MM)
                || !isClear(x, z, SPACING_MM)) {
            return false;
        }
        place(kind, x, z);
        return true;
    }

    private void place(EntityKind kind, long xMm, long zMm) {
        placed.add(new EntityState(
                firstId + placed.size(),
                kind,
                random.nextInt(256),
                xMm * Units.MICROS_PER_MM,
                terrain.heightMm(xMm, zMm) * Units.MICROS_PER_MM,
                zMm * Units.MICROS_PER_MM,
                random.nextInt(360),
                Rules.maxHp(kind),
                1,
                0,
                0));
    }

    private boolean isClear(long xMm, long zMm, long spacingMm) {
        for (EntityState other : placed) {
            long dx = Units.floorToMm(other.xMicros()) - xMm;
            long dz = Units.floorToMm(other.zMicros()) - zMm;
            if (dx * dx + dz * dz < spacingMm * spacingMm) {
                return false;
            }
        }
        return true;
    }

    private long squaredFromMiddle(long xMm, long zMm) {
        long dx = xMm - Units.floorToMm(bounds.middleXMicros());
        long dz = zMm - Units.floorToMm(bounds.middleZMicros());
        return dx * dx + dz * dz;
    }

    private long anyX() {
        return random.between(Units.floorToMm(bounds.minXMicros()), Units.floorToMm(bounds.maxXMicros()));
    }

    private long anyZ() {
        return random.between(Units.floorToMm(bounds.minZMicros()), Units.floorToMm(bounds.maxZMicros()));
    }
}
