package org.vsekai.world;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.Check;
import org.vsekai.game.EntityState;
import org.vsekai.game.ThingChange;
import org.vsekai.game.Things;
import org.vsekai.sim.ChunkKey;
import org.vsekai.sim.EntityTable;

/**
 * The things of a region as they are durable: the table, with the changes of the frames that are made and not durable yet
 * taken back. So nothing is shown that a crash could take back, and nothing is kept twice but what is under way.
 *
 * <ul>
 *   <li>To be asked between two ticks only: what the tick at hand has changed is in no frame yet.
 *   <li>Frames become durable in the order in which they were made.
 * </ul>
 *
 * Confined to the region's thread. A chunk costs O(things in it + changes to it that are under way).
 */
final class DurableView {
    private final EntityTable table;

    /** Changes that are not durable, oldest first, of each chunk that has any. */
    private final Map<Long, ArrayDeque<ThingChange>> underWay = new HashMap<>();

    DurableView(EntityTable table) {
        this.table = table;
    }

    /** A tick's changes are in a frame, which is yet to be durable. */
    void made(DurableFrame frame) {
        for (ThingChange change : frame.changes()) {
            forEachChunk(
                    change,
                    chunk -> underWay.computeIfAbsent(chunk, first -> new ArrayDeque<>())
                            .addLast(change));
        }
    }

    /** The oldest frame under way is durable. */
    void durable(DurableFrame frame) {
        for (ThingChange change : frame.changes()) {
            forEachChunk(change, chunk -> {
                ArrayDeque<ThingChange> changes =
                        Objects.requireNonNull(underWay.get(chunk), "what becomes durable was made");
                Check.that(change.equals(changes.pollFirst()), "frames become durable in order");
                if (changes.isEmpty()) {
                    underWay.remove(chunk);
                }
            });
        }
    }

    /** The durable things of a chunk, in the order of their ids. */
    List<EntityState> inChunk(long chunk) {
        Check.that(table.changes().count() == 0, "no tick is at work");
        Map<Long, EntityState> things = new TreeMap<>();
        for (int row = table.firstInChunk(chunk); row != EntityTable.NONE; row = table.nextInChunk(row)) {
            things.put(table.id(row), Things.state(table.image(row)));
        }
        ArrayDeque<ThingChange> changes = underWay.get(chunk);
        if (changes != null) {
            for (Iterator<ThingChange> newestFirst = changes.descendingIterator(); newestFirst.hasNext(); ) {
                takeBack(newestFirst.next(), chunk, things);
            }
        }
        return List.copyOf(things.values());
    }

    /** How many chunks have changes that are not durable. */
    int chunksUnderWay() {
        return underWay.size();
    }

    private static void takeBack(ThingChange change, long chunk, Map<Long, EntityState> things) {
        EntityState before = change.before();
        if (before != null && chunkOf(before) == chunk) {
            things.put(before.id(), before);
        } else {
            things.remove(change.id());
        }
    }

    private static void forEachChunk(ThingChange change, Consumer<Long> visitor) {
        @Nullable EntityState before = change.before();
        @Nullable EntityState now = change.now();
        if (before != null) {
            visitor.accept(chunkOf(before));
        }
        if (now != null && (before == null || chunkOf(before) != chunkOf(now))) {
            visitor.accept(chunkOf(now));
        }
    }

    private static long chunkOf(EntityState thing) {
        return ChunkKey.at(thing.xMicros(), thing.zMicros());
    }
}
