package org.vsekai.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vsekai.core.Check;
import org.vsekai.core.HotPath;
import org.vsekai.core.Pose;
import org.vsekai.game.ActionResult;
import org.vsekai.game.EntityState;
import org.vsekai.replication.GameMessages;
import org.vsekai.replication.SlotTable;
import org.vsekai.replication.SnapshotBuilder;
import org.vsekai.sim.RegionId;
import org.vsekai.wire.v1.Reason;
import org.vsekai.world.DurableFrame;
import org.vsekai.world.RegionPort;
import org.vsekai.world.WorldListener;

/**
 * Between the world and its clients, as a state machine. What all regions say comes in on one thread (in production the
 * {@link ReplicationThread}), and all that replication needs is confined to it; {@link #beginDrain}, {@link #sweep} and the
 * gauges are for any thread.
 *
 * <ul>
 *   <li>Things reach a client from durable frames and durable chunks only; poses from {@link #onPoses}, live.
 *   <li>Clients don't notice regions: whoever crosses a border stays the same person in the same slot.
 * </ul>
 */
public final class Gateway implements WorldListener {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

    private static final int OUT_OF_ORDER_RETRY_MS = 50;
    private static final int TOO_MANY_RETRY_MS = 100;
    private static final int BUSY_RETRY_MS = 250;

    /** Whom no tick has told of for so long is served without one: the player's region is not up. */
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Whose session is over, and whom no tick tells of for so long, has left, whether a frame says so or not. */
    private static final long GONE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final GatewayOptions options;
    private final LongSupplier nanoTime;
    private final GatewayMetrics metrics = new GatewayMetrics();
    private final Sessions sessions;
    private final Sweeper sweeper;

    // Confined to the thread that tells.
    private final Presences presences;
    private final ChunkRequests chunks;
    private final FramePublisher frames;
    private final SnapshotBuilder snapshots;
    private final int ticksPerSnapshot;
    private long newestTick;

    private volatile int presentCount;

    public Gateway(GatewayOptions options, WorldFacts facts, RegionPort world, LongSupplier nanoTime) {
        this.options = options;
        this.nanoTime = nanoTime;
        sessions = new Sessions(options.maxSessions(), new Inbound.Context(world, facts, metrics, nanoTime));
        sweeper = new Sweeper(options, sessions);
        GameMessages messages = new GameMessages(facts.maxHp());
        presences = new Presences(options, sessions, facts.bounds().chunks());
        chunks = new ChunkRequests(world, messages, metrics);
        snapshots = new SnapshotBuilder(Presences.slotCount(options));
        frames = new FramePublisher(presences, chunks, snapshots, messages, new WelcomeWriter(facts));
        WorldFacts.Rates rates = facts.rates();
        Check.that(rates.tickHertz() % rates.snapshotHertz() == 0, "snapshots go out on ticks", rates.snapshotHertz());
        ticksPerSnapshot = rates.tickHertz() / rates.snapshotHertz();
    }

    public GatewayMetrics metrics() {
        return metrics;
    }

    public GatewayOptions options() {
        return options;
    }

    /** Sessions of any state, until the region has been told that they left. */
    public int sessions() {
        return sessions.count();
    }

    /** Players that the region has let in. */
    public int present() {
        return presentCount;
    }

    /** From now on no session comes up, and those there are get their {@code Farewell}. Idempotent. */
    public void beginDrain() {
        sessions.close(Ending.SERVER_STOPPING);
    }

    public boolean isDraining() {
        return sessions.isClosed();
    }

    /** Ends sessions that never came up and clients that can't keep up. To be called about once a second. */
    public void sweep() {
        sweeper.sweep(nanoTime.getAsLong());
    }

    /** A place for a session to come; null when all are taken. */
    @Nullable
    Session open() {
        return sessions.open();
    }

    long nowNanos() {
        return nanoTime.getAsLong();
    }

    @Override
    public void onRegionUp(RegionId region) {
        chunks.forget(region);
        for (Presence presence : presences.all()) {
            presence.interest().outdate(region);
            chunks.askFor(presence);
        }
    }

    @Override
    public void onFrame(RegionId region, DurableFrame frame) {
        sessions.retryLeaves();
        frames.publish(region, frame, nanoTime.getAsLong());
        presentCount = presences.all().size();
    }

    @Override
    public void onChunk(long chunk, List<EntityState> durable) {
        chunks.onChunk(chunk, durable);
    }

