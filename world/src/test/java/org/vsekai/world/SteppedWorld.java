package org.vsekai.world;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.vsekai.core.MpscQueue;
import org.vsekai.core.Tally;
import org.vsekai.game.Bounds;
import org.vsekai.game.EntityIds;
import org.vsekai.game.Realm;
import org.vsekai.sim.RegionGrid;
import org.vsekai.sim.RegionId;
import org.vsekai.storage.Database;
import org.vsekai.storage.ReadTransaction;
import org.vsekai.storage.RetryLoop;
import org.vsekai.world.history.StoredHistory;
import org.vsekai.world.v1.EntityRecord;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.HistoryIndex;

/**
 * A world without threads: somebody else's clock says when it ticks and when it looks at what the store and its hosts have said.
 * The same hosts as in production, and the same bounded queues to and between them; what the store says waits for as long as it must.
 */
public final class SteppedWorld {
    /** Two, so that what passes between hosts does pass. */
    private static final int HOSTS = 2;

    private static final long LAST_FRAME = Long.MAX_VALUE - 1;

    /**
     * @param seed of the world
     * @param regionsPerSide how large it is
     * @param tokenSeed where players' tokens come from, in this life
     * @param chunkBytes what the chunks in memory may take, on each host
     * @param postCapacity how many messages of other hosts may wait for a host
     */
    public record Shape(long seed, int regionsPerSide, long tokenSeed, long chunkBytes, int postCapacity) {
        /** With as much memory as there is, and queues as in production. */
        public Shape(long seed, int regionsPerSide, long tokenSeed) {
            this(seed, regionsPerSide, tokenSeed, ChunkMemory.UNBOUNDED, TickThread.POST_QUEUE_CAPACITY);
        }

        /** A region of such a world with nothing in it. */
        public Realm emptyRealm(RegionId region, EntityIds ids) {
            WorldShape shape = ofWorld();
            return new Realm(region, shape.bounds(), shape.terrain(), ids);
        }

        private WorldShape ofWorld() {
            return new WorldShape(seed, new RegionGrid(regionsPerSide));
        }

        public Shape withChunkBytes(long bytes) {
            return new Shape(seed, regionsPerSide, tokenSeed, bytes, postCapacity);
        }

        public Shape withPostCapacity(int messages) {
            return new Shape(seed, regionsPerSide, tokenSeed, chunkBytes, messages);
        }

        public Shape withTokenSeed(long other) {
            return new Shape(seed, regionsPerSide, other, chunkBytes, postCapacity);
        }
    }

    private final World world;
    private final Tally<WorldCounter> counters = new Tally<>(WorldCounter.class);
    private final HostPlan plan = new HostPlan(HOSTS);
    private final List<Place> places = new ArrayList<>();
    private final List<RegionId> regions = new ArrayList<>();
    private final Runnable woken;
    private final long firstTick;
    private long newestTick;
    private boolean drains;

    /** One host, and what waits for it. */
    private static final class Place {
        final MpscQueue<RegionInput> inputs = new MpscQueue<>(TickThread.INPUT_QUEUE_CAPACITY);
        final MpscQueue<HostMessage> posts;
        final Outgoing outgoing;
        final ArrayDeque<StoreEvent> events = new ArrayDeque<>();
        final RegionHost host;

        Place(int postCapacity, Outgoing outgoing, Function<Place, RegionHost> makeHost) {
            posts = new MpscQueue<>(postCapacity);
            this.outgoing = outgoing;
            host = makeHost.apply(this);
        }
    }

    /**
     * Opens the world, making it where there is none.
     *
     * @param woken told that {@link #onMessages} has something to do
     */
    public SteppedWorld(Database database, Shape shape, WorldListener listener, Runnable woken) {
        this(database, shape, listener, woken, sound -> sound);
    }

    /** @param between put in the place of each host's way to the others */
    public SteppedWorld(
            Database database, Shape shape, WorldListener listener, Runnable woken, UnaryOperator<Post> between) {
        this.woken = woken;
        world = World.open(
                database,
                new WorldOptions(PlayedWorld.NAME, OptionalLong.of(shape.seed()), new SeededTokens(shape.tokenSeed()))
                        .withRegionsPerSide(OptionalInt.of(shape.regionsPerSide())));
        WorldKeys keys = WorldKeys.of(PlayedWorld.NAME);
        firstTick = database.run(
                transaction -> WorldStore.number(Objects.requireNonNull(Reads.value(transaction, keys.clock()))));
        WorldShape worldShape = shape.ofWorld();
        int side = shape.regionsPerSide();
        for (int i = 0; i < side * side; i++) {
            regions.add(new RegionId(i % side - side / 2, i / side - side / 2));
        }
        for (int index = 0; index < HOSTS; index++) {
            RegionHost.Place inPlan = new RegionHost.Place(plan, index, shape.chunkBytes());
            Outgoing outgoing = new Outgoing(HOSTS, this::post, counters);
            places.add(new Place(shape.postCapacity(), outgoing, place -> {
                WorldStore store = new WorldStore(database, keys, worldShape, Runnable::run, () -> 0, event -> {
                    place.events.add(event);
                    woken.run();
                });
                return new RegionHost(inPlan, listener, store, between.apply(outgoing), counters);
            }));
        }
    }

