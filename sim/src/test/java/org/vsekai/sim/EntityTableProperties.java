package org.vsekai.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Check;
import org.vsekai.core.Seeds;
import org.vsekai.core.SplitMix64;
import org.vsekai.core.Units;

/** The table against a plain map, under random histories. */
class EntityTableProperties {
    private static final int STEPS = 400;

    @Test
    void behavesAsAMapOfImages() {
        Seeds.forEach(40, random -> {
            EntityTable table = new EntityTable(3_000);
            Map<Long, EntityImage> model = new TreeMap<>();
            for (int step = 1; step <= STEPS; step++) {
                change(random, table, model, step);
            }
            assertThat(imagesOf(table)).isEqualTo(model);
            assertThat(byChunk(table, model)).isEqualTo(model.keySet());
        });
    }

    @Test
    void logsWhatEachTouchedEntityWasBefore() {
        Seeds.forEach(40, random -> {
            EntityTable table = new EntityTable(3_000);
            Map<Long, EntityImage> model = new TreeMap<>();
            long nextId = 1;
            for (int tick = 0; tick < 20; tick++) {
                Map<Long, EntityImage> start = new HashMap<>(model);
                table.forgetChanges();
                for (int i = 0; i < 20; i++) {
                    change(random, table, model, nextId++);
                }
                ChangeLog log = table.changes();
                Set<Long> listed = new HashSet<>();
                for (int i = 0; i < log.count(); i++) {
                    assertThat(listed.add(log.id(i))).isTrue();
                    assertThat(log.before(i)).isEqualTo(start.get(log.id(i)));
                }
                Set<Long> changed = new HashSet<>();
                start.forEach((id, image) -> {
                    if (!image.equals(model.get(id))) {
                        changed.add(id);
                    }
                });
                model.keySet().stream().filter(id -> !start.containsKey(id)).forEach(changed::add);
                assertThat(listed).containsAll(changed);
            }
        });
    }

    @Test
    void hashesTheContentWhateverTheHistory() {
        Seeds.forEach(20, random -> {
            EntityTable table = new EntityTable(3_000);
            Map<Long, EntityImage> model = new TreeMap<>();
            for (int step = 1; step <= STEPS; step++) {
                change(random, table, model, step);
            }
            EntityTable fresh = new EntityTable(3_000);
            List<EntityImage> images = new ArrayList<>(model.values());
            while (!images.isEmpty()) {
                fresh.add(images.remove(random.nextInt(images.size())));
            }
            assertThat(fresh.contentHash()).isEqualTo(table.contentHash());
            int row = fresh.rowOf(model.keySet().iterator().next());
            fresh.setHp(row, fresh.hp(row) + 1);
            assertThat(fresh.contentHash()).isNotEqualTo(table.contentHash());
        });
    }

    @Test
    void refusesAnIdThatIsInUse() {
        EntityTable table = new EntityTable(4);
        table.add(image(7, new SplitMix64(1)));
        assertThat(catchThrowable(() -> table.add(image(7, new SplitMix64(2)))))
                .isInstanceOf(Check.BrokenInvariant.class);
    }

    @Test
    void namesWhatIsReadyInTheOrderOfTickThenIdWhateverCameAndWent() {
        Seeds.forEach(40, random -> {
            EntityTable table = new EntityTable(3_000);
            Map<Long, EntityImage> model = new TreeMap<>();
            for (int step = 1; step <= STEPS; step++) {
                change(random, table, model, step);
                if (random.chance(0.1)) {
                    long chunk = ChunkKey.of(random.nextInt(16) - 8, random.nextInt(16) - 8);
                    takeBack(table, model, chunk, letGo(table, model, chunk));
                }
                long tick = 2L * step;
                int most = 1 + random.nextInt(20);
                List<EntityTable.Ready> ready = table.takeReady(tick, most);
                assertThat(ready)
                        .isEqualTo(model.values().stream()
                                .filter(image -> image.readyAtTick() > 0 && image.readyAtTick() <= tick)
                                .map(image -> new EntityTable.Ready(image.readyAtTick(), image.id()))
                                .sorted(Comparator.comparingLong(EntityTable.Ready::tick)
                                        .thenComparingLong(EntityTable.Ready::id))
                                .limit(most)
                                .toList());
                for (EntityTable.Ready each : ready) {
                    int row = table.rowOf(each.id());
                    table.setReadyAtTick(row, random.chance(0.5) ? 0 : tick + 1 + random.nextInt(9));
                    model.put(each.id(), table.image(row));
                }
                boolean isAwaited = model.values().stream().anyMatch(image -> image.readyAtTick() > 0);
                assertThat(table.awaitsTime() || !isAwaited).isTrue();
            }
            table.takeReady(10 * STEPS, Integer.MAX_VALUE).forEach(each -> table.remove(table.rowOf(each.id())));
            table.takeReady(10 * STEPS, 1);
            assertThat(table.awaitsTime()).isFalse();
        });
    }

