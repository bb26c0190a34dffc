package org.vsekai.world;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.Pose;
import org.vsekai.core.Tally;
import org.vsekai.game.Action;
import org.vsekai.game.ActionResult;
import org.vsekai.game.Avatar;
import org.vsekai.game.EntityState;
import org.vsekai.sim.ChunkKey;
import org.vsekai.sim.RegionGrid;
import org.vsekai.sim.RegionId;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.RetryLoop;
import org.vsekai.world.v1.AvatarRecord;
import org.vsekai.world.v1.Parcel;

/** A region's loop over a {@link ModelDatabase}, driven step by step, with everything it says written down. */
final class TestRegion implements WorldListener, RegionOffice {
    record Refusal(long playerId, long sequence, NotTaken why, long expected) {}

    record Repeat(long playerId, long sequence, @Nullable ActionResult result) {}

    record FaultSeen(long playerId, PoseFault fault, long xMicros, long zMicros) {}

    final ModelDatabase database;
    final WorldKeys keys = WorldKeys.of("test");
    final World world;
    final Tally<WorldCounter> counters = new Tally<>(WorldCounter.class);
    final List<DurableFrame> frames = new ArrayList<>();
    final List<Refusal> refusals = new ArrayList<>();
    final List<Repeat> repeats = new ArrayList<>();
    final List<FaultSeen> faults = new ArrayList<>();
    final List<Pose> poses = new ArrayList<>();
    final Map<Long, List<EntityState>> chunks = new HashMap<>();
    final ArrayDeque<StoreJournal.Outcome> outcomes = new ArrayDeque<>();
    final ArrayDeque<StoreEvent> answers = new ArrayDeque<>();
    final List<Parcel> delivered = new ArrayList<>();
    final List<Long> adopted = new ArrayList<>();
    final List<HandOver> handedOn = new ArrayList<>();
    final List<RegionId> turnedAway = new ArrayList<>();
    final WorldStore store;
    final RecoveredRegion recovered;
    final RegionLoop loop;

    /** The wall clock; tests may set it. */
    long unixMillis = 1_800_000_000_000L;

    @Nullable
    String stopped;

    private final boolean isInMemory;

    /** With all chunks in memory, for good. */
    TestRegion(ModelDatabase database, long seed) {
        this(database, seed, true);
    }

    /** @param isInMemory or else chunks come and go as players do */
    TestRegion(ModelDatabase database, long seed, boolean isInMemory) {
        this.database = database;
        this.isInMemory = isInMemory;
        world = World.open(database, new WorldOptions("test", OptionalLong.of(seed), new SeededTokens(seed)));
        WorldShape shape = new WorldShape(seed, new RegionGrid(WorldOptions.USUAL_REGIONS_PER_SIDE));
        store = new WorldStore(database.immediate(), keys, shape, Runnable::run, () -> 0, answers::add);
        RecoveredRegion taken = RetryLoop.await(RegionTaking.take(database.immediate(), keys, shape));
        recovered = isInMemory ? InMemory.all(database.immediate(), keys, taken) : taken;
        loop = new RegionLoop(recovered, this, this, new StoreJournal(database, keys, outcomes::add), counters);
    }

    /** One tick, at the next moment of a wall clock that goes on by itself. */
    void onTick() {
        unixMillis += 17;
        tellAnswers();
        loop.onNear(isInMemory ? InMemory.middle(keys.regionId()) : chunksOfPresent());
        loop.onTick(loop.tick() + 1, unixMillis);
        stopped = loop.whyStopped();
        List<Presence> shown = new ArrayList<>();
        loop.addShown(shown);
        if (!shown.isEmpty()) {
            poses.clear();
            shown.forEach(player -> poses.add(player.pose()));
        }
    }

    private Set<Long> chunksOfPresent() {
        Set<Long> chunksOfPresent = new HashSet<>();
        loop.present()
                .forEach(player -> chunksOfPresent.add(
                        ChunkKey.at(player.avatar().xMicros(), player.avatar().zMicros())));
        return chunksOfPresent;
    }

    private void tellAnswers() {
        while (!answers.isEmpty()) {
            switch (answers.removeFirst()) {
                case StoreEvent.AvatarRead read -> loop.onAvatarRead(read.playerId(), read.stored());
                case StoreEvent.IdsTaken ids -> loop.onIdsTaken(ids.from(), ids.to());
                case StoreEvent.InboxRead read -> loop.onInboxRead(read.parcels(), read.hasMore());
                case StoreEvent.ChunkRead read -> loop.onChunkRead(read.chunk(), read.columns(), read.pageCount());
                case StoreEvent.ChunkNotRead failed -> loop.onChunkNotRead(failed.chunk());
                case StoreEvent.RegionFenced fenced -> loop.onFenced(fenced.storedEpoch());
                case StoreEvent other -> throw new AssertionError(other);
            }
        }
    }