    @Override
    @HotPath
    public void onPoses(long tick, PoseView poses) {
        sessions.retryLeaves();
        newestTick = Math.max(newestTick, tick);
        long now = nanoTime.getAsLong();
        for (int i = 0; i < poses.count(); i++) {
            int slot = presences.slotOf(poses.playerId(i));
            if (slot != SlotTable.NONE) {
                Pose pose = poses.pose(i);
                if (presences.at(slot).takePose(tick, pose, now)) {
                    snapshots.show(slot, pose);
                } else {
                    metrics.drops().count(Drop.POSE_SHOWN_TWICE);
                }
            }
        }
        for (int i = 0; i < poses.count(); i++) {
            int slot = presences.slotOf(poses.playerId(i));
            if (slot != SlotTable.NONE) {
                chunks.askFor(presences.at(slot));
                presences.at(slot).sendSnapshot(snapshots, tick, ticksPerSnapshot, metrics, now);
            }
        }
    }

    /** Looks after those of whom no tick tells. To be called some ten times a second, by the thread that tells the rest. */
    public void onBeat() {
        sessions.retryLeaves();
        long now = nanoTime.getAsLong();
        List<Presence> gone = new ArrayList<>();
        for (Presence presence : presences.all()) {
            if (presence.unseenNanos(now) >= QUIET_NANOS) {
                chunks.askFor(presence);
                presence.sendSnapshot(snapshots, newestTick, 0, metrics, now);
            }
            if (presence.unseenNanos(now) >= GONE_NANOS && presence.session().state() == Session.State.OVER) {
                gone.add(presence);
            }
        }
        gone.forEach(frames::depart);
        presentCount = presences.all().size();
    }

    @Override
    public void onActionRefused(long playerId, long sessionId, long sequence, NotTaken why, long expectedSequence) {
        Presence presence = presenceOf(playerId, sessionId);
        if (presence != null) {
            presence.session()
                    .send(Answers.actionRefused(sequence, reason(why), text(why), expectedSequence, retryAfterMs(why)));
        }
    }

    @Override
    public void onActionRepeated(long playerId, long sessionId, long sequence, @Nullable ActionResult result) {
        if (result == null) {
            metrics.drops().count(Drop.RESULT_UNKNOWN);
            return;
        }
        Presence presence = presenceOf(playerId, sessionId);
        if (presence != null) {
            presence.session().send(Answers.repeated(result));
        }
    }

    @Override
    public void onPoseRefused(
            long playerId, long sessionId, PoseFault fault, long xMicros, long yMicros, long zMicros) {
        Presence presence = presenceOf(playerId, sessionId);
        if (presence == null) {
            return;
        }
        if (presence.mayRefusePose(nanoTime.getAsLong())) {
            presence.session().send(Answers.poseRefused(reason(fault), text(fault), xMicros, yMicros, zMicros));
        } else {
            metrics.drops().count(Drop.POSE_REFUSAL_NOT_SAID);
        }
    }

    @Override
    public void onRegionDown(RegionId region, String why) {
        LOG.warn("region {} is down, and is taken again: {}", region, why);
    }

    @Override
    public void onStopped(String why) {
        LOG.error("the world has stopped: {}", why);
        sessions.close(Ending.WORLD_STOPPED);
        sessions.retryLeaves();
    }

    private @Nullable Presence presenceOf(long playerId, long sessionId) {
        Presence presence = presences.find(playerId);
        return presence != null && presence.session().id() == sessionId ? presence : null;
    }

    private static Reason reason(NotTaken why) {
        return switch (why) {
            case OUT_OF_ORDER -> Reason.REASON_OUT_OF_ORDER;
            case TOO_MANY_IN_FLIGHT -> Reason.REASON_TOO_MANY_IN_FLIGHT;
            case BUSY -> Reason.REASON_BUSY;
        };
    }

    private static String text(NotTaken why) {
        return switch (why) {
            case OUT_OF_ORDER -> "An earlier action is missing.";
            case TOO_MANY_IN_FLIGHT -> "Too many actions wait for an answer.";
            case BUSY -> "The world is busy: trying again.";
        };
    }

    private static int retryAfterMs(NotTaken why) {
        return switch (why) {
            case OUT_OF_ORDER -> OUT_OF_ORDER_RETRY_MS;
            case TOO_MANY_IN_FLIGHT -> TOO_MANY_RETRY_MS;
            case BUSY -> BUSY_RETRY_MS;
        };
    }

    private static Reason reason(PoseFault fault) {
        return switch (fault) {
            case TOO_FAST -> Reason.REASON_TOO_FAST;
            case OUTSIDE_WORLD -> Reason.REASON_OUTSIDE_WORLD;
            case OFF_GROUND -> Reason.REASON_NOT_ON_GROUND;
        };
    }

    private static String text(PoseFault fault) {
        return switch (fault) {
            case TOO_FAST -> "Nobody moves that fast.";
            case OUTSIDE_WORLD -> "The world ends here.";
            case OFF_GROUND -> "Feet belong on the ground.";
        };
    }
}
