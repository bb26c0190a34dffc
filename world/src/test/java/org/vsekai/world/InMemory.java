package org.vsekai.world;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.vsekai.core.Units;
import org.vsekai.sim.ChunkKey;
import org.vsekai.sim.EntityTable;
import org.vsekai.sim.RegionId;
import org.vsekai.storage.Database;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.KeyValue;

/** All chunks of a region in memory from the start, and for good: for tests of something else. */
final class InMemory {
    private static final int SIDE = Units.CHUNKS_PER_REGION_SIDE;

    private InMemory() {}

    /** Loads what recovery has left in the store. */
    static RecoveredRegion all(Database database, WorldKeys keys, RecoveredRegion recovered) {
        Map<Long, Integer> pageCounts = new HashMap<>(recovered.pageCounts());
        cold(database, keys, recovered.realm().things()).forEach((chunk, pages) -> {
            recovered.realm().things().attach(ChunkPages.decode(chunk, pages));
            pageCounts.put(chunk, pages.size());
        });
        return new RecoveredRegion(
                recovered.region(),
                recovered.epoch(),
                recovered.frame(),
                recovered.commit(),
                recovered.tick(),
                recovered.oldestFrame(),
                recovered.realm(),
                recovered.avatars(),
                pageCounts,
                recovered.dirtyChunks(),
                recovered.deals(),
                recovered.inbox(),
                recovered.hasMoreInbox(),
                recovered.receivers());
    }

    /** Somebody is near to everything. */
    static Set<Long> middle(RegionId region) {
        long x = (long) region.x() * SIDE;
        long z = (long) region.z() * SIDE;
        return Set.of(ChunkKey.of((int) x + 3, (int) z + 3), ChunkKey.of((int) x + 4, (int) z + 4));
    }

    /** A hash of what is in the store alone, which adds up with that of the table. */
    static long coldHash(Database database, WorldKeys keys, EntityTable things) {
        EntityTable cold = new EntityTable(Integer.MAX_VALUE);
        cold(database, keys, things).forEach((chunk, pages) -> cold.attach(ChunkPages.decode(chunk, pages)));
        return cold.contentHash();
    }

    private static Map<Long, List<byte[]>> cold(Database database, WorldKeys keys, EntityTable things) {
        Map<Long, List<byte[]>> cold = new TreeMap<>();
        for (int i = 0; i < SIDE * SIDE; i++) {
            RegionId region = keys.regionId();
            long chunk = ChunkKey.of(region.x() * SIDE + i % SIDE, region.z() * SIDE + i / SIDE);
            cold.put(chunk, List.of());
        }
        things.forEachChunk(cold::remove);
        cold.replaceAll((chunk, none) -> {
            KeyRange range = keys.chunk(ChunkKey.x(chunk), ChunkKey.z(chunk));
            return database.run(transaction -> Reads.pairs(transaction, range.begin(), range.end(), 0)).stream()
                    .map(KeyValue::value)
                    .toList();
        });
        return cold;
    }
}
