package org.vsekai.world;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.vsekai.core.Tally;
import org.vsekai.game.Bounds;
import org.vsekai.sim.RegionGrid;
import org.vsekai.sim.RegionId;
import org.vsekai.storage.CannotOpenException;
import org.vsekai.storage.Database;
import org.vsekai.storage.Transaction;
import org.vsekai.world.v1.WorldRecord;

/**
 * One durable world, a grid of regions, over a store that it does not own. Opening makes the world if it is not there yet; {@link
 * #start} lets time run, in which regions are taken and let go as they are needed. Methods block on the store unless they say
 * otherwise.
 */
public final class World {
    /** The newest format that this build writes and reads. */
    public static final int FORMAT_VERSION = 2;

    private static final int MAX_NAME_LENGTH = 64;

    /** From the request to drain until the world gives up waiting for the store. */
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(10);

    /** From the start until newcomers can appear. */
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private final Database database;
    private final String name;
    private final WorldKeys keys;
    private final WorldShape shape;
    private final int tickThreads;
    private final long chunkBytes;
    private final PlayerDirectory players;
    private final Tally<WorldCounter> counters = new Tally<>(WorldCounter.class);
    private volatile List<TickThread> threads = List.of();

    private World(Database database, WorldOptions options, WorldKeys keys, WorldShape shape) {
        this.database = database;
        name = options.name();
        tickThreads = options.tickThreads();
        chunkBytes = options.chunkBytes();
        this.keys = keys;
        this.shape = shape;
        players = new StoredPlayers(database, keys, options.random());
    }

    /**
     * Opens a world, making it first where the store has none of that name.
     *
     * @throws CannotOpenException when the world is not complete, is of a newer format, or has another seed or size than the one
     *     asked for
     */
    public static World open(Database database, WorldOptions options) {
        if (options.name().isEmpty() || options.name().length() > MAX_NAME_LENGTH) {
            throw new CannotOpenException("a world's name has 1 to " + MAX_NAME_LENGTH + " characters", null);
        }
        int newSize = options.regionsPerSide().orElse(WorldOptions.USUAL_REGIONS_PER_SIDE);
        if (!RegionGrid.isPossible(newSize)) {
            throw new CannotOpenException(
                    "a world's size is an odd number of regions from 1 to " + RegionGrid.MOST_PER_SIDE + ", not "
                            + newSize,
                    null);
        }
        WorldKeys keys = WorldKeys.of(options.name());
        WorldShape newShape =
                new WorldShape(options.seed().orElseGet(options.random()::nextLong), new RegionGrid(newSize));
        WorldRecord record = database.run(transaction -> readOrCreate(transaction, keys, options.name(), newShape));
        checkAsked(options, record);
        return new World(database, options, keys, shape(record));
    }

    private static WorldShape shape(WorldRecord record) {
        return new WorldShape(record.getSeed(), new RegionGrid(Math.max(1, record.getRegionsPerSide())));
    }

