package org.vsekai.gateway;

import org.vsekai.core.HotPath;
import org.vsekai.core.Pose;
import org.vsekai.core.TokenBucket;
import org.vsekai.game.AvatarState;
import org.vsekai.replication.FrameUpdateWriter;
import org.vsekai.replication.GameMessages;
import org.vsekai.replication.Interest;
import org.vsekai.replication.SnapshotBuilder;
import org.vsekai.replication.SnapshotViewer;
import org.vsekai.sim.ChunkKey;
import org.vsekai.wire.v1.Inventory;
import org.vsekai.wire.v1.Person;

/** One present player, as the gateway's thread sees it: whom to show what, and what was shown. Confined to that thread. */
final class Presence {
    /** Chunk states wait while more than this is unacknowledged: room is left for what can't wait. */
    static final long CHUNK_PACING_BYTES = 64 * 1_024;

    /** Chunks that are asked for at one time; so what comes at once, beside what is buffered, is bounded. */
    static final int MOST_ASKED_CHUNKS = 16;

    private static final int REFUSALS_PER_SECOND = 4;

    private final Session session;
    private final int slot;
    private final long arrivedInFrame;
    private final Interest interest;
    private final SnapshotViewer viewer;
    private final TokenBucket poseRefusalRate;
    private Inventory shownInventory;
    private Pose pose;

    Presence(
            Session session,
            int slot,
            long arrivedInFrame,
            AvatarState avatar,
            Interest interest,
            SnapshotViewer viewer,
            long nowNanos) {
        this.session = session;
        this.slot = slot;
        this.arrivedInFrame = arrivedInFrame;
        this.interest = interest;
        this.viewer = viewer;
        poseRefusalRate = new TokenBucket(REFUSALS_PER_SECOND, REFUSALS_PER_SECOND, nowNanos);
        shownInventory = GameMessages.inventory(avatar);
        pose = Pose.standingAt(avatar.xMicros(), avatar.yMicros(), avatar.zMicros());
        interest.moveTo(chunk());
        viewer.moveTo(pose.rootXMicros(), pose.rootZMicros());
    }

    Session session() {
        return session;
    }

    long playerId() {
        return session.player().playerId();
    }

    int slot() {
        return slot;
    }

    long arrivedInFrame() {
        return arrivedInFrame;
    }

    Interest interest() {
        return interest;
    }

    Pose pose() {
        return pose;
    }

    long chunk() {
        return ChunkKey.at(pose.rootXMicros(), pose.rootZMicros());
    }

    Person person() {
        return Person.newBuilder()
                .setSlot(slot)
                .setPlayerId(playerId())
                .setName(session.player().name())
                .setPosition(GameMessages.position(pose.rootXMicros(), pose.rootYMicros(), pose.rootZMicros()))
                .build();
    }

    /** The player's newest live pose. */
    void moveTo(Pose newest) {
        pose = newest;
        session.standAt(newest);
        viewer.moveTo(newest.rootXMicros(), newest.rootZMicros());
        for (long forgotten : interest.moveTo(chunk())) {
            session.send(GameMessages.chunkForgotten(forgotten));
        }
    }

    /** Whether the client wants a chunk's state and its connection has room for one. */
    boolean mayAskForChunk() {
        return interest.isWanting()
                && interest.askedCount() < MOST_ASKED_CHUNKS
                && session.isPresent()
                && session.bufferedBytes() < CHUNK_PACING_BYTES;
    }

    @HotPath
    void sendSnapshot(SnapshotBuilder builder, GatewayMetrics metrics, long nowNanos) {
        if (!session.isPresent()) {
            return;
        }
        byte[] snapshot = builder.build(viewer, session.hasPose(), session.newestPoseSequence(), nowNanos);
        if (snapshot.length == 0) {
            metrics.drops().count(Drop.SNAPSHOT_OVER_BUDGET);
        } else {
            session.sendSnapshot(snapshot);
        }
    }

    /** Adds the inventory where it isn't what the client was shown last. */
    void showInventory(AvatarState avatar, FrameUpdateWriter update) {
        Inventory now = GameMessages.inventory(avatar);
        if (!now.equals(shownInventory)) {
            shownInventory = now;
            update.inventory(now);
        }
    }

    boolean mayRefusePose(long nowNanos) {
        return poseRefusalRate.tryTake(1, nowNanos);
    }
}