    /** The world's time goes on by so many ticks while no server runs that anybody knows of. */
    public static void goOn(Database database, long ticks) {
        WorldKeys keys = WorldKeys.of(PlayedWorld.NAME);
        database.run(transaction -> {
            // What a server that died has sent may be on its way to the clock still: neither is in the way of the
            // other.
            byte[] clock = Reads.value(transaction.snapshot(), keys.clock());
            if (clock != null) {
                WorldStore.raiseClock(transaction, keys, WorldStore.number(clock) + ticks);
            }
            return true;
        });
    }

    /** Wakes also where there is no room: what is kept is passed on when the queue has been looked at. */
    private boolean post(int host, HostMessage message) {
        woken.run();
        return places.get(host).posts.offer(message);
    }

    /** The things of a region as its next owner would find them, in the order of their ids. The store must answer at once. */
    public static List<EntityRecord> rebuilt(Database database, long seed, RegionId region) {
        WorldKeys keys = WorldKeys.of(PlayedWorld.NAME).in(region);
        WorldShape shape = new WorldShape(seed, new RegionGrid(WorldOptions.USUAL_REGIONS_PER_SIDE));
        RecoveredRegion recovered =
                InMemory.all(database, keys, RetryLoop.await(RegionTaking.take(database, keys, shape)));
        return TestThings.all(recovered.realm().things());
    }

    /**
     * Runs all frames of a region through the rules again, of what is stored alone, from the end back to the beginning and on from
     * there. The store must answer at once.
     */
    public static RegionReplay.Replayed replayed(Database database, Shape shape, RegionId region) {
        WorldKeys keys = WorldKeys.of(PlayedWorld.NAME).in(region);
        Replays.Pairs pairs =
                range -> database.run(transaction -> Reads.pairs(transaction, range.begin(), range.end(), 0));
        return Replays.replay(Replays.end(pairs, keys), history(database, region), region, shape.ofWorld());
    }

    /** What is kept of a region's history, wherever it lies. The store must answer at once. */
    public static List<FrameRecord> history(Database database, RegionId region) {
        StoredHistory history = new StoredHistory(WorldKeys.of(PlayedWorld.NAME).in(region));
        return database.run(transaction -> {
            ReadTransaction snapshot = transaction.snapshot();
            List<FrameRecord> frames = new ArrayList<>();
            HistoryIndex index = history.index(snapshot, 0, LAST_FRAME, false);
            while (index != null) {
                frames.addAll(history.frames(snapshot, index));
                index = history.index(snapshot, index.getLastFrame() + 1, LAST_FRAME, false);
            }
            long indexed = history.standing(snapshot).record().getIndexedFrame();
            frames.addAll(history.records(snapshot, indexed + 1, LAST_FRAME));
            return frames;
        });
    }

    /** Lets time begin. */
    public void start() {
        places.forEach(place -> place.host.onStart(firstTick));
    }

    public PlayerDirectory players() {
        return world.players();
    }

    public Bounds bounds() {
        return world.bounds();
    }

    /** Of the newest tick. */
    public long tick() {
        return newestTick;
    }

    /** The regions that are up, in order, for whoever would break something in them between two ticks. */
    public List<Realm> realms() {
        return regions.stream()
                .flatMap(region -> places.stream().map(place -> place.host.loop(region)))
                .filter(Objects::nonNull)
                .map(RegionLoop::realm)
                .toList();
    }

    public boolean offer(RegionInput input) {
        return !isOver() && !drains && places.get(plan.hostOf(input)).inputs.offer(input);
    }

    /** @param ticks since the beginning; they may leap */
    public void onTick(long ticks, long unixMillis) {
        newestTick = firstTick + ticks;
        for (Place place : places) {
            for (int i = 0; i < TickThread.MAX_INPUTS_PER_TICK; i++) {
                RegionInput input = place.inputs.poll();
                if (input == null) {
                    break;
                }
                place.host.onInput(input);
            }
            if (drains && place.inputs.size() == 0) {
                place.host.onDrain();
            }
            place.host.onTick(newestTick, unixMillis);
        }
    }

    public void onMessages() {
        for (Place place : places) {
            place.outgoing.flush();
            for (StoreEvent event = place.events.poll(); event != null; event = place.events.poll()) {
                place.host.onStoreEvent(event);
            }
            for (HostMessage message = place.posts.poll(); message != null; message = place.posts.poll()) {
                place.host.onPost(message);
            }
        }
    }

    public void drain() {
        drains = true;
    }

    public boolean isDrained() {
        return places.stream().allMatch(place -> place.host.isDrained() && place.outgoing.isEmpty());
    }

    /** Whether a region was down when it should have been let go. */
    public boolean hasLostAtDrain() {
        return places.stream().anyMatch(place -> place.host.hasLostAtDrain());
    }

    public boolean isOver() {
        return isDrained() || places.stream().anyMatch(place -> place.host.isStopped() || place.outgoing.isOverfull());
    }

    public Tally<WorldCounter> counters() {
        return counters;
    }

    /** For a person. */
    @Override
    public String toString() {
        return places.stream()
                .map(place -> place.host.gauges()
                        + (place.host.isStopped() ? " stopped" : "")
                        + (place.host.isDrained() ? " drained" : ""))
                .toList()
                .toString();
    }

    public int waitingFrames() {
        return places.stream()
                .mapToInt(place -> place.host.gauges().waitingFrames())
                .sum();
    }
}
