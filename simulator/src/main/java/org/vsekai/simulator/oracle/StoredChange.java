package org.vsekai.simulator.oracle;

import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.vsekai.sim.RegionId;
import org.vsekai.storage.tuple.Subspace;
import org.vsekai.storage.tuple.Tuple;

/** What one transaction changed, sorted by what it means. Keys are those of docs/adr/0004 and 0014. */
final class StoredChange {
    /** Of one region. */
    static final class OfRegion {
        byte @Nullable [] epoch;
        byte @Nullable [] head;
        byte @Nullable [] checkpoint;
        final Map<Long, ByteArrayOutputStream> frames = new TreeMap<>();
        final Map<Tuple, byte @Nullable []> pages = new TreeMap<>();
        final SortedSet<Long> framesCleared = new TreeSet<>();

        boolean isOwners() {
            return epoch != null || head != null || checkpoint != null || !frames.isEmpty() || !pages.isEmpty();
        }
    }

    final Map<RegionId, OfRegion> regions = new TreeMap<>();
    final Map<Tuple, byte @Nullable []> inbox = new TreeMap<>();
    final Map<Long, byte @Nullable []> avatars = new TreeMap<>();
    final Map<Tuple, byte @Nullable []> inputs = new TreeMap<>();
    byte @Nullable [] clock;
    byte @Nullable [] nextEntityIds;

    StoredChange(Subspace world, Map<byte[], byte @Nullable []> changes) {
        changes.forEach((key, value) -> sort(world.unpack(key), value));
    }

    private void sort(Tuple key, byte @Nullable [] value) {
        switch (key.getString(0)) {
            case "region" -> {
                RegionId region = new RegionId((int) key.getLong(1), (int) key.getLong(2));
                sort(regions.computeIfAbsent(region, id -> new OfRegion()), key, value);
            }
            case "inbox" -> inbox.put(key, value);
            case "avatar" -> avatars.put(key.getLong(1), value);
            case "input" -> inputs.put(key, value);
            case "clock" -> clock = value;
            case "next-entity-ids" -> nextEntityIds = value;
            default -> {}
        }
    }

    private static void sort(OfRegion region, Tuple key, byte @Nullable [] value) {
        switch (key.getString(3)) {
            case "epoch" -> region.epoch = value;
            case "head" -> region.head = value;
            case "checkpoint" -> region.checkpoint = value;
            case "chunk" -> region.pages.put(Tuple.of(key.getLong(4), key.getLong(5), key.getLong(6)), value);
            case "frame" -> {
                if (value == null) {
                    region.framesCleared.add(key.getLong(4));
                } else {
                    region.frames
                            .computeIfAbsent(key.getLong(4), number -> new ByteArrayOutputStream())
                            .writeBytes(value);
                }
            }
            default -> {}
        }
    }
}
