package org.vsekai.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.Pose;
import org.vsekai.core.Tally;
import org.vsekai.core.Units;
import org.vsekai.game.ActionResult;
import org.vsekai.game.AvatarState;
import org.vsekai.game.EntityState;
import org.vsekai.sim.RegionGrid;
import org.vsekai.sim.RegionId;
import org.vsekai.world.v1.AvatarRecord;

/**
 * The hosts of a world of nine regions over a {@link ModelDatabase}, driven tick by tick, with everything that they say written
 * down. Holds what is always true: the frames of a region are shown in order, and nobody is seen twice in one tick.
 */
final class TestWorld implements WorldListener {
    static final int SIDE = 3;

    record Refusal(long playerId, long sessionId, long sequence) {}

    record Repeat(long playerId, long sequence, @Nullable ActionResult result) {}

    record Shown(RegionId region, DurableFrame frame) {}

    final ModelDatabase database;
    final WorldKeys keys = WorldKeys.of("test");
    final WorldShape shape;
    final HostPlan plan;
    final Tally<WorldCounter> counters = new Tally<>(WorldCounter.class);
    final List<RegionHost> hosts = new ArrayList<>();
    final List<Shown> frames = new ArrayList<>();
    final List<Refusal> refusals = new ArrayList<>();
    final List<Repeat> repeats = new ArrayList<>();
    final List<RegionId> downs = new ArrayList<>();
    final List<String> whys = new ArrayList<>();

    /** Where everybody was seen in the newest tick, by player. */
    final Map<Long, Pose> seen = new HashMap<>();

    /** Where the region says that a player stands whose pose it refused. */
    final Map<Long, long[]> putBack = new HashMap<>();

    private final List<ArrayDeque<HostMessage>> posts = new ArrayList<>();
    private final List<ArrayDeque<StoreEvent>> events = new ArrayList<>();
    private final Map<RegionId, Long> newestShown = new TreeMap<>();
    private final Set<Long> seenTwice = new HashSet<>();
    private long tick;
    private long unixMillis = 1_800_000_000_000L;

    TestWorld(ModelDatabase database, long seed, int hostCount) {
        this(database, seed, hostCount, ChunkMemory.UNBOUNDED);
    }

    /** @param chunkBytes of each host */
    TestWorld(ModelDatabase database, long seed, int hostCount, long chunkBytes) {
        this.database = database;
        plan = new HostPlan(hostCount);
        shape = new WorldShape(seed, new RegionGrid(SIDE));
        World.open(
                database,
                new WorldOptions("test", OptionalLong.of(seed), new SeededTokens(seed))
                        .withRegionsPerSide(OptionalInt.of(SIDE)));
        tick = WorldStore.number(
                database.all(keys.clock(), keys.everything().end()).getFirst().value());
        for (int index = 0; index < hostCount; index++) {
            ArrayDeque<StoreEvent> answers = new ArrayDeque<>();
            events.add(answers);
            posts.add(new ArrayDeque<>());
            WorldStore store = new WorldStore(database, keys, shape, Runnable::run, () -> 0, answers::add);
            hosts.add(new RegionHost(
                    new RegionHost.Place(plan, index, chunkBytes),
                    this,
                    store,
                    (host, message) -> posts.get(host).add(message),
                    counters));
        }
        hosts.forEach(host -> host.onStart(tick));
    }

    long tick() {
        return tick;
    }

    /** Stores an avatar, of somebody who has been here before. */
    static void store(ModelDatabase database, AvatarState avatar) {
        byte[] value = Records.avatar(avatar, RegionId.at(avatar.xMicros(), avatar.zMicros()))
                .toByteArray();
        database.put(WorldKeys.of("test").avatar(avatar.playerId()), value);
    }

    void offer(RegionInput input) {
        hosts.get(plan.hostOf(input)).onInput(input);
    }

    /** One tick of each host, after what has come for it. */
    void onTick() {
        onTick(1);
    }

    void onTick(long leap) {
        tick += leap;
        unixMillis += 17 * leap;
        seen.clear();
        hearAll();
        hosts.forEach(host -> host.onTick(tick, unixMillis));
        assertThat(seenTwice).as("seen twice in one tick").isEmpty();
    }