    @Test
    void letsGoOfChunksAndTakesThemBackAsTheyWere() {
        Seeds.forEach(40, random -> {
            EntityTable table = new EntityTable(3_000);
            Map<Long, EntityImage> model = new TreeMap<>();
            Map<Long, Map<Long, EntityImage>> away = new TreeMap<>();
            for (int step = 1; step <= STEPS; step++) {
                change(random, table, model, step);
                long chunk = ChunkKey.of(random.nextInt(16) - 8, random.nextInt(16) - 8);
                Map<Long, EntityImage> gone = letGo(table, model, chunk);
                away.computeIfAbsent(chunk, key -> new TreeMap<>()).putAll(gone);
                if (random.chance(0.5)) {
                    long back = List.copyOf(away.keySet()).get(random.nextInt(away.size()));
                    takeBack(table, model, back, Objects.requireNonNull(away.remove(back)));
                }
            }
            assertThat(imagesOf(table)).isEqualTo(model);
            assertThat(byChunk(table, model)).isEqualTo(model.keySet());
            for (Map<Long, EntityImage> gone : away.values()) {
                assertThat(gone.keySet()).allMatch(id -> table.rowOf(id) == EntityTable.NONE);
            }
        });
    }

    private static Map<Long, EntityImage> letGo(EntityTable table, Map<Long, EntityImage> model, long chunk) {
        Map<Long, EntityImage> gone = new TreeMap<>();
        for (int row = table.firstInChunk(chunk); row != EntityTable.NONE; row = table.nextInChunk(row)) {
            gone.put(table.id(row), table.image(row));
        }
        assertThat(table.sizeOfChunk(chunk)).isEqualTo(gone.size());
        table.detach(chunk);
        model.keySet().removeAll(gone.keySet());
        return gone;
    }

    /** Beside what has come into the chunk since. */
    private static void takeBack(
            EntityTable table, Map<Long, EntityImage> model, long chunk, Map<Long, EntityImage> images) {
        images.putAll(letGo(table, model, chunk));
        int changes = table.changes().count();
        ChunkColumns columns = new ChunkColumns(chunk, images.size());
        images.values().forEach(columns::add);
        table.attach(columns);
        assertThat(table.changes().count()).isEqualTo(changes);
        model.putAll(images);
    }

    @Test
    void movesWhatHasAVelocityOverChunksThatAreInMemory() {
        Seeds.forEach(30, random -> {
            EntityTable table = new EntityTable(3_000);
            for (int x = -4; x < 4; x++) {
                for (int z = -4; z < 4; z++) {
                    table.attach(new ChunkColumns(ChunkKey.of(x, z), 0));
                }
            }
            long half = 4 * Units.CHUNK_MICROS;
            Map<Long, long[]> model = new HashMap<>();
            for (long id = 1; id <= 300; id++) {
                EntityImage image = at(id, random.between(-half, half), random.between(-half, half));
                int row = table.add(image);
                int speed = id % 3 == 0 ? 0 : 2_000_000;
                int vx = speed == 0 ? 0 : random.nextInt(speed) - speed / 2;
                int vz = speed == 0 ? 0 : random.nextInt(speed) - speed / 2;
                table.setVelocity(row, vx, 7, vz);
                model.put(id, new long[] {image.xMicros(), image.yMicros(), image.zMicros(), vx, 7, vz});
            }
            table.forgetChanges();
            for (int tick = 0; tick < 40; tick++) {
                assertThat(table.integrate(chunk -> true)).isEqualTo(moving(model));
                model.values().forEach(place -> step(place, half));
            }
            assertThat(table.changes().count()).isZero();
            assertThat(byChunk(table, imagesOf(table))).isEqualTo(model.keySet());
            model.forEach((id, place) -> {
                int row = table.rowOf(id);
                assertThat(new long[] {table.xMicros(row), table.yMicros(row), table.zMicros(row)})
                        .isEqualTo(new long[] {place[0], place[1], place[2]});
            });
        });
    }

