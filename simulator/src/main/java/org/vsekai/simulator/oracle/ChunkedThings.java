package org.vsekai.simulator.oracle;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.vsekai.sim.RegionId;
import org.vsekai.world.v1.EntityRecord;

/** Things by the chunk they are in, since chunks are asked for far more often than anything changes. */
final class ChunkedThings {
    private final Map<Long, TreeMap<Long, EntityRecord>> chunks = new HashMap<>();

    void put(EntityRecord thing) {
        chunks.computeIfAbsent(RegionAudit.chunk(thing), chunk -> new TreeMap<>())
                .put(thing.getId(), thing);
    }

    void remove(EntityRecord thing) {
        TreeMap<Long, EntityRecord> there = chunks.get(RegionAudit.chunk(thing));
        if (there != null) {
            there.remove(thing.getId());
        }
    }

    /** From now on these are all that the region has. */
    void replace(RegionId region, Collection<EntityRecord> things) {
        chunks.keySet().removeIf(chunk -> RegionId.ofChunk(chunk).equals(region));
        things.forEach(this::put);
    }

    /** In the order of their ids. */
    List<EntityRecord> in(long chunk) {
        TreeMap<Long, EntityRecord> there = chunks.get(chunk);
        return there == null ? List.of() : List.copyOf(there.values());
    }
}
