package org.vsekai.world;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.Pose;
import org.vsekai.core.Tally;
import org.vsekai.game.Action;
import org.vsekai.game.ActionResult;
import org.vsekai.game.Avatar;
import org.vsekai.game.EntityState;
import org.vsekai.game.Terrain;
import org.vsekai.sim.RegionId;

/** A region's loop over a {@link ModelDatabase}, driven step by step, with everything it says written down. */
final class TestRegion implements WorldListener {
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
    final RecoveredRegion recovered;
    final RegionLoop loop;

    /** The wall clock; tests may set it. */
    long unixMillis = 1_800_000_000_000L;

    @Nullable
    String stopped;

    TestRegion(ModelDatabase database, long seed) {
        this.database = database;
        world = World.open(database, new WorldOptions("test", OptionalLong.of(seed), new SeededTokens(seed)));
        recovered = RegionRecovery.take(database, keys, world.bounds(), new Terrain(seed));
        loop = new RegionLoop(recovered, this, new StoreJournal(database, keys, outcomes::add), counters);
    }

    /** One tick, at the next moment of a wall clock that goes on by itself. */
    void onTick() {
        unixMillis += 17;
        loop.onTick(unixMillis);
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

    Avatar avatar(long playerId) {
        return Objects.requireNonNull(loop.avatar(playerId));
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
        poses.clear();
        for (int i = 0; i < view.count(); i++) {
            poses.add(view.pose(i));
        }
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
        stopped = why;
    }
}
