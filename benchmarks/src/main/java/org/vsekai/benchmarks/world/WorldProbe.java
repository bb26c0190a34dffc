package org.vsekai.benchmarks.world;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.vsekai.benchmarks.measuring.CommandLoop;
import org.vsekai.benchmarks.measuring.Figures;
import org.vsekai.core.SplitMix64;
import org.vsekai.core.Units;
import org.vsekai.sim.ChunkColumns;
import org.vsekai.sim.ChunkKey;
import org.vsekai.sim.EntityTable;
import org.vsekai.sim.RegionId;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.rocksdb.RocksDatabase;
import org.vsekai.storage.rocksdb.RocksOptions;
import org.vsekai.world.ChunkPages;
import org.vsekai.world.RegionInput;
import org.vsekai.world.World;
import org.vsekai.world.WorldCounter;
import org.vsekai.world.WorldGauges;
import org.vsekai.world.WorldKeys;
import org.vsekai.world.WorldOptions;

/** The process that holds a world of many entities: makes it, and serves it without players. Argument: the store's folder. */
final class WorldProbe implements AutoCloseable {
    /** Asked for while ticks are timed: some 130,000 entities a second. */
    static final int CHUNKS_PER_SECOND = 240;

    static final String WORLD = "main";
    private static final int SAMPLE_MS = 100;
    private static final long PATIENCE_MS = 30_000;
    private static final int SIDE = Units.CHUNKS_PER_REGION_SIDE;

    private final RocksDatabase database;
    private @Nullable World world;
    private List<RegionId> served = List.of();
    private int asked;

    private WorldProbe(Path folder) {
        database = RocksDatabase.open(folder, RocksOptions.DEFAULT);
    }

    public static void main(String[] args) throws Exception {
        PrintStream answers = System.out;
        try (var probe = new WorldProbe(Path.of(args[0]))) {
            CommandLoop.run(answers, probe::carryOut);
        }
    }

    private ObjectNode carryOut(String command, String[] arguments) throws Exception {
        int count = Integer.parseInt(arguments[0]);
        return switch (command) {
            case "make" -> new WorldMaker(database).make(count);
            case "chunks" -> chunks(count);
            case "serve" -> serve(count);
            case "ticks" -> ticks(count, Integer.parseInt(arguments[1]));
            default -> throw new IllegalArgumentException("no such command");
        };
    }

    private static WorldOptions options() {
        return new WorldOptions(WORLD, OptionalLong.empty(), new SecureRandom());
    }

    /** Chunks from anywhere in the world, one after the other: read and decoded, taken into a table, and let go of. */
    private ObjectNode chunks(int count) {
        SplitMix64 random = new SplitMix64(3);
        EntityTable table = new EntityTable(Integer.MAX_VALUE);
        long[] read = new long[count];
        long[] insert = new long[count];
        long[] letGo = new long[count];
        long entities = 0;
        for (int i = 0; i < count; i++) {
            long before = System.nanoTime();
            ChunkColumns columns = read(
                    WorldMaker.regions().get(random.nextInt(WorldMaker.regions().size())), random);
            long decoded = System.nanoTime();
            table.attach(columns);
            long inserted = System.nanoTime();
            entities += columns.size();
            table.detach(columns.chunk());
            letGo[i] = System.nanoTime() - inserted;
            insert[i] = inserted - decoded;
            read[i] = decoded - before;
        }
        ObjectNode figures =
                CommandLoop.ok().put("chunks", count).put("entitiesEach", Math.round((double) entities / count));
        putMicros(figures, "readAndDecode", read);
        putMicros(figures, "insert", insert);
        putMicros(figures, "letGo", letGo);
        return figures;
    }

    private ChunkColumns read(RegionId region, SplitMix64 random) {
        long chunk = ChunkKey.of(region.x() * SIDE + random.nextInt(SIDE), region.z() * SIDE + random.nextInt(SIDE));
        WorldKeys keys = WorldKeys.of(WORLD).in(region);
        KeyRange pages = keys.chunkOf(keys.page(ChunkKey.x(chunk), ChunkKey.z(chunk), 0));
        List<KeyValue> pairs = database.run(transaction -> transaction
                .snapshot()
                .getRange(pages.begin(), pages.end())
                .toCompletableFuture()
                .join());
        return ChunkPages.decode(chunk, pairs.stream().map(KeyValue::value).toList());
    }

    private static void putMicros(ObjectNode figures, String name, long[] nanos) {
        Arrays.sort(nanos);
        figures.putObject(name)
                .put("p50Micros", Figures.round(nanos[nanos.length / 2] / 1e3))
                .put("p99Micros", Figures.round(nanos[nanos.length * 99 / 100] / 1e3));
    }

    /** Lets a world's time run, with so many regions up. */
    private ObjectNode serve(int regions) throws InterruptedException {
        World started = World.open(database, options());
        started.start(new Onlooker());
        world = started;
        served = WorldMaker.regions().subList(0, regions);
        long deadline = System.nanoTime() + PATIENCE_MS * 1_000_000;
        while (started.gauges().regionsUp() < regions) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("only " + started.gauges().regionsUp() + " regions are up");
            }
            served.forEach(region -> started.port().offer(new RegionInput.ShowChunk(chunkOf(region, 0))));
            Thread.sleep(SAMPLE_MS);
        }
        return CommandLoop.ok().put("regionsUp", started.gauges().regionsUp());
    }

    private static long chunkOf(RegionId region, int number) {
        return ChunkKey.of(region.x() * SIDE + number % SIDE, region.z() * SIDE + number / SIDE);
    }

    /** The slowest tick in each tenth of a second, while so many chunks a second are asked for that are not in memory. */
    private ObjectNode ticks(int seconds, int chunksPerSecond) throws InterruptedException {
        World running = world;
        if (running == null) {
            throw new IllegalStateException("serve first");
        }
        long[] slowest = new long[seconds * 1_000 / SAMPLE_MS];
        long loadedBefore = running.counters().get(WorldCounter.CHUNKS_LOADED);
        long skippedBefore = running.counters().get(WorldCounter.TICKS_SKIPPED);
        running.gauges();
        for (int sample = 0; sample < slowest.length; sample++) {
            for (int i = 0; i < chunksPerSecond * SAMPLE_MS / 1_000; i++) {
                askForAnother(running);
            }
            Thread.sleep(SAMPLE_MS);
            slowest[sample] = running.gauges().slowestTickNanos();
        }
        Arrays.sort(slowest);
        WorldGauges gauges = running.gauges();
        return CommandLoop.ok()
                .put("seconds", seconds)
                .put("regionsUp", gauges.regionsUp())
                .put("entitiesInMemory", gauges.entities())
                .put("chunksLoaded", running.counters().get(WorldCounter.CHUNKS_LOADED) - loadedBefore)
                .put("ticksSkipped", running.counters().get(WorldCounter.TICKS_SKIPPED) - skippedBefore)
                .put("slowestP50Ms", Figures.round(slowest[slowest.length / 2] / 1e6))
                .put("slowestP99Ms", Figures.round(slowest[slowest.length * 99 / 100] / 1e6));
    }

    /** Region after region, the same chunk of each; the first chunk is in memory already. */
    private void askForAnother(World running) {
        int number = 1 + asked / served.size() % (SIDE * SIDE - 1);
        running.port().offer(new RegionInput.ShowChunk(chunkOf(served.get(asked % served.size()), number)));
        asked++;
    }

    @Override
    public void close() {
        if (world != null) {
            world.drain();
        }
        database.close();
    }
}
