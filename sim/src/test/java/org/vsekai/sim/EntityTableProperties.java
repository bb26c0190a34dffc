package org.vsekai.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
        for (int row = 0; row < table.rowLimit(); row++) {
            if (table.id(row) != 0) {
                images.put(table.id(row), table.image(row));
            }
        }
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
