package org.vsekai.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.Pose;
import org.vsekai.core.SplitMix64;
import org.vsekai.core.Tally;
import org.vsekai.core.Units;
import org.vsekai.game.Action;
import org.vsekai.game.Avatar;
import org.vsekai.game.AvatarState;
import org.vsekai.game.EntityKind;
import org.vsekai.game.EntityState;
import org.vsekai.game.StructureKind;
import org.vsekai.game.ThingChange;
import org.vsekai.game.Things;
import org.vsekai.sim.EntityTable;
import org.vsekai.sim.RegionGrid;
import org.vsekai.sim.RegionId;
import org.vsekai.storage.Database;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.RetryLoop;
import org.vsekai.world.v1.AvatarRecord;
import org.vsekai.world.v1.Parcel;

/**
 * A world in any store, in which seeded players act: the real loop and the real journal, driven tick by tick on the caller's
 * thread, with a wall clock of its own. For tests of what is done with stored worlds.
 */
public final class PlayedWorld implements WorldListener, RegionOffice {
    private static final long LIMIT_SECONDS = 60;

    public static final String NAME = "main";

    private final World world;
    private final RegionLoop loop;
    private final SplitMix64 random;
    private final BlockingQueue<StoreJournal.Outcome> outcomes = new LinkedBlockingQueue<>();
    private final Map<Long, Long> sequences = new HashMap<>();
    private final Map<Long, String> tokens = new HashMap<>();
    private final Tally<WorldCounter> counters = new Tally<>(WorldCounter.class);
    private long sessions = 1;
    private long unixMillis;
    private long wantedItem;
    private final Database database;
    private final WorldKeys keys;
    private final WorldStore store;
    private final BlockingQueue<StoreEvent> answers = new LinkedBlockingQueue<>();
    private int awaitedAnswers;

    /** What a world holds: everything but where somebody stands, which is in no frame. */
    public record State(long frame, List<EntityState> things, List<AvatarState> avatars) {
        /** Without the things: there are hundreds. */
        @Override
        public String toString() {
            return "frame " + frame + ", " + things.size() + " things (" + things.hashCode() + "), " + avatars;
        }
    }

    /** Where everybody stands, by player: x and z in micrometres. */
    public record Places(Map<Long, List<Long>> byPlayer) {}

    public PlayedWorld(Database database, long seed, long unixMillis) {
        this.unixMillis = unixMillis;
        random = new SplitMix64(seed ^ unixMillis);
        world = World.open(database, new WorldOptions(NAME, OptionalLong.of(seed), new SeededTokens(unixMillis)));
        WorldKeys keys = WorldKeys.of(NAME);
        WorldShape shape = new WorldShape(seed, new RegionGrid(WorldOptions.USUAL_REGIONS_PER_SIDE));
        store = new WorldStore(database, keys, shape, Runnable::run, () -> 0, answers::add);
        RecoveredRegion recovered =
                InMemory.all(database, keys, RetryLoop.await(RegionTaking.take(database, keys, shape)));
        loop = new RegionLoop(recovered, this, this, new StoreJournal(database, keys, outcomes::add), counters);
        this.database = database;
        this.keys = keys;
        avatars().forEach((id, avatar) -> sequences.put(id, avatar.lastAppliedSequence()));
    }

    public long unixMillis() {
        return unixMillis;
    }

    public long newestFrame() {
        return loop.newestFrame();
    }

    public long checkpoints() {
        return counters.get(WorldCounter.CHECKPOINTS);
    }

    /** Time passes in which nobody is asked. */
    public void waitMillis(long millis) {
        unixMillis += millis;
    }

    /** A new player, who enters. */
    public long join() {
        PlayerDirectory.NewPlayer player = world.players().createGuest("Guest");
        long id = player.player().playerId();
        tokens.put(id, player.token());
        sequences.put(id, 0L);
        enter(id);
        return id;
    }