    private static int moving(Map<Long, long[]> model) {
        return (int) model.values().stream()
                .filter(place -> place[3] != 0 || place[4] != 0 || place[5] != 0)
                .count();
    }

    /** At the edge of what is in memory a mover comes to rest, within the chunk that it would have left. */
    private static void step(long[] place, long half) {
        long chunkX = Units.chunkIndex(place[0]) * Units.CHUNK_MICROS;
        long chunkZ = Units.chunkIndex(place[2]) * Units.CHUNK_MICROS;
        for (int axis = 0; axis < 3; axis++) {
            place[axis] += place[3 + axis];
        }
        if (place[0] < -half || place[0] >= half || place[2] < -half || place[2] >= half) {
            place[0] = Math.clamp(place[0], chunkX, chunkX + Units.CHUNK_MICROS - 1);
            place[2] = Math.clamp(place[2], chunkZ, chunkZ + Units.CHUNK_MICROS - 1);
            place[3] = 0;
            place[4] = 0;
            place[5] = 0;
        }
    }

    @Test
    void movesNothingInChunksWhereNoTimePassesAndNamesThoseWhereItDoes() {
        EntityTable table = new EntityTable(10);
        int here = table.add(at(1, 5, 5));
        int there = table.add(at(2, -5, 5));
        table.setVelocity(here, 1, 0, 0);
        table.setVelocity(there, -1, 0, 0);
        assertThat(table.integrate(chunk -> chunk == ChunkKey.of(0, 0))).isEqualTo(1);
        assertThat(table.xMicros(table.rowOf(1))).isEqualTo(6);
        assertThat(table.xMicros(table.rowOf(2))).isEqualTo(-5);
        List<Long> moved = new ArrayList<>();
        table.forEachMovedChunk(moved::add);
        assertThat(moved).containsExactly(ChunkKey.of(0, 0));
        table.forEachMovedChunk(moved::add);
        assertThat(moved).hasSize(1);
    }

    @Test
    void nothingGoesIntoAChunkThatIsFull() {
        EntityTable table = new EntityTable(2);
        table.add(at(1, -5, 5));
        table.add(at(2, -6, 5));
        assertThat(table.isFull(ChunkKey.of(-1, 0))).isTrue();
        assertThat(catchThrowable(() -> table.add(at(3, -7, 5)))).isInstanceOf(Check.BrokenInvariant.class);
        int mover = table.add(at(4, 5, 5));
        assertThat(catchThrowable(() -> table.moveTo(mover, -7, 0, 5))).isInstanceOf(Check.BrokenInvariant.class);
        table.setVelocity(mover, -10, 0, 0);
        table.integrate(chunk -> true);
        assertThat(table.xMicros(table.rowOf(4))).as("it stops at the border").isZero();
        table.remove(table.rowOf(1));
        assertThat(table.isFull(ChunkKey.of(-1, 0))).isFalse();
        table.setVelocity(table.rowOf(4), -10, 0, 0);
        table.integrate(chunk -> true);
        assertThat(table.xMicros(table.rowOf(4))).isEqualTo(-10);
    }

