package org.vsekai.benchmarks.world;

import java.util.ArrayList;
import java.util.List;
import org.vsekai.core.SplitMix64;
import org.vsekai.core.Units;
import org.vsekai.game.EntityKind;
import org.vsekai.game.EntityState;
import org.vsekai.game.ItemKind;
import org.vsekai.game.Rules;
import org.vsekai.game.StructureKind;
import org.vsekai.sim.ChunkKey;

/**
 * The things of a chunk that people have lived in: of ten, six are trees (one in twenty of them felled), two are rocks, one is
 * somebody's wall, and one an item on the ground.
 */
final class Population {
    private static final int FELLED_OF = 20;

    private final SplitMix64 random;

    Population(long seed) {
        random = new SplitMix64(seed);
    }

    /** In the order of their ids, which begin with this one. */
    List<EntityState> ofChunk(long chunk, int count, long firstId) {
        List<EntityState> things = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            things.add(thing(chunk, firstId + i));
        }
        return things;
    }

    private EntityState thing(long chunk, long id) {
        EntityKind kind = switch ((int) (id % 10)) {
            case 0 -> EntityKind.STRUCTURE;
            case 1 -> EntityKind.ITEM;
            case 2, 3 -> EntityKind.ROCK;
            default -> EntityKind.TREE;
        };
        int variant = switch (kind) {
            case STRUCTURE -> StructureKind.WALL.code();
            case ITEM -> ItemKind.WOOD.code();
            case TREE, ROCK -> random.nextInt(256);
        };
        boolean isFelled = kind == EntityKind.TREE && random.nextInt(FELLED_OF) == 0;
        boolean waits = isFelled || kind == EntityKind.ITEM;
        return new EntityState(
                id,
                kind,
                variant,
                ChunkKey.x(chunk) * Units.CHUNK_MICROS + random.between(0, Units.CHUNK_MICROS),
                random.between(0, 10 * Units.MICROS_PER_METRE),
                ChunkKey.z(chunk) * Units.CHUNK_MICROS + random.between(0, Units.CHUNK_MICROS),
                random.nextInt(360),
                isFelled ? 0 : Rules.maxHp(kind),
                kind == EntityKind.ITEM ? Rules.WOOD_FROM_FALL : 1,
                kind == EntityKind.STRUCTURE ? 1 + random.nextInt(1_000) : 0,
                waits ? Rules.ITEM_DECAY_TICKS : 0);
    }
}