    /** Somebody who was there comes back. */
    public void enter(long playerId) {
        loop.onInput(new RegionInput.Join(playerId, "Guest", sessions++));
        awaitAnswers();
        tick();
    }

    public Map<Long, String> tokens() {
        return Map.copyOf(tokens);
    }

    public World world() {
        return world;
    }

    /** One tick, until everything that it made is durable. */
    public void tick() {
        unixMillis += 17;
        awaitAnswers();
        loop.onNear(InMemory.middle(keys.regionId()));
        loop.onTick(loop.tick() + 1, unixMillis);
        settle();
        assertThat(loop.whyStopped()).isNull();
    }

    /** Hands the loop what it has asked for. */
    private void awaitAnswers() {
        try {
            for (; awaitedAnswers > 0; awaitedAnswers--) {
                StoreEvent answer =
                        Objects.requireNonNull(answers.poll(LIMIT_SECONDS, TimeUnit.SECONDS), "the store answers");
                switch (answer) {
                    case StoreEvent.AvatarRead read -> loop.onAvatarRead(read.playerId(), read.stored());
                    case StoreEvent.IdsTaken ids -> loop.onIdsTaken(ids.from(), ids.to());
                    default -> throw new AssertionError(answer);
                }
            }
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    /** Everybody's, as in memory, or else as stored. */
    private Map<Long, Avatar> avatars() {
        Map<Long, Avatar> avatars = new TreeMap<>();
        KeyRange range = keys.avatars();
        database.run(transaction -> Reads.pairs(transaction, range.begin(), range.end(), 0))
                .forEach(pair -> {
                    AvatarRecord record = Records.parse(AvatarRecord.parser(), pair.value(), "avatar");
                    avatars.put(record.getPlayerId(), new Avatar(Records.avatar(record)));
                });
        loop.inMemory().forEach(player -> avatars.put(player.playerId(), player.avatar()));
        return avatars;
    }

    private void settle() {
        try {
            while (loop.waitingFrames() > 0) {
                StoreJournal.Outcome outcome = outcomes.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
                Objects.requireNonNull(outcome, "the store answers").tell(loop);
            }
            for (StoreJournal.Outcome late = outcomes.poll(); late != null; late = outcomes.poll()) {
                late.tell(loop);
            }
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    /** Everybody who is in walks and acts for some ticks. */
    public void play(int ticks) {
        for (int i = 0; i < ticks; i++) {
            sequences.keySet().stream()
                    .sorted()
                    .filter(id -> loop.avatar(id) != null)
                    .toList()
                    .forEach(this::playOne);
            tick();
        }
    }

    private void playOne(long id) {
        Avatar avatar = Objects.requireNonNull(loop.avatar(id));
        long session = sessionOf(id);
        Pose from = Pose.standingAt(avatar.xMicros(), avatar.yMicros(), avatar.zMicros());
        EntityState tree = Scenes.nearestTree(loop.realm(), avatar.xMicros(), avatar.zMicros());
        List<Pose> way = Scenes.walk(loop.realm(), from, tree, 2 * Units.MICROS_PER_METRE);
        if (!way.isEmpty()) {
            loop.onInput(new RegionInput.Move(id, session, way.getFirst()));
        }
        if (random.chance(0.4)) {
            long sequence = sequences.merge(id, 1L, Long::sum);
            loop.onInput(new RegionInput.Act(id, session, sequence, choose(avatar, tree)));
        }
    }

    private final Map<Long, Long> sessionsByPlayer = new HashMap<>();

    private long sessionOf(long id) {
        return sessionsByPlayer.getOrDefault(id, 0L);
    }

    private Action choose(Avatar avatar, EntityState tree) {
        int choice = random.nextInt(10);
        if (choice < 6) {
            return new Action.Harvest(tree.id());
        }
        if (choice < 8) {
            return new Action.Interact(wantedItem);
        }
        long x = avatar.xMicros() + random.between(-5, 6) * Units.MICROS_PER_METRE;
        long z = avatar.zMicros() + random.between(-5, 6) * Units.MICROS_PER_METRE;
        return new Action.Build(
                StructureKind.WALL, x, loop.realm().terrain().heightMicros(x, z), z, random.nextInt(360));
    }

    /** Ends in order, with a last checkpoint. */
    public void drain() {
        loop.onDrain();
        for (int i = 0; i < 10_000 && !loop.isDrained(); i++) {
            tick();
            if (!loop.isDrained()) {
                awaitOutcome();
            }
        }
        assertThat(loop.isDrained()).isTrue();
    }

    private void awaitOutcome() {
        try {
            StoreJournal.Outcome outcome = outcomes.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
            Objects.requireNonNull(outcome, "the store answers").tell(loop);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    public State state() {
        EntityTable table = loop.realm().things();
        List<EntityState> things = new ArrayList<>();
        table.forEach(row -> things.add(Things.state(table.image(row))));
        things.sort((a, b) -> Long.compare(a.id(), b.id()));
        return new State(
                loop.newestFrame(),
                List.copyOf(things),
                avatars().values().stream()
                        .map(avatar -> withoutPlace(avatar.state()))
                        .toList());
    }

    public Places places() {
        Map<Long, List<Long>> places = new HashMap<>();
        avatars().forEach((id, avatar) -> places.put(id, List.of(avatar.xMicros(), avatar.zMicros())));
        return new Places(Map.copyOf(places));
    }

    /** A hash of everything that is stored, places included. */
    public long contentHash() {
        return loop.contentHash()
                + avatars().values().stream().mapToLong(Avatar::contentHash).sum();
    }

    private static AvatarState withoutPlace(AvatarState avatar) {
        return avatar.at(0, 0, 0);
    }

    @Override
    public void onRegionUp(RegionId region) {}

    @Override
    public void onChunk(long chunk, List<EntityState> durable) {}

    @Override
    public void onFrame(RegionId region, DurableFrame frame) {
        frame.joined().forEach(joined -> sessionsByPlayer.put(joined.playerId(), joined.sessionId()));
        for (ThingChange change : frame.changes()) {
            EntityState thing = change.now();
            if (thing != null && thing.kind() == EntityKind.ITEM) {
                wantedItem = thing.id();
            }
        }
    }

    @Override
    public void onPoses(long tick, PoseView poses) {}

    @Override
    public void onActionRefused(long playerId, long sessionId, long sequence, NotTaken why, long expectedSequence) {
        throw new AssertionError("a player in step is not refused: " + why);
    }

    @Override
    public void onActionRepeated(
            long playerId, long sessionId, long sequence, org.vsekai.game.@Nullable ActionResult result) {}

    @Override
    public void onPoseRefused(
            long playerId, long sessionId, PoseFault fault, long xMicros, long yMicros, long zMicros) {}

    @Override
    public void onRegionDown(RegionId region, String why) {}

    @Override
    public void onStopped(String why) {
        throw new AssertionError(why);
    }

    @Override
    public void readAvatar(long playerId) {
        awaitedAnswers++;
        store.readAvatar(keys.regionId(), 1, playerId);
    }

    @Override
    public void takeIds() {
        awaitedAnswers++;
        store.takeIds(keys.regionId(), 1);
    }

    @Override
    public void readChunk(long chunk, long epoch) {
        throw new AssertionError("all chunks are in memory");
    }

    @Override
    public void readInbox() {
        throw new AssertionError("nobody sends anything");
    }

    @Override
    public void deliver(Parcel parcel, Sessions sessions) {
        throw new AssertionError("nobody crosses a border");
    }

    @Override
    public void adopted(RegionId from, long playerId) {
        throw new AssertionError("nobody crosses a border");
    }

    @Override
    public void handOn(RegionId to, HandOver handOver) {
        throw new AssertionError("nobody crosses a border");
    }

    @Override
    public void notHere(long playerId, long sessionId, RegionId home) {
        throw new AssertionError("nobody crosses a border");
    }
}
