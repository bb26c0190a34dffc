package org.vsekai.benchmarks.world;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.vsekai.benchmarks.measuring.CommandLoop;
import org.vsekai.benchmarks.measuring.Figures;
import org.vsekai.core.Units;
import org.vsekai.game.EntityState;
import org.vsekai.sim.ChunkKey;
import org.vsekai.sim.RegionId;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.TransactionOptions;
import org.vsekai.storage.rocksdb.RocksDatabase;
import org.vsekai.world.RegionImage;
import org.vsekai.world.World;
import org.vsekai.world.WorldKeys;
import org.vsekai.world.WorldOptions;

/**
 * Makes a world of many entities without playing it: each region is written as the checkpoint of its first moment, pages and
 * all, by the code that writes checkpoints when a world is restored.
 */
final class WorldMaker {
    private static final int SIDE = Units.CHUNKS_PER_REGION_SIDE;
    private static final int PAIRS_AT_ONCE = 40;
    private static final int PIPELINE = 4;

    /** Ids of each region begin at a multiple of this, far above those that the world gives out. */
    private static final long IDS_OF_REGION = 1L << 24;

    private static final long FIRST_ID = 1L << 50;
    private static final int SPARE_IDS = 4_096;

    private final RocksDatabase database;
    private final Semaphore underWay = new Semaphore(PIPELINE);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    WorldMaker(RocksDatabase database) {
        this.database = database;
    }

    /** All regions of the world, those in the middle first. */
    static List<RegionId> regions() {
        int half = WorldOptions.USUAL_REGIONS_PER_SIDE / 2;
        List<RegionId> regions = new ArrayList<>();
        for (int x = -half; x <= half; x++) {
            for (int z = -half; z <= half; z++) {
                regions.add(new RegionId(x, z));
            }
        }
        regions.sort(Comparator.comparingInt((RegionId region) -> Math.max(Math.abs(region.x()), Math.abs(region.z())))
                .thenComparing(Comparator.naturalOrder()));
        return regions;
    }

    ObjectNode make(int entities) throws InterruptedException {
        long before = System.nanoTime();
        World.open(database, new WorldOptions(WorldProbe.WORLD, OptionalLong.of(1), new SecureRandom()));
        List<RegionId> regions = regions();
        var population = new Population(1);
        long pages = 0;
        long bytes = 0;
        for (int i = 0; i < regions.size(); i++) {
            int count = (int) ((long) entities * (i + 1) / regions.size() - (long) entities * i / regions.size());
            for (KeyValue pair : pairs(regions.get(i), population, FIRST_ID + i * IDS_OF_REGION, count)) {
                pages++;
                bytes += pair.value().length;
                put(pair);
            }
        }
        flush();
        underWay.acquire(PIPELINE);
        if (failure.get() != null) {
            throw new IllegalStateException("the world was not made", failure.get());
        }
        return CommandLoop.ok()
                .put("entities", entities)
                .put("regions", regions.size())
                .put("pairs", pages)
                .put("valueBytes", bytes)
                .put("seconds", Figures.round((System.nanoTime() - before) / 1e9));
    }

    private static List<KeyValue> pairs(RegionId region, Population population, long firstId, int count) {
        List<EntityState> things = new ArrayList<>(count);
        for (int chunk = 0; chunk < SIDE * SIDE; chunk++) {
            int ofChunk = count * (chunk + 1) / (SIDE * SIDE) - count * chunk / (SIDE * SIDE);
            long key = ChunkKey.of(region.x() * SIDE + chunk % SIDE, region.z() * SIDE + chunk / SIDE);
            things.addAll(population.ofChunk(key, ofChunk, firstId + things.size()));
        }
        long next = firstId + count;
        return RegionImage.of(things, next, next + SPARE_IDS)
                .asCheckpoint(WorldKeys.of(WorldProbe.WORLD).in(region), 1);
    }

    private List<KeyValue> gathered = new ArrayList<>();

    private void put(KeyValue pair) throws InterruptedException {
        gathered.add(pair);
        if (gathered.size() == PAIRS_AT_ONCE) {
            flush();
        }
    }

    private void flush() throws InterruptedException {
        List<KeyValue> pairs = gathered;
        gathered = new ArrayList<>();
        underWay.acquire();
        var _ = database.runAsync(TransactionOptions.DEFAULT, transaction -> {
                    pairs.forEach(pair -> transaction.set(pair.key(), pair.value()));
                    return CompletableFuture.completedFuture(true);
                })
                .whenComplete((ignored, failed) -> {
                    failure.compareAndSet(null, failed);
                    underWay.release();
                });
    }
}