    /** Hands every host what the store and the others have told it. */
    void hearAll() {
        boolean heard = true;
        while (heard) {
            heard = false;
            for (int index = 0; index < hosts.size(); index++) {
                for (StoreEvent event = events.get(index).poll();
                        event != null;
                        event = events.get(index).poll()) {
                    hosts.get(index).onStoreEvent(event);
                    heard = true;
                }
                for (HostMessage message = posts.get(index).poll();
                        message != null;
                        message = posts.get(index).poll()) {
                    hosts.get(index).onPost(message);
                    heard = true;
                }
            }
        }
    }

    /** A tick, after which the store does everything that it was asked, well. */
    void calmTick() {
        onTick();
        settleAll();
    }

    void calmTicks(int count) {
        for (int i = 0; i < count; i++) {
            calmTick();
        }
    }

    void settleAll() {
        hearAll();
        while (database.hasPending()) {
            database.settle(ModelDatabase.Fate.APPLIED);
            hearAll();
        }
    }

    /** Somebody else takes a region, and does nothing with it. */
    void steal(RegionId region) {
        RegionTaking.take(database.immediate(), keys.in(region), shape)
                .toCompletableFuture()
                .join();
    }

    @Nullable
    RegionLoop loop(RegionId region) {
        return hosts.get(plan.hostOf(region)).loop(region);
    }

    /** The regions that have somebody present in memory. */
    List<RegionId> regionsOf(long playerId) {
        List<RegionId> found = new ArrayList<>();
        for (RegionId region : regions()) {
            RegionLoop loop = loop(region);
            if (loop != null && loop.present().stream().anyMatch(player -> player.playerId() == playerId)) {
                found.add(region);
            }
        }
        return found;
    }

    static List<RegionId> regions() {
        return new RegionGrid(SIDE).near(0, 0, SIDE * Units.REGION_MICROS);
    }

    /** As stored, once nothing is in memory any more. */
    AvatarRecord storedAvatar(long playerId) {
        byte[] value = database.all(keys.avatar(playerId), keys.avatar(playerId + 1))
                .getFirst()
                .value();
        return Records.parse(AvatarRecord.parser(), value, "avatar");
    }

    void drain() {
        hosts.forEach(RegionHost::onDrain);
        for (int i = 0; i < 2_000 && !hosts.stream().allMatch(RegionHost::isDrained); i++) {
            calmTick();
        }
        assertThat(hosts).as("drained").allMatch(RegionHost::isDrained);
    }

    // ---- what the hosts say ----

    @Override
    public void onRegionUp(RegionId region) {}

    @Override
    public void onFrame(RegionId region, DurableFrame frame) {
        long before = newestShown.getOrDefault(region, 0L);
        assertThat(frame.number()).as("frames of %s are shown in order", region).isGreaterThan(before);
        newestShown.put(region, frame.number());
        frames.add(new Shown(region, frame));
        database.onShown(region, frame);
    }

    @Override
    public void onChunk(long chunk, List<EntityState> durable) {}

    @Override
    public void onPoses(long nowTick, PoseView poses) {
        for (int i = 0; i < poses.count(); i++) {
            if (seen.put(poses.playerId(i), poses.pose(i)) != null) {
                seenTwice.add(poses.playerId(i));
            }
        }
    }

    @Override
    public void onActionRefused(long playerId, long sessionId, long sequence, NotTaken why, long expectedSequence) {
        refusals.add(new Refusal(playerId, sessionId, sequence));
    }

    @Override
    public void onActionRepeated(long playerId, long sessionId, long sequence, @Nullable ActionResult result) {
        repeats.add(new Repeat(playerId, sequence, result));
    }

    @Override
    public void onPoseRefused(
            long playerId, long sessionId, PoseFault fault, long xMicros, long yMicros, long zMicros) {
        putBack.put(playerId, new long[] {xMicros, yMicros, zMicros});
    }

    @Override
    public void onRegionDown(RegionId region, String why) {
        downs.add(region);
        whys.add(why);
    }

    @Override
    public void onStopped(String why) {
        throw new AssertionError(why);
    }
}
