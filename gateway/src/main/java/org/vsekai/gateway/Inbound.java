package org.vsekai.gateway;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.vsekai.core.Pose;
import org.vsekai.core.TokenBucket;
import org.vsekai.game.Action;
import org.vsekai.game.Items;
import org.vsekai.game.Rules;
import org.vsekai.game.StructureKind;
import org.vsekai.wire.Decoded;
import org.vsekai.wire.PoseCodec;
import org.vsekai.wire.PoseMessage;
import org.vsekai.wire.Protocol;
import org.vsekai.wire.ReliableCodec;
import org.vsekai.wire.v1.Accept;
import org.vsekai.wire.v1.ClientMessage;
import org.vsekai.wire.v1.Gift;
import org.vsekai.wire.v1.ItemCount;
import org.vsekai.wire.v1.ItemKind;
import org.vsekai.wire.v1.Offer;
import org.vsekai.wire.v1.Position;
import org.vsekai.wire.v1.Reason;
import org.vsekai.world.RegionInput;
import org.vsekai.world.RegionPort;

/**
 * What one peer sends: limited, decoded, checked, and offered to the region. Total: no bytes make it throw. Limits come
 * before decoding, so that a flood costs little. Confined to the peer's event loop.
 */
final class Inbound {
    /** What all sessions of a gateway share. */
    record Context(RegionPort region, WorldFacts facts, GatewayMetrics metrics, LongSupplier nanoTime) {}

    static final int ACTIONS_PER_SECOND = 20;
    static final int ACTION_BURST = 40;

    /** Beyond this rate reliable messages are strikes. */
    static final int FLOOD_PER_SECOND = 200;

    static final int POSE_BURST = 8;

    /** A client's clock may run a little fast. */
    private static final int POSE_HEADROOM_PERCENT = 10;

    private static final int REFUSALS_PER_SECOND = 4;
    private static final int BUSY_RETRY_MS = 250;

    private final Session session;
    private final RegionPort region;
    private final GatewayMetrics metrics;
    private final LongSupplier nanoTime;
    private final TokenBucket poseRate;
    private final TokenBucket actionRate;
    private final TokenBucket messageRate;
    private final TokenBucket poseRefusalRate;
    private final StrikeWindow strikes = new StrikeWindow();
    private boolean hasSeenPose;
    private int newestSeenSequence;

    Inbound(Session session, Context context, long nowNanos) {
        this.session = session;
        region = context.region();
        metrics = context.metrics();
        nanoTime = context.nanoTime();
        int poseHertz = context.facts().rates().poseSendHertz();
        int poseLimit = Math.ceilDiv(poseHertz * (100 + POSE_HEADROOM_PERCENT), 100);
        poseRate = new TokenBucket(poseLimit, POSE_BURST, nowNanos);
        actionRate = new TokenBucket(ACTIONS_PER_SECOND, ACTION_BURST, nowNanos);
        messageRate = new TokenBucket(FLOOD_PER_SECOND, FLOOD_PER_SECOND, nowNanos);
        poseRefusalRate = new TokenBucket(REFUSALS_PER_SECOND, REFUSALS_PER_SECOND, nowNanos);
    }

    void onMessage(int channelId, byte[] message) {
        if (session.state() == Session.State.OVER) {
            drop(Drop.NOT_PRESENT);
            return;
        }
        long now = nanoTime.getAsLong();
        switch (channelId) {
            case Protocol.LOSSY_CHANNEL -> onLossy(message, now);
            case Protocol.RELIABLE_CHANNEL -> onReliable(message, now);
            default -> drop(Drop.UNKNOWN_CHANNEL);
        }
    }

    private void onLossy(byte[] message, long now) {
        if (!poseRate.tryTake(1, now)) {
            drop(Drop.POSE_TOO_OFTEN);
            return;
        }
        switch (PoseCodec.decode(message)) {
            case Decoded.Refused<PoseMessage> refused -> drop(Drop.POSE_UNDECODABLE);
            case Decoded.Ok<PoseMessage>(PoseMessage pose) -> onPose(pose, now);
        }
    }

    private void onPose(PoseMessage message, long now) {
        if (!session.isPresent()) {
            drop(Drop.NOT_PRESENT);
            return;
        }
        if (hasSeenPose && !isNewer(message.sequence(), newestSeenSequence)) {
            drop(Drop.POSE_STALE);
            return;
        }
        hasSeenPose = true;
        newestSeenSequence = message.sequence();
        if (!BodyBounds.allow(message.pose())) {
            drop(Drop.POSE_STRETCHED);
            refuseStretched(now);
        } else if (region.offer(new RegionInput.Move(session.player().playerId(), session.id(), message.pose()))) {
            session.poseTaken(message.sequence());
            metrics.countPose();
        } else {
            drop(Drop.POSE_NOT_TAKEN);
        }
    }

    private void refuseStretched(long now) {
        Pose standing = session.standing();
        if (standing == null || !poseRefusalRate.tryTake(1, now)) {
            drop(Drop.POSE_REFUSAL_NOT_SAID);
            return;
        }
        session.send(Answers.poseRefused(
                Reason.REASON_BODY_STRETCHED,
                "A hand or the head is too far from the body.",
                standing.rootXMicros(),
                standing.rootYMicros(),
                standing.rootZMicros()));
    }