    @Test
    void refusesNumbersThatItsColumnsAreTooNarrowFor() {
        assertThat(ChunkColumns.holds(wide(255, 65_535, (1L << 30) - 1))).isTrue();
        assertThat(ChunkColumns.holds(wide(256, 65_535, 0))).isFalse();
        assertThat(ChunkColumns.holds(wide(255, 65_536, 0))).isFalse();
        assertThat(ChunkColumns.holds(wide(255, -1, 0))).isFalse();
        assertThat(ChunkColumns.holds(wide(255, 1, 1L << 30))).isFalse();
        assertThat(ChunkColumns.holds(wide(255, 1, Long.MIN_VALUE))).isFalse();
        assertThat(catchThrowable(() -> new EntityTable(4).add(wide(256, 1, 0))))
                .isInstanceOf(Check.BrokenInvariant.class);
    }

    private static EntityImage wide(int kind, int count, long yMicros) {
        return new EntityImage(1, kind, 255, 0, yMicros, 0, 359, 65_535, count, Long.MAX_VALUE, Long.MAX_VALUE);
    }

    private static EntityImage at(long id, long xMicros, long zMicros) {
        return new EntityImage(id, 1, 1, xMicros, 0, zMicros, 0, 1, 1, 0, 0);
    }

    private static void change(SplitMix64 random, EntityTable table, Map<Long, EntityImage> model, long freshId) {
        int choice = random.nextInt(10);
        if (model.isEmpty() || choice < 5) {
            EntityImage image = image(freshId, random);
            table.add(image);
            model.put(freshId, image);
            return;
        }
        List<Long> ids = new ArrayList<>(model.keySet());
        long id = ids.get(random.nextInt(ids.size()));
        int row = table.rowOf(id);
        if (choice < 8) {
            table.remove(row);
            model.remove(id);
            return;
        }
        EntityImage was = table.image(row);
        if (choice == 8) {
            EntityImage at = image(id, random);
            table.moveTo(row, at.xMicros(), at.yMicros(), at.zMicros());
            model.put(id, placed(was, at));
            return;
        }
        int hp = random.nextInt(200);
        long ready = random.nextInt(1_000);
        table.setHp(row, hp);
        table.setReadyAtTick(row, ready);
        table.setCount(row, was.count() + 1);
        model.put(
                id,
                new EntityImage(
                        id,
                        was.kind(),
                        was.variant(),
                        was.xMicros(),
                        was.yMicros(),
                        was.zMicros(),
                        was.yawDegrees(),
                        hp,
                        was.count() + 1,
                        was.ownerId(),
                        ready));
    }

    private static EntityImage placed(EntityImage was, EntityImage at) {
        return new EntityImage(
                was.id(),
                was.kind(),
                was.variant(),
                at.xMicros(),
                at.yMicros(),
                at.zMicros(),
                was.yawDegrees(),
                was.hp(),
                was.count(),
                was.ownerId(),
                was.readyAtTick());
    }

    private static EntityImage image(long id, SplitMix64 random) {
        long side = Units.REGION_MICROS;
        return new EntityImage(
                id,
                random.nextInt(5),
                random.nextInt(256),
                random.between(-side, side),
                random.between(-side, side),
                random.between(-side, side),
                random.nextInt(360),
                random.nextInt(200),
                1 + random.nextInt(9),
                random.nextInt(50),
                0);
    }

    private static Map<Long, EntityImage> imagesOf(EntityTable table) {
        Map<Long, EntityImage> images = new TreeMap<>();
        table.forEach(row -> images.put(table.id(row), table.image(row)));
        assertThat(images).hasSize(table.size());
        return images;
    }

    private static Set<Long> byChunk(EntityTable table, Map<Long, EntityImage> model) {
        Set<Long> chunks = new HashSet<>();
        model.values().forEach(image -> chunks.add(ChunkKey.at(image.xMicros(), image.zMicros())));
        Set<Long> found = new HashSet<>();
        for (long chunk : chunks) {
            for (int row = table.firstInChunk(chunk); row != EntityTable.NONE; row = table.nextInChunk(row)) {
                assertThat(ChunkKey.at(table.xMicros(row), table.zMicros(row))).isEqualTo(chunk);
                assertThat(found.add(table.id(row))).isTrue();
            }
        }
        return found;
    }
}
