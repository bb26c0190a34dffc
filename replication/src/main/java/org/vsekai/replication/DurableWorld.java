package org.vsekai.replication;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.vsekai.game.EntityState;
import org.vsekai.sim.ChunkKey;

/**
 * A mirror of all things by chunk, made only of what recovery found and of frames whose commit is durable. Everything that
 * clients are told of things is read from here, so nothing can be shown that a crash could take back.
 *
 * <ul>
 *   <li>An entity is in exactly one chunk, the one its position names.
 *   <li>No chunk is kept without an entity.
 * </ul>
 *
 * Confined to the region thread. A change costs O(log n) of its chunk; an entity about 150 bytes beside its state.
 */
public final class DurableWorld {
    private final Map<Long, EntityState> byId = new HashMap<>();
    private final Map<Long, TreeMap<Long, EntityState>> byChunk = new HashMap<>();

    /** Starts anew from what is durable. */
    public void recover(Collection<EntityState> durable) {
        byId.clear();
        byChunk.clear();
        durable.forEach(this::put);
    }

    /** Takes in one durable frame, and says what it changed where. Ids that were never there may be removed again. */
    public List<ThingChange> apply(Collection<EntityState> upserted, Collection<Long> removedIds) {
        List<ThingChange> changes = new ArrayList<>(upserted.size() + removedIds.size());
        for (EntityState now : upserted) {
            changes.add(new ThingChange(now.id(), put(now), now));
        }
        for (long id : removedIds) {
            EntityState before = take(id);
            if (before != null) {
                changes.add(new ThingChange(id, before, null));
            }
        }
        return changes;
    }

    /** The things of a chunk in the order of their ids. */
    public Collection<EntityState> inChunk(long chunk) {
        TreeMap<Long, EntityState> things = byChunk.get(chunk);
        return things == null ? List.of() : things.values();
    }

    public int size() {
        return byId.size();
    }

    private @Nullable EntityState put(EntityState now) {
        EntityState before = take(now.id());
        byId.put(now.id(), now);
        byChunk.computeIfAbsent(ChunkKey.at(now.xMicros(), now.zMicros()), chunk -> new TreeMap<>())
                .put(now.id(), now);
        return before;
    }

    private @Nullable EntityState take(long id) {
        EntityState before = byId.remove(id);
        if (before != null) {
            byChunk.computeIfPresent(ChunkKey.at(before.xMicros(), before.zMicros()), (chunk, things) -> {
                things.remove(id);
                return things.isEmpty() ? null : things;
            });
        }
        return before;
    }
}
