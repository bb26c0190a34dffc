package org.vsekai.gateway;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.HotPath;
import org.vsekai.core.Pose;
import org.vsekai.core.TokenBucket;
import org.vsekai.game.ActionResult;
import org.vsekai.game.AvatarState;
import org.vsekai.game.Items;
import org.vsekai.game.StandingOffer;
import org.vsekai.replication.FrameUpdateWriter;
import org.vsekai.replication.GameMessages;
import org.vsekai.replication.Interest;
import org.vsekai.replication.SnapshotBuilder;
import org.vsekai.replication.SnapshotViewer;
import org.vsekai.sim.ChunkKey;
import org.vsekai.wire.v1.Carried;
import org.vsekai.wire.v1.Inventory;
import org.vsekai.wire.v1.ItemKind;
import org.vsekai.wire.v1.OfferMade;
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
    private final Interest interest;
    private final SnapshotViewer viewer;
    private final TokenBucket poseRefusalRate;
    private Inventory shownInventory;
    private ItemKind carries;
    private @Nullable StandingOffer offer;
    private long newestResult;
    private Pose pose;
    private long poseTick;
    private long seenAtNanos;
    private long snapshotTick;

    Presence(Session session, int slot, AvatarState avatar, Interest interest, SnapshotViewer viewer, long nowNanos) {
        this.session = session;
        this.slot = slot;
        this.interest = interest;
        this.viewer = viewer;
        poseRefusalRate = new TokenBucket(REFUSALS_PER_SECOND, REFUSALS_PER_SECOND, nowNanos);
        shownInventory = GameMessages.inventory(avatar);
        carries = GameMessages.carries(avatar);
        newestResult = avatar.lastAppliedSequence();
        seenAtNanos = nowNanos;
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
                .setCarries(carries)
                .build();
    }

    /**
     * A live pose of the player. While a player crosses from one tick thread's regions to another's, both may tell of it for a
     * moment: the newest tick counts, and of one tick the pose that came first.
     *
     * @return whether it counts
     */
    @HotPath
    boolean takePose(long tick, Pose newest, long nowNanos) {
        if (tick <= poseTick) {
            return false;
        }
        poseTick = tick;
        seenAtNanos = nowNanos;
        moveTo(newest);
        return true;
    }

    private void moveTo(Pose newest) {
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

    /** How long no tick has told of the player. */
    long unseenNanos(long nowNanos) {
        return nowNanos - seenAtNanos;
    }

    /** @param everyTicks not before so many ticks after the last one */
    @HotPath
    void sendSnapshot(SnapshotBuilder builder, long tick, int everyTicks, GatewayMetrics metrics, long nowNanos) {
        if (!session.isPresent() || tick < snapshotTick + everyTicks) {
            return;
        }
        snapshotTick = tick;
        byte[] snapshot = builder.build(viewer, tick, session.hasPose(), session.newestPoseSequence(), nowNanos);
        if (snapshot.length == 0) {
            metrics.drops().count(Drop.SNAPSHOT_OVER_BUDGET);
        } else {
            session.sendSnapshot(snapshot);
        }
    }

    /** Adds a result, unless the client was told of it or of a later one. */
    void showResult(ActionResult result, FrameUpdateWriter update) {
        if (result.sequence() > newestResult) {
            newestResult = result.sequence();
            update.result(GameMessages.result(result));
        }
    }

    /** What others see the player carry after a frame; null when it is what they saw before. */
    @Nullable
    Carried changedCarried(AvatarState avatar) {
        ItemKind now = GameMessages.carries(avatar);
        if (now == carries) {
            return null;
        }
        carries = now;
        return Carried.newBuilder().setSlot(slot).setItem(now).build();
    }

    /**
     * What has become of the player's offer with a frame. One that is replaced by one to somebody else is told to both.
     *
     * @return by the player who is to be told; of whoever has just come, every offer is new
     */
    Map<Long, OfferMade> changedOffer(AvatarState avatar) {
        StandingOffer before = offer;
        StandingOffer now = avatar.offer();
        offer = now;
        if (Objects.equals(before, now)) {
            return Map.of();
        }
        Map<Long, OfferMade> told = new HashMap<>();
        if (before != null) {
            told.put(before.toPlayerId(), GameMessages.offer(playerId(), before.sequence(), Items.NONE, Items.NONE));
        }
        if (now != null) {
            told.put(now.toPlayerId(), GameMessages.offer(playerId(), now.sequence(), now.gives(), now.wants()));
        }
        return told;
    }

    /** The player's offer, where it is to this one. */
    @Nullable
    OfferMade offerTo(long playerId) {
        return offer == null || offer.toPlayerId() != playerId
                ? null
                : GameMessages.offer(playerId(), offer.sequence(), offer.gives(), offer.wants());
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
