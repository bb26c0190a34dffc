package org.vsekai.world;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.Tally;
import org.vsekai.core.Units;
import org.vsekai.game.Bounds;
import org.vsekai.game.EntityIds;
import org.vsekai.game.EntityState;
import org.vsekai.game.Realm;
import org.vsekai.game.Terrain;
import org.vsekai.game.WorldGenerator;
import org.vsekai.sim.ChunkKey;
import org.vsekai.sim.RegionGrid;
import org.vsekai.sim.RegionId;
import org.vsekai.storage.CannotOpenException;
import org.vsekai.storage.Database;
import org.vsekai.storage.Transaction;
import org.vsekai.world.v1.CheckpointRecord;
import org.vsekai.world.v1.WorldRecord;

/**
 * One durable world of one region, over a store that it does not own. Opening makes the world if it is not there yet;
 * {@link #startRegion} takes the region and lets time run. Methods block on the store unless they say otherwise.
 */
public final class World {
    /** The newest format that this build writes and reads. */
    public static final int FORMAT_VERSION = 1;

    private static final int MAX_NAME_LENGTH = 64;

    /** From the request to drain until the world gives up waiting for the store. */
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(10);

    private final Database database;
    private final String name;
    private final WorldKeys keys;
    private final long seed;
    private final Bounds bounds;
    private final PlayerDirectory players;
    private final Tally<WorldCounter> counters = new Tally<>(WorldCounter.class);
    private volatile @Nullable RegionThread region;

    private World(Database database, WorldOptions options, WorldKeys keys, long seed, Bounds bounds) {
        this.database = database;
        name = options.name();
        this.keys = keys;
        this.seed = seed;
        this.bounds = bounds;
        players = new StoredPlayers(database, keys, options.random());
    }

    /**
     * Opens a world, making it first where the store has none of that name.
     *
     * @throws CannotOpenException when the world is not complete, is of a newer format, or has another seed than the one asked for
     */
    public static World open(Database database, WorldOptions options) {
        if (options.name().isEmpty() || options.name().length() > MAX_NAME_LENGTH) {
            throw new CannotOpenException("a world's name has 1 to " + MAX_NAME_LENGTH + " characters", null);
        }
        WorldKeys keys = WorldKeys.of(options.name());
        Bounds bounds = Bounds.of(new RegionGrid(1));
        long newSeed = options.seed().orElseGet(options.random()::nextLong);
        WorldRecord record =
                database.run(transaction -> readOrCreate(transaction, keys, options.name(), newSeed, bounds));
        checkSeed(options, record);
        return new World(database, options, keys, record.getSeed(), bounds);
    }

    private static WorldRecord readOrCreate(
            Transaction transaction, WorldKeys keys, String name, long newSeed, Bounds bounds) {
        byte[] stored = Reads.value(transaction, keys.world());
        if (stored == null) {
            checkFinished(transaction, name);
            return create(transaction, keys, name, newSeed, bounds);
        }
        WorldRecord record = Records.parse(WorldRecord.parser(), stored, "world");
        if (record.getFormatVersion() > FORMAT_VERSION) {
            throw new CannotOpenException(
                    "the world \"" + name + "\" has format version " + record.getFormatVersion()
                            + ", and this program reads up to " + FORMAT_VERSION
                            + ": start the newer program that last served it, or restore a backup from before",
                    null);
        }
        return record;
    }

    private static void checkFinished(Transaction transaction, String name) {
        if (StoredWorlds.isUnfinished(transaction, name)) {
            throw new CannotOpenException(
                    "the world \"" + name
                            + "\" is not complete: what was to bring it into this store (an import, a copy or a restore) was"
                            + " cut short. Run that again, to its end",
                    null);
        }
    }

    private static WorldRecord create(Transaction transaction, WorldKeys keys, String name, long seed, Bounds bounds) {
        List<EntityState> things = WorldGenerator.generate(seed, RegionId.SPAWN, 1);
        Realm realm = new Realm(RegionId.SPAWN, bounds, new Terrain(seed), new EntityIds(things.size() + 1L, 1L << 40));
        things.forEach(realm::add);
        int side = Units.CHUNKS_PER_REGION_SIDE;
        for (int chunk = 0; chunk < side * side; chunk++) {
            List<byte[]> pages = Checkpointer.pages(realm.things(), ChunkKey.of(chunk % side, chunk / side));
            for (int page = 0; page < pages.size(); page++) {
                transaction.set(keys.page(chunk % side, chunk / side, page), pages.get(page));
            }
        }
        CheckpointRecord checkpoint = CheckpointRecord.newBuilder()
                .setNextEntityId(realm.ids().next())
                .setOldestFrame(1)
                .build();
        transaction.set(keys.checkpoint(), checkpoint.toByteArray());
        WorldRecord record = WorldRecord.newBuilder()
                .setFormatVersion(FORMAT_VERSION)
                .setName(name)
                .setSeed(seed)
                .build();
        transaction.set(keys.world(), record.toByteArray());
        return record;
    }

    private static void checkSeed(WorldOptions options, WorldRecord record) {
        OptionalLong asked = options.seed();
        if (asked.isPresent() && asked.getAsLong() != record.getSeed()) {
            throw new CannotOpenException(
                    "the world \"" + options.name() + "\" was made from seed " + record.getSeed()
                            + " and can't change to " + asked.getAsLong()
                            + ": leave the seed out, or give another name or data folder for a new world",
                    null);
        }
    }

    public String name() {
        return name;
    }

    /** The seed as clients need it. Does not block. */
    public long terrainSeed() {
        return seed;
    }

    /** Where players may walk. Does not block. */
    public Bounds bounds() {
        return bounds;
    }

    public PlayerDirectory players() {
        return players;
    }

    /** Any thread; does not block. */
    public Tally<WorldCounter> counters() {
        return counters;
    }

    /**
     * Takes the region from whoever held it, loads it, and starts its thread, which calls the listener first with what it has
     * found. Once only.
     *
     * @throws DamagedRecordException when the store holds what no build has written
     */
    public void startRegion(WorldListener listener) {
        if (region != null) {
            throw new IllegalStateException("the region has been started");
        }
        RecoveredRegion recovered = RegionRecovery.take(database, keys, bounds, new Terrain(seed));
        RegionThread started = new RegionThread(database, keys, recovered, listener, counters);
        region = started;
        started.start();
    }

    /** The way in; refuses until the region is started and after it has stopped. Does not block. */
    public RegionPort port() {
        return input -> {
            RegionThread running = region;
            return running != null && running.offer(input);
        };
    }

    /** As of the newest tick; zeros before the start. Does not block. */
    public WorldGauges gauges() {
        RegionThread running = region;
        return running == null ? new WorldGauges(0, 0, 0, 0, 0, 0, 0, 0) : running.gauges();
    }

    /**
     * Takes no more inputs, makes durable what was taken, writes a last checkpoint and stops the region; within ten seconds.
     *
     * @return false when the store did not take it all in that time, or the region had stopped for another reason; what was
     *     acknowledged is durable all the same
     */
    public boolean drain() {
        RegionThread running = region;
        return running == null || running.drain(DRAIN_LIMIT);
    }
}