    /** One tick, after which the store does everything that it was asked, well. */
    void tick() {
        onTick();
        settleAll();
    }

    void ticks(int count) {
        for (int i = 0; i < count; i++) {
            tick();
        }
    }

    void settleAll() {
        tellOutcomes();
        while (database.hasPending()) {
            database.settle(ModelDatabase.Fate.APPLIED);
            tellOutcomes();
        }
    }

    void tellOutcomes() {
        while (!outcomes.isEmpty()) {
            outcomes.removeFirst().tell(loop);
            stopped = loop.whyStopped();
        }
    }

    void join(long playerId, long sessionId) {
        loop.onInput(new RegionInput.Join(playerId, "Player " + playerId, sessionId));
    }

    void act(long playerId, long sessionId, long sequence, Action action) {
        loop.onInput(new RegionInput.Act(playerId, sessionId, sequence, action));
    }

    DurableFrame lastFrame() {
        return frames.getLast();
    }

    /** As it is in memory, or else in the store. */
    Avatar avatar(long playerId) {
        Avatar inMemory = loop.avatar(playerId);
        return inMemory != null
                ? inMemory
                : Objects.requireNonNull(storedAvatars().get(playerId));
    }

    private Map<Long, Avatar> storedAvatars() {
        Map<Long, Avatar> avatars = new TreeMap<>();
        KeyRange range = keys.avatars();
        for (KeyValue pair : database.all(range.begin(), range.end())) {
            AvatarRecord record = Records.parse(AvatarRecord.parser(), pair.value(), "avatar");
            avatars.put(record.getPlayerId(), new Avatar(Records.avatar(record)));
        }
        return avatars;
    }

    /** Of everything in the region, avatars that are not in memory included: same world, same hash. */
    long contentHash() {
        Map<Long, Avatar> avatars = storedAvatars();
        loop.inMemory().forEach(player -> avatars.put(player.playerId(), player.avatar()));
        return loop.contentHash()
                + InMemory.coldHash(database.immediate(), keys, loop.realm().things())
                + avatars.values().stream().mapToLong(Avatar::contentHash).sum();
    }

    @Override
    public void readAvatar(long playerId) {
        store.readAvatar(keys.regionId(), 1, playerId);
    }

    @Override
    public void takeIds() {
        store.takeIds(keys.regionId(), 1);
    }

    @Override
    public void readChunk(long chunk, long epoch) {
        store.readChunk(keys.regionId(), 1, chunk, epoch);
    }

    @Override
    public void readInbox() {
        store.readInbox(keys.regionId(), 1);
    }

    @Override
    public void deliver(Parcel parcel, Sessions sessions) {
        delivered.add(parcel);
    }

    @Override
    public void adopted(RegionId from, long playerId) {
        adopted.add(playerId);
    }

    @Override
    public void handOn(RegionId to, HandOver handOver) {
        handedOn.add(handOver);
    }

    @Override
    public void notHere(long playerId, long sessionId, RegionId home) {
        turnedAway.add(home);
    }

    @Override
    public void onRegionUp(RegionId region) {}

    @Override
    public void onFrame(RegionId region, DurableFrame frame) {
        frames.add(frame);
    }

    @Override
    public void onChunk(long chunk, List<EntityState> durable) {
        chunks.put(chunk, durable);
    }

    @Override
    public void onPoses(long tick, PoseView view) {
        throw new AssertionError("poses are shown by hosts");
    }

    @Override
    public void onActionRefused(long playerId, long sessionId, long sequence, NotTaken why, long expectedSequence) {
        refusals.add(new Refusal(playerId, sequence, why, expectedSequence));
    }

    @Override
    public void onActionRepeated(long playerId, long sessionId, long sequence, @Nullable ActionResult result) {
        repeats.add(new Repeat(playerId, sequence, result));
    }

    @Override
    public void onPoseRefused(
            long playerId, long sessionId, PoseFault fault, long xMicros, long yMicros, long zMicros) {
        faults.add(new FaultSeen(playerId, fault, xMicros, zMicros));
    }

    @Override
    public void onRegionDown(RegionId region, String why) {}

    @Override
    public void onStopped(String why) {
        throw new AssertionError(why);
    }
}
