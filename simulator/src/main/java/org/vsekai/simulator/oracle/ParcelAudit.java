package org.vsekai.simulator.oracle;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vsekai.sim.RegionId;
import org.vsekai.storage.tuple.Tuple;
import org.vsekai.world.v1.AvatarRecord;
import org.vsekai.world.v1.Parcel;
import org.vsekai.world.v1.ParcelId;
import org.vsekai.world.v1.RegionRecord;
import org.vsekai.world.v1.TransactionId;

/**
 * What is between regions: each parcel lies in its receiver's inbox from the sender's frame to the receiver's, and is taken once;
 * each avatar is one region's, or in one parcel.
 */
final class ParcelAudit {
    private final Verdict verdict;
    private final Map<ParcelId, Parcel> underWay = new HashMap<>();
    private final Set<ParcelId> everSent = new HashSet<>();
    private final Map<ParcelId, Parcel> inboxes = new HashMap<>();

    /** Where each avatar is: a {@link RegionId}, or the {@link ParcelId} that it is in. */
    private final Map<Long, Object> places = new HashMap<>();

    private long taken;

    ParcelAudit(Verdict verdict) {
        this.verdict = verdict;
    }

    /** A frame has sent it. */
    void sent(RegionId sender, Parcel parcel) {
        ParcelId id = parcel.getId();
        verdict.require(region(id.getSender()).equals(sender), "a parcel names its sender");
        verdict.require(everSent.add(id), "a parcel is sent once");
        underWay.put(id, parcel);
        for (AvatarRecord avatar : parcel.getCrossing().getAvatarsList()) {
            Object before = places.put(avatar.getPlayerId(), id);
            verdict.require(
                    sender.equals(before),
                    "who crosses a border was on the sender's side: player " + avatar.getPlayerId() + ", " + before);
        }
    }

    /** A frame has taken it. Null when there is none. */
    @Nullable
    Parcel taken(RegionId receiver, ParcelId id) {
        Parcel parcel = underWay.remove(id);
        if (parcel == null) {
            verdict.violate("a parcel is taken once, after it was sent: " + id);
            return null;
        }
        taken++;
        verdict.require(region(parcel.getReceiver()).equals(receiver), "a parcel is taken by its receiver");
        for (AvatarRecord avatar : parcel.getCrossing().getAvatarsList()) {
            Object before = places.put(avatar.getPlayerId(), receiver);
            verdict.require(
                    id.equals(before), "who arrives was on the way: player " + avatar.getPlayerId() + ", " + before);
        }
        return parcel;
    }

    /** A frame of the region tells of an avatar. */
    void touched(RegionId by, long playerId) {
        Object place = places.putIfAbsent(playerId, by);
        verdict.require(
                place == null || place.equals(by) || isOnTheWayFrom(by, place),
                "an avatar is in one place: player " + playerId + " in " + by + ", but also in " + place);
    }

    /** Whether an avatar is in a region, and on no way. */
    boolean isIn(RegionId region, long playerId) {
        return region.equals(places.get(playerId));
    }

    private static boolean isOnTheWayFrom(RegionId region, Object place) {
        return place instanceof ParcelId id && region(id.getSender()).equals(region);
    }

    /** After the frames of a transaction: its changes of inboxes are what those frames sent and took. */
    void onInbox(Map<Tuple, byte @Nullable []> changes) throws InvalidProtocolBufferException {
        for (Map.Entry<Tuple, byte @Nullable []> each : changes.entrySet()) {
            ParcelId id = id(each.getKey());
            byte[] value = each.getValue();
            if (value == null) {
                verdict.require(!underWay.containsKey(id), "an inbox is emptied by the frame that takes: " + id);
                inboxes.remove(id);
            } else {
                Parcel parcel = Parcel.parseFrom(value);
                verdict.require(parcel.equals(underWay.get(id)), "a parcel comes with the frame that sends it: " + id);
                inboxes.put(id, parcel);
            }
        }
        verdict.require(
                inboxes.keySet().equals(underWay.keySet()),
                "what is under way lies in the inboxes, and nothing else: " + inboxes.size() + " and "
                        + underWay.size());
    }

    long taken() {
        return taken;
    }

    /** Crossings that began at this tick or before, and have not ended. */
    long crossingsUpTo(long tick) {
        return underWay.values().stream()
                .filter(parcel -> parcel.hasCrossing() && parcel.getCrossing().getTick() <= tick)
                .count();
    }

    /** Whether something that belongs to a transaction has yet to be taken. */
    boolean isUnderWay(TransactionId id) {
        return underWay.values().stream()
                .anyMatch(parcel -> parcel.getPrepare().getId().equals(id)
                        || parcel.getVote().getId().equals(id)
                        || parcel.getDecision().getId().equals(id));
    }

    /** The key's elements: "inbox", receiver's x and z, sender's x and z, frame, index. */
    private static ParcelId id(Tuple key) {
        return ParcelId.newBuilder()
                .setSender(RegionRecord.newBuilder().setX((int) key.getLong(3)).setZ((int) key.getLong(4)))
                .setFrame(key.getLong(5))
                .setIndex((int) key.getLong(6))
                .build();
    }

    static RegionId region(RegionRecord record) {
        return new RegionId(record.getX(), record.getZ());
    }
}