    private void onReliable(byte[] message, long now) {
        if (!messageRate.tryTake(1, now)) {
            drop(Drop.FLOOD);
            strike(now);
            return;
        }
        switch (ReliableCodec.decodeClient(message)) {
            case Decoded.Refused<ClientMessage> refused -> {
                drop(Drop.MESSAGE_UNDECODABLE);
                strike(now);
            }
            case Decoded.Ok<ClientMessage>(ClientMessage decoded) -> {
                switch (decoded.getBodyCase()) {
                    case ACTION -> onAction(decoded.getAction(), now);
                    case GOODBYE -> session.end(Ending.LEFT);
                    case BODY_NOT_SET -> drop(Drop.MESSAGE_UNDECODABLE);
                }
            }
        }
    }

    private void onAction(org.vsekai.wire.v1.Action message, long now) {
        long sequence = message.getSequence();
        if (sequence <= 0 || !isWellFormed(message)) {
            drop(Drop.ACTION_MALFORMED);
            strike(now);
        } else if (!session.isPresent()) {
            drop(Drop.NOT_PRESENT);
        } else if (!actionRate.tryTake(1, now)) {
            drop(Drop.ACTION_TOO_OFTEN);
            int waitMs = (int) TimeUnit.NANOSECONDS.toMillis(actionRate.nanosUntil(1, now)) + 1;
            session.send(Answers.actionRefused(
                    sequence, Reason.REASON_RATE_LIMITED, "Too many actions: slow down.", sequence, waitMs));
        } else if (region.offer(
                new RegionInput.Act(session.player().playerId(), session.id(), sequence, action(message)))) {
            metrics.countAction();
        } else {
            drop(Drop.ACTION_NOT_TAKEN);
            session.send(Answers.actionRefused(
                    sequence, Reason.REASON_BUSY, "The world is busy: trying again.", sequence, BUSY_RETRY_MS));
        }
    }

    private static boolean isWellFormed(org.vsekai.wire.v1.Action message) {
        return switch (message.getKindCase()) {
            case HARVEST, INTERACT, IDLE -> true;
            case BUILD -> message.getBuild().getStructure() == org.vsekai.wire.v1.StructureKind.STRUCTURE_KIND_WALL;
            case GIFT -> areItems(message.getGift().getItems());
            case OFFER -> {
                Offer offer = message.getOffer();
                yield (!offer.hasGives() || areItems(offer.getGives()))
                        && (!offer.hasWants() || areItems(offer.getWants()));
            }
            case ACCEPT -> message.getAccept().getOfferSequence() > 0;
            case KIND_NOT_SET -> false;
        };
    }

    /** Some of a known kind, and no more than an inventory may hold. */
    private static boolean areItems(ItemCount message) {
        int count = message.getCount();
        return message.getItem() != ItemKind.ITEM_KIND_UNSPECIFIED
                && message.getItem() != ItemKind.UNRECOGNIZED
                && count > 0
                && count <= Rules.INVENTORY_MAX;
    }

    private static Items items(ItemCount message) {
        return switch (message.getItem()) {
            case ITEM_KIND_WOOD -> Items.of(org.vsekai.game.ItemKind.WOOD, message.getCount());
            case ITEM_KIND_STONE -> Items.of(org.vsekai.game.ItemKind.STONE, message.getCount());
            case ITEM_KIND_UNSPECIFIED, UNRECOGNIZED -> Items.NONE;
        };
    }

    private static Action action(org.vsekai.wire.v1.Action message) {
        return switch (message.getKindCase()) {
            case HARVEST -> new Action.Harvest(message.getHarvest().getTarget());
            case INTERACT -> new Action.Interact(message.getInteract().getTarget());
            case BUILD -> {
                Position at = message.getBuild().getPosition();
                yield new Action.Build(
                        StructureKind.WALL,
                        at.getXMicros(),
                        at.getYMicros(),
                        at.getZMicros(),
                        message.getBuild().getYawDegrees());
            }
            case GIFT -> {
                Gift gift = message.getGift();
                yield new Action.Gift(gift.getToPlayerId(), items(gift.getItems()));
            }
            case OFFER -> {
                Offer offer = message.getOffer();
                yield new Action.Offer(offer.getToPlayerId(), items(offer.getGives()), items(offer.getWants()));
            }
            case ACCEPT -> {
                Accept accept = message.getAccept();
                yield new Action.Accept(accept.getFromPlayerId(), accept.getOfferSequence());
            }
            case IDLE, KIND_NOT_SET -> new Action.Idle();
        };
    }

    /** RFC 1982 §3.2, for 16 bits: where both are equally far, neither is newer. */
    static boolean isNewer(int sequence, int than) {
        return (short) (sequence - than) > 0;
    }

    private void strike(long now) {
        metrics.countStrike();
        if (strikes.strike(now)) {
            session.end(Ending.TOO_MANY_VIOLATIONS);
        }
    }

    private void drop(Drop reason) {
        metrics.drops().count(reason);
    }
}
