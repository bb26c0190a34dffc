package org.vsekai.archive.verify;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.vsekai.sim.RegionId;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.tuple.Tuple;
import org.vsekai.world.RegionReplay;
import org.vsekai.world.WorldKeys;
import org.vsekai.world.v1.AvatarRecord;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.Parcel;
import org.vsekai.world.v1.ParcelId;
import org.vsekai.world.v1.RegionRecord;
import org.vsekai.world.v1.TakenParcel;

/**
 * Each parcel was sent by a frame, and is taken by one frame of its receiver or waits in its inbox, never both. What the history
 * no longer holds counts as right. Memory is some hundred bytes for each parcel in the kept frames, whatever is in it, and the
 * parcels that wait.
 */
final class ParcelsCheck {
    /** A message that its taker doesn't tell: its hash is no parcel's, as far as hashes go. */
    private static final long NOTHING_HEARD = SeenParcel.hash(Parcel.getDefaultInstance());

    private final WorldKeys keys;
    private final Findings findings;
    private final Map<ParcelId, SeenParcel> sent = new HashMap<>();
    private final Map<ParcelId, RegionId> taken = new HashMap<>();
    private final Map<ParcelId, Parcel> waiting = new HashMap<>();

    /** Hashes of messages of transactions as the frames that took them say. */
    private final Map<ParcelId, Long> heard = new HashMap<>();

    /** The frames that are kept of each region. */
    private final Map<RegionId, Span> kept = new HashMap<>();

    /** Regions of which some of the kept frames can't be read. */
    private final Set<RegionId> lossy = new HashSet<>();

    private record Span(long oldest, long newest) {}

    /** The tick of the oldest kept frame of each region that has any. */
    private final Map<RegionId, Long> oldestTick = new HashMap<>();

    ParcelsCheck(WorldKeys keys, Findings findings) {
        this.keys = keys;
        this.findings = findings;
    }

    static RegionId region(RegionRecord record) {
        return new RegionId(record.getX(), record.getZ());
    }

    /** What waits for any region, by the parcel's id. */
    Map<ParcelId, Parcel> waiting() {
        return waiting;
    }

    /** Players who wait for a region to take them in. Inboxes come before regions, in the order of keys. */
    Set<Long> arriving(RegionId region) {
        return waiting.values().stream()
                .filter(parcel -> region(parcel.getReceiver()).equals(region))
                .flatMap(parcel -> parcel.getCrossing().getAvatarsList().stream())
                .map(AvatarRecord::getPlayerId)
                .collect(Collectors.toSet());
    }

    void addWaiting(KeyValue pair, Tuple key) {
        Parcel parcel = findings.parse(Parcel.parser(), pair.key(), pair.value(), "the parcel");
        if (parcel == null) {
            return;
        }
        ParcelId id = ParcelId.newBuilder()
                .setSender(RegionRecord.newBuilder().setX((int) key.getLong(3)).setZ((int) key.getLong(4)))
                .setFrame(key.getLong(5))
                .setIndex((int) key.getLong(6))
                .build();
        RegionId receiver = new RegionId((int) key.getLong(1), (int) key.getLong(2));
        findings.check(parcel.getId().equals(id), pair.key(), "it is another parcel than its key says");
        findings.check(
                region(parcel.getReceiver()).equals(receiver),
                pair.key(),
                "it is for region " + region(parcel.getReceiver()));
        waiting.put(id, parcel);
    }

