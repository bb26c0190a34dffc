package org.vsekai.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.management.ManagementFactory;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.vsekai.core.SplitMix64;
import org.vsekai.core.Units;

/** What a table takes on the heap, against what it says, and against the goal. */
class EntityTableMemoryTest {
    private static final int SIDE = 32;
    private static final int PER_CHUNK = 600;
    private static final int ENTITIES = SIDE * SIDE * PER_CHUNK;
    private static final int GOAL_BYTES = 100;

    @Test
    void takesAtMostAHundredBytesForAnEntityWhoseChunkWasLoaded() {
        assertThat(bytesEach(this::loaded)).isLessThan(GOAL_BYTES);
    }

    @Test
    void takesAtMostAHundredBytesForAnEntityThatCameByItself() {
        assertThat(bytesEach(this::grown)).isLessThan(GOAL_BYTES);
    }

    private static double bytesEach(Supplier<EntityTable> made) {
        EntityTable first = made.get();
        long before = liveBytes();
        EntityTable second = made.get();
        long measured = liveBytes() - before;
        assertThat(first.contentHash()).isEqualTo(second.contentHash());
        assertThat((double) measured / second.bytes())
                .as("measured to reckoned")
                .isCloseTo(1, within(0.1));
        return (double) second.bytes() / ENTITIES;
    }

    /** The least of some readings, each after a collection. */
    private static long liveBytes() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            least = Math.min(
                    least,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }

    private EntityTable loaded() {
        EntityTable table = new EntityTable(ENTITIES);
        SplitMix64 random = new SplitMix64(1);
        for (int chunk = 0; chunk < SIDE * SIDE; chunk++) {
            ChunkColumns columns = new ChunkColumns(chunkKey(chunk), PER_CHUNK);
            for (int i = 0; i < PER_CHUNK; i++) {
                columns.add(image(chunk, i, random));
            }
            table.attach(columns);
        }
        return table;
    }

    private EntityTable grown() {
        EntityTable table = new EntityTable(ENTITIES);
        SplitMix64 random = new SplitMix64(1);
        for (int i = 0; i < PER_CHUNK; i++) {
            for (int chunk = 0; chunk < SIDE * SIDE; chunk++) {
                table.add(image(chunk, i, random));
                table.forgetChanges();
            }
        }
        return table;
    }

    private static long chunkKey(int chunk) {
        return ChunkKey.of(chunk % SIDE, chunk / SIDE);
    }

    /** Trees and rocks, some of them felled, and in every other chunk walls, which have an owner. */
    private static EntityImage image(int chunk, int number, SplitMix64 random) {
        boolean isWall = chunk % 2 == 0 && number % 3 == 0;
        boolean isFelled = !isWall && number % 50 == 1;
        return new EntityImage(
                1 + (long) number * SIDE * SIDE + chunk,
                isWall ? 4 : 1 + number % 2,
                isWall ? 1 : random.nextInt(256),
                chunk % SIDE * Units.CHUNK_MICROS + random.between(0, Units.CHUNK_MICROS),
                random.between(-10_000_000, 10_000_000),
                chunk / SIDE * Units.CHUNK_MICROS + random.between(0, Units.CHUNK_MICROS),
                random.nextInt(360),
                isFelled ? 0 : 100,
                1,
                isWall ? 1 + random.nextInt(1_000) : 0,
                isFelled ? 36_000 : 0);
    }
}