    private static WorldRecord readOrCreate(Transaction transaction, WorldKeys keys, String name, WorldShape newShape) {
        byte[] stored = Reads.value(transaction, keys.world());
        if (stored == null) {
            checkFinished(transaction, name);
            return create(transaction, keys, name, newShape);
        }
        WorldRecord record = Records.parse(WorldRecord.parser(), stored, "world");
        if (record.getFormatVersion() > FORMAT_VERSION) {
            throw new CannotOpenException(
                    "the world \"" + name + "\" has format version " + record.getFormatVersion()
                            + ", and this program reads up to " + FORMAT_VERSION
                            + ": start the newer program that last served it, or restore a backup from before",
                    null);
        }
        return record.getFormatVersion() == FORMAT_VERSION ? record : FormatOne.upgrade(transaction, keys, record);
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

    private static WorldRecord create(Transaction transaction, WorldKeys keys, String name, WorldShape shape) {
        RegionTaking.generate(transaction, keys.in(RegionId.SPAWN), shape.seed(), 1);
        transaction.set(keys.nextEntityIds(), WorldStore.number(1 + WorldStore.ID_BLOCK));
        transaction.set(keys.clock(), WorldStore.number(0));
        WorldRecord record = WorldRecord.newBuilder()
                .setFormatVersion(FORMAT_VERSION)
                .setName(name)
                .setSeed(shape.seed())
                .setRegionsPerSide(shape.grid().regionsPerSide())
                .build();
        transaction.set(keys.world(), record.toByteArray());
        return record;
    }

    private static void checkAsked(WorldOptions options, WorldRecord record) {
        OptionalLong seed = options.seed();
        if (seed.isPresent() && seed.getAsLong() != record.getSeed()) {
            throw new CannotOpenException(
                    "the world \"" + options.name() + "\" was made from seed " + record.getSeed()
                            + " and can't change to " + seed.getAsLong()
                            + ": leave the seed out, or give another name or data folder for a new world",
                    null);
        }
        OptionalInt size = options.regionsPerSide();
        int stored = shape(record).grid().regionsPerSide();
        if (size.isPresent() && size.getAsInt() != stored) {
            throw new CannotOpenException(
                    "the world \"" + options.name() + "\" was made with " + stored + " regions along each side"
                            + " and can't change to " + size.getAsInt()
                            + ": leave the size out, or give another name or data folder for a new world",
                    null);
        }
    }

    public String name() {
        return name;
    }

    /** The seed as clients need it. Does not block. */
    public long terrainSeed() {
        return shape.seed();
    }

    /** Where players may walk. Does not block. */
    public Bounds bounds() {
        return shape.bounds();
    }

    public PlayerDirectory players() {
        return players;
    }

    /** Any thread; does not block. */
    public Tally<WorldCounter> counters() {
        return counters;
    }

    /**
     * Lets time run, and returns when newcomers can appear: when the region where they do is up. Once only.
     *
     * @throws CannotOpenException when that region can't be taken
     */
    public void start(WorldListener listener) {
        if (!threads.isEmpty()) {
            throw new IllegalStateException("the world has been started");
        }
        long clock = database.run(
                transaction -> WorldStore.number(Objects.requireNonNull(Reads.value(transaction, keys.clock()))));
        StartWatch watch = new StartWatch(listener);
        HostPlan plan = new HostPlan(tickThreads);
        TickThread.Beginning beginning = new TickThread.Beginning(System.nanoTime(), clock);
        List<TickThread> started = new ArrayList<>();
        for (int index = 0; index < plan.hosts(); index++) {
            RegionHost.Place place = new RegionHost.Place(plan, index, chunkBytes / plan.hosts());
            Outgoing outgoing = new Outgoing(
                    plan.hosts(), (host, message) -> threads.get(host).post(message), counters);
            started.add(new TickThread(
                    index,
                    beginning,
                    watch,
                    outgoing,
                    counters,
                    thread -> new RegionHost(place, watch, store(thread), outgoing, counters)));
        }
        threads = List.copyOf(started);
        threads.forEach(TickThread::start);
        try {
            watch.await(START_LIMIT);
        } catch (CannotOpenException failure) {
            drain();
            throw failure;
        }
    }

    private WorldStore store(TickThread thread) {
        return new WorldStore(
                database,
                keys,
                shape,
                work -> Thread.ofVirtual().name("world-store").start(work),
                System::nanoTime,
                thread::onStoreEvent);
    }

    /** The way in; refuses until the world is started and after it has stopped. Does not block. */
    public RegionPort port() {
        return input -> {
            List<TickThread> running = threads;
            return !running.isEmpty()
                    && running.get(new HostPlan(running.size()).hostOf(input)).offer(input);
        };
    }

    /** As of the newest ticks; zeros before the start. Does not block. */
    public WorldGauges gauges() {
        return threads.stream().map(TickThread::gauges).reduce(WorldGauges.NONE, WorldGauges::and);
    }

    /**
     * Takes no more inputs, makes durable what was taken, writes last checkpoints and stops the regions; within ten seconds.
     *
     * @return false when the store did not take it all in that time, or a region was down, or the world had stopped for another
     *     reason; what was acknowledged is durable all the same
     */
    public boolean drain() {
        List<TickThread> running = threads;
        long deadline = System.nanoTime() + DRAIN_LIMIT.toNanos();
        running.forEach(TickThread::beginDrain);
        boolean isDrained = true;
        for (TickThread thread : running) {
            isDrained &= thread.awaitDrained(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
        }
        if (isDrained && !running.isEmpty()) {
            long tick = gauges().tick();
            database.run(transaction -> {
                WorldStore.raiseClock(transaction, keys, tick);
                return true;
            });
        }
        return isDrained;
    }
}
