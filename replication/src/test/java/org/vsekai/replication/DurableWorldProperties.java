package org.vsekai.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Seeds;
import org.vsekai.game.EntityState;
import org.vsekai.sim.ChunkKey;

class DurableWorldProperties {
    @Test
    void isWhatTheFramesMadeOfWhatWasRecovered() {
        Seeds.forEach(100, random -> {
            Map<Long, EntityState> model = new TreeMap<>();
            for (long id = 1; id <= 50; id++) {
                model.put(id, Things.random(id, random));
            }
            DurableWorld world = new DurableWorld();
            world.recover(model.values());
            for (int frame = 0; frame < 50; frame++) {
                List<EntityState> upserted = new ArrayList<>();
                Set<Long> removed = new HashSet<>();
                for (int i = 0; i < 5; i++) {
                    long id = 1L + random.nextInt(80);
                    if (random.chance(0.6)) {
                        upserted.removeIf(each -> each.id() == id);
                        upserted.add(Things.random(id, random));
                        removed.remove(id);
                    } else if (upserted.stream().noneMatch(each -> each.id() == id)) {
                        removed.add(id);
                    }
                }
                for (ThingChange change : world.apply(upserted, removed)) {
                    assertThat(change.before()).isEqualTo(model.get(change.id()));
                }
                upserted.forEach(each -> model.put(each.id(), each));
                removed.forEach(model::remove);
                assertSame(world, model);
            }
        });
    }

    private static void assertSame(DurableWorld world, Map<Long, EntityState> model) {
        assertThat(world.size()).isEqualTo(model.size());
        Map<Long, List<EntityState>> byChunk = new TreeMap<>();
        for (EntityState each : model.values()) {
            byChunk.computeIfAbsent(ChunkKey.at(each.xMicros(), each.zMicros()), chunk -> new ArrayList<>())
                    .add(each);
        }
        byChunk.forEach((chunk, things) -> assertThat(world.inChunk(chunk)).containsExactlyElementsOf(things));
        assertThat(world.inChunk(ChunkKey.of(1_000, 1_000))).isEmpty();
    }
}
