package org.vsekai.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Seeds;
import org.vsekai.core.SplitMix64;
import org.vsekai.core.Units;
import org.vsekai.game.EntityKind;
import org.vsekai.game.EntityState;
import org.vsekai.game.ThingChange;
import org.vsekai.game.Things;
import org.vsekai.sim.ChangeLog;
import org.vsekai.sim.ChunkKey;
import org.vsekai.sim.EntityTable;

/** However far the table is ahead of the store, the view shows what a mirror of the durable frames has. */
class DurableViewProperties {
    private static final int CHUNKS = 3;
    private static final int TICKS = 300;

    /** A table that ticks, a store that is slow, and the mirror that only durable frames reach. */
    private static final class Run {
        final SplitMix64 random;
        final EntityTable table = new EntityTable(1_000);
        final DurableView view = new DurableView(table);
        final ArrayDeque<DurableFrame> underWay = new ArrayDeque<>();
        final Map<Long, EntityState> mirror = new TreeMap<>();
        final List<Long> ids = new ArrayList<>();
        long lastId;

        Run(SplitMix64 random) {
            this.random = random;
            for (int i = 0; i < 20; i++) {
                EntityState thing = newThing();
                table.add(Things.image(thing));
                mirror.put(thing.id(), thing);
            }
            table.forgetChanges();
        }

        void tick() {
            for (int i = random.nextInt(6); i > 0; i--) {
                change();
            }
            List<ThingChange> changes = changes();
            if (!changes.isEmpty()) {
                DurableFrame frame = new DurableFrame(1, 1, changes, List.of(), List.of(), List.of(), List.of());
                view.made(frame);
                underWay.add(frame);
            }
            table.forgetChanges();
        }

        void becomeDurable() {
            DurableFrame frame = underWay.remove();
            view.durable(frame);
            for (ThingChange change : frame.changes()) {
                mirror.remove(change.id());
                if (change.now() != null) {
                    mirror.put(change.id(), change.now());
                }
            }
        }

        private void change() {
            int choice = random.nextInt(4);
            if (choice == 0 || ids.isEmpty()) {
                table.add(Things.image(newThing()));
                return;
            }
            int index = random.nextInt(ids.size());
            int row = table.rowOf(ids.get(index));
            if (choice == 1) {
                table.remove(row);
                ids.remove(index);
            } else {
                table.setHp(row, random.nextInt(100));
            }
        }

        private EntityState newThing() {
            ids.add(++lastId);
            return new EntityState(
                    lastId,
                    EntityKind.TREE,
                    random.nextInt(256),
                    random.between(0, CHUNKS * Units.CHUNK_MICROS),
                    0,
                    random.between(0, Units.CHUNK_MICROS),
                    random.nextInt(360),
                    100,
                    1,
                    0,
                    0);
        }

        private List<ThingChange> changes() {
            ChangeLog log = table.changes();
            List<ThingChange> changes = new ArrayList<>();
            for (int i = 0; i < log.count(); i++) {
                int row = table.rowOf(log.id(i));
                EntityState now = row == EntityTable.NONE ? null : Things.state(table.image(row));
                EntityState before = log.before(i) == null ? null : Things.state(Objects.requireNonNull(log.before(i)));
                if (before != null || now != null) {
                    changes.add(new ThingChange(before, now));
                }
            }
            return changes;
        }

        void assertShowsTheMirror() {
            for (int x = 0; x < CHUNKS; x++) {
                long chunk = ChunkKey.of(x, 0);
                assertThat(view.inChunk(chunk))
                        .containsExactlyElementsOf(mirror.values().stream()
                                .filter(each -> ChunkKey.at(each.xMicros(), each.zMicros()) == chunk)
                                .toList());
            }
        }
    }

    @Test
    void showsWhatAMirrorOfTheDurableFramesHas() {
        Seeds.forEach(100, random -> {
            Run run = new Run(random);
            for (int tick = 0; tick < TICKS; tick++) {
                run.tick();
                while (!run.underWay.isEmpty() && random.chance(0.5)) {
                    run.becomeDurable();
                }
                run.assertShowsTheMirror();
            }
            while (!run.underWay.isEmpty()) {
                run.becomeDurable();
            }
            run.assertShowsTheMirror();
            assertThat(run.view.chunksUnderWay()).isZero();
        });
    }
}