    /** A frame of a region, of those that are kept. */
    void addFrame(RegionId region, byte[] key, FrameRecord frame) {
        oldestTick.merge(region, frame.getTick(), Math::min);
        for (int index = 0; index < frame.getSentCount(); index++) {
            Parcel parcel = frame.getSent(index);
            boolean isItsOwn = region(parcel.getId().getSender()).equals(region)
                    && parcel.getId().getFrame() == frame.getNumber()
                    && parcel.getId().getIndex() == index;
            findings.check(isItsOwn, key, "the parcel " + index + " that it sends has another's id");
            sent.put(parcel.getId(), SeenParcel.of(parcel, frame.getTick()));
        }
        for (ParcelId id : frame.getTakenList()) {
            RegionId before = taken.put(id, region);
            findings.check(before == null, key, "it takes parcel " + text(id) + ", which was taken before");
        }
        for (TakenParcel said : frame.getTakenParcelsList()) {
            ParcelId id = said.getParcel().getId();
            findings.check(
                    frame.getTakenList().contains(id),
                    key,
                    "it says what is in parcel " + text(id) + ", which it doesn't take");
            if (!said.getParcel().hasCrossing()) {
                heard.put(id, SeenParcel.hash(said.getParcel()));
            }
        }
        if (RegionReplay.isReplayable(frame)) {
            frame.getTakenList().forEach(id -> heard.putIfAbsent(id, NOTHING_HEARD));
        }
    }

    /** A kept frame of the region can't be read: that is said of itself, and what it sent and took is not known. */
    void lose(RegionId region) {
        lossy.add(region);
    }

    void addRegion(RegionId region, long oldestFrame, long newestFrame) {
        kept.put(region, new Span(oldestFrame, newestFrame));
    }

    /** Of the region older frames are kept than those that lie as records, and have been seen. */
    void reachBackTo(RegionId region, long oldestFrame) {
        kept.computeIfPresent(region, (same, span) -> new Span(Math.min(span.oldest, oldestFrame), span.newest));
    }

    /** When all keys have been seen. */
    void end() {
        waiting.forEach((id, parcel) -> {
            byte[] key = key(id, parcel);
            checkSent(key, id, parcel);
            findings.check(!taken.containsKey(id), key, "it waits, and was taken already");
        });
        taken.forEach((id, region) -> {
            SeenParcel parcel = sent.get(id);
            byte[] key = keys.in(region).head();
            findings.check(
                    parcel != null || isForgotten(id), key, "it took parcel " + text(id) + ", which nobody sent");
            findings.check(
                    parcel == null || parcel.receiver().equals(region),
                    key,
                    "it took parcel " + text(id) + ", which was for another region");
            Long said = heard.get(id);
            findings.check(
                    parcel == null || said == null || parcel.isCrossing() || parcel.hash() == said,
                    key,
                    "it took parcel " + text(id) + ", and understood otherwise than was sent");
        });
        sent.forEach((id, parcel) -> {
            findings.check(
                    waiting.containsKey(id) || taken.containsKey(id) || mayBeForgotten(parcel),
                    keys.in(region(id.getSender())).framePart(id.getFrame(), 0),
                    "parcel " + text(id) + " was sent, was not taken, and does not wait");
        });
    }

    private void checkSent(byte[] key, ParcelId id, Parcel parcel) {
        SeenParcel asSent = sent.get(id);
        if (asSent == null) {
            findings.check(isForgotten(id), key, "it waits, and no frame has sent it");
        } else {
            boolean isSame = asSent.is(parcel) && asSent.receiver().equals(region(parcel.getReceiver()));
            findings.check(isSame, key, "it is not what was sent");
        }
    }

    /**
     * Whether the frame that took it may be among those that are dropped: they are of earlier ticks than the oldest that is kept, and
     * nobody takes a parcel before it is sent.
     */
    private boolean mayBeForgotten(SeenParcel parcel) {
        Span receiver = kept.get(parcel.receiver());
        return lossy.contains(parcel.receiver())
                || receiver != null
                        && receiver.oldest > 1
                        && oldestTick.getOrDefault(parcel.receiver(), Long.MAX_VALUE) > parcel.tick();
    }

    private boolean isForgotten(ParcelId id) {
        Span sender = kept.get(region(id.getSender()));
        return sender != null && id.getFrame() < sender.oldest || lossy.contains(region(id.getSender()));
    }

    byte[] key(ParcelId id, Parcel parcel) {
        return keys.in(region(parcel.getReceiver())).parcel(region(id.getSender()), id.getFrame(), id.getIndex());
    }

    private static String text(ParcelId id) {
        return id.getIndex() + " of frame " + id.getFrame() + " of region " + region(id.getSender());
    }
}
