package org.vsekai.archive.verify;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.KeyValue;
import org.vsekai.world.DamagedRecordException;
import org.vsekai.world.FrameParts;
import org.vsekai.world.RegionReplay;
import org.vsekai.world.WorldKeys;
import org.vsekai.world.v1.AppliedInput;
import org.vsekai.world.v1.AvatarBefore;
import org.vsekai.world.v1.AvatarRecord;
import org.vsekai.world.v1.EntityChange;
import org.vsekai.world.v1.EntityRecord;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.Parcel;

/**
 * Frames are whole and dense, and tell one story: what a frame finds is what the one before it left, the pages and avatars of
 * the checkpoint show exactly what the frames up to it left, and the frames after it begin with what they show.
 */
final class FramesCheck {
    private final WorldKeys keys;
    private final Findings findings;
    private final Fence fence;
    private final PagesCheck pages;
    private final Map<Long, AvatarRecord> storedAvatars;
    private final ParcelsCheck parcels;
    private final long idLimit;
    private final OpenDealsCheck deals;
    private FrameParts parts;

    /** What the frames so far have left of an entity, the default record where it is gone. */
    private final Map<Long, EntityRecord> left = new HashMap<>();

    private final Map<Long, AvatarRecord> leftAvatars = new HashMap<>();

    /** Players whose avatars the frames after the checkpoint have touched, and not sent away. */
    private final Set<Long> present = new HashSet<>();

    /** Players whose avatars went to another region and did not come back. */
    private final Set<Long> departed = new HashSet<>();

    /**
     * What the stored avatar of a player contradicts, by player. It may be newer than the checkpoint: whoever crosses a border
     * is stored with that. So it counts only if the player does not, up to the last frame.
     */
    private final Map<Long, Contradiction> contradictions = new HashMap<>();

    private record Contradiction(byte[] key, String what) {}

    private long expected;
    private boolean isBehindCheckpoint;
    private long epoch;
    private long tick;
    private long nextEntityId;

    /**
     * @param storedAvatars those whose home is the region
     * @param idLimit the first id that was not given out in the world
     */
    FramesCheck(
            PagesCheck pages, Fence fence, Map<Long, AvatarRecord> storedAvatars, ParcelsCheck parcels, long idLimit) {
        keys = pages.keys();
        findings = pages.findings();
        this.fence = fence;
        this.pages = pages;
        this.storedAvatars = storedAvatars;
        this.parcels = parcels;
        this.idLimit = idLimit;
        parts = new FrameParts(keys, this::addFrame);
        expected = fence.oldestFrame();
        deals = new OpenDealsCheck(keys, findings, expected);
    }

    /** The parts, in the order of keys, when all pages and avatars have been seen. */
    void add(KeyValue part) {
        try {
            parts.add(part);
        } catch (DamagedRecordException damage) {
            ofFrame(keys.frameOf(part.key())).add(part.key(), String.valueOf(damage.getMessage()));
            forget();
            parts = new FrameParts(keys, this::addFrame);
        }
    }

    private void addFrame(long number, byte[] record) {
        byte[] key = keys.framePart(number, 0);
        if (number < fence.oldestFrame() || number > fence.head().getFrame()) {
            findings.add(
                    key,
                    "frames " + fence.oldestFrame() + " to " + fence.head().getFrame()
                            + " should be there, and no others");
            return;
        }
        missingUpTo(number);
        expected = number + 1;
        passCheckpoint(number);
        FrameRecord frame = ofFrame(number).parse(FrameRecord.parser(), key, record, "frame " + number);
        if (frame == null) {
            forget();
            return;
        }
        findings.check(frame.getNumber() == number, key, "it is the record of frame " + frame.getNumber());
        checkOrder(key, frame);
        frame.getChangesList().forEach(change -> addChange(key, change));
        parcels.addFrame(keys.regionId(), key, frame);
        deals.add(key, frame);
        LedgerCheck.check(frame, key, findings);
        frame.getAvatarsList().forEach(avatar -> cameBack(frame, avatar));
        checkAvatars(key, frame);
        frame.getSentList().forEach(this::sendAway);
    }

    /** Where a frame can't be read: recovery needs those after the checkpoint. */
    private Findings ofFrame(long number) {
        return number > fence.checkpoint().getFrame() ? findings : findings.of(Finding.Grade.HISTORY);
    }

    /** A frame is not known: nothing follows from those before it for those after it. */
    private void forget() {
        parcels.lose(keys.regionId());
        if (!isBehindCheckpoint) {
            left.clear();
            leftAvatars.clear();
            deals.forget();
        }
    }

    private void missingUpTo(long number) {
        if (expected < number) {
            forget();
            ofFrame(number - 1)
                    .add(
                            keys.framePart(expected, 0),
                            expected + 1 == number ? "is missing" : "is missing, and all up to frame " + (number - 1));
        }
    }

    private void checkOrder(byte[] key, FrameRecord frame) {
        findings.check(
                frame.getEpoch() >= epoch && frame.getEpoch() <= fence.epoch().getEpoch(),
                key,
                "its epoch " + frame.getEpoch() + " is not between the one before it, " + epoch + ", and the region's, "
                        + fence.epoch().getEpoch());
        findings.check(
                frame.getTick() >= tick, key, "its tick " + frame.getTick() + " is before the last one, " + tick);
        findings.check(
                frame.getNextEntityId() >= nextEntityId,
                key,
                "its next entity id " + frame.getNextEntityId() + " is below the last one, " + nextEntityId);
        epoch = Math.max(epoch, frame.getEpoch());
        tick = Math.max(tick, frame.getTick());
        nextEntityId = Math.max(nextEntityId, frame.getNextEntityId());
    }

    private void addChange(byte[] key, EntityChange change) {
        EntityRecord before = change.getBefore();
        EntityRecord after = change.getAfter();
        long id = change.hasAfter() ? after.getId() : before.getId();
        EntityRecord known = known(id);
        findings.check(
                known == null || known.equals(before), key, "it finds entity " + id + " otherwise than it was left");
        findings.check(
                !change.hasBefore() || !change.hasAfter() || before.getId() == after.getId(),
                key,
                "entity " + before.getId() + " turns into entity " + after.getId());
        findings.check(id < idLimit, key, "it changes entity " + id + ", before that id was given out");
        left.put(id, after);
    }

    /** What is known of an entity before a frame, the default record where it isn't there, null where nothing is known. */
    private @Nullable EntityRecord known(long id) {
        EntityRecord seen = left.get(id);
        if (seen != null || !isBehindCheckpoint) {
            return seen;
        }
        return pages.entities().getOrDefault(id, EntityRecord.getDefaultInstance());
    }

    private void checkAvatars(byte[] key, FrameRecord frame) {
        Map<Long, Long> applied = new HashMap<>();
        for (AppliedInput input : frame.getInputsList()) {
            applied.merge(input.getPlayerId(), 1L, Long::sum);
        }
        frame.getAvatarsBeforeList().forEach(before -> checkBefore(key, before));
        Set<Long> touched = new HashSet<>();
        for (AvatarRecord avatar : frame.getAvatarsList()) {
            long player = avatar.getPlayerId();
            touched.add(player);
            checkCursor(key, player, avatar.getLastAppliedSequence() - applied.getOrDefault(player, 0L));
            leftAvatars.put(player, avatar);
        }
        applied.keySet()
                .forEach(player -> findings.check(
                        touched.contains(player),
                        key,
                        "player " + player + " acts in it, and the avatar is not in it"));
    }

    private void checkBefore(byte[] key, AvatarBefore before) {
        AvatarRecord seen = leftAvatars.get(before.getPlayerId());
        findings.check(
                seen == null
                        || (seen.getInventoryList().equals(before.getInventoryList())
                                && seen.getLastStrikeTick() == before.getLastStrikeTick()
                                && seen.getOffer().equals(before.getOffer())),
                key,
                "it finds player " + before.getPlayerId() + " with other things than the player was left with");
    }

    private void checkCursor(byte[] key, long player, long before) {
        String what = "it applies actions of player " + player + " after " + before + ", the cursor stood otherwise";
        AvatarRecord seen = leftAvatars.get(player);
        if (seen != null) {
            findings.check(seen.getLastAppliedSequence() == before, key, what);
        } else if (isBehindCheckpoint) {
            AvatarRecord stored = storedAvatars.get(player);
            if (stored != null && stored.getLastAppliedSequence() != before) {
                contradictions.putIfAbsent(player, new Contradiction(key, what));
            }
        }
    }

    /** Whoever is in a frame is here; who came from another region brought what nobody knows here. */
    private void cameBack(FrameRecord frame, AvatarRecord avatar) {
        long player = avatar.getPlayerId();
        if (departed.remove(player) || RegionReplay.mayArrive(avatar, frame)) {
            contradictions.remove(player);
        }
        if (isBehindCheckpoint) {
            present.add(player);
        }
    }

    private void sendAway(Parcel parcel) {
        for (AvatarRecord avatar : parcel.getCrossing().getAvatarsList()) {
            long player = avatar.getPlayerId();
            leftAvatars.remove(player);
            contradictions.remove(player);
            present.remove(player);
            departed.add(player);
        }
    }

    Set<Long> present() {
        return present;
    }

    Set<Long> departed() {
        return departed;
    }

    /** Between the checkpoint's own frame and the next one: what the frames left must be what is stored. */
    private void passCheckpoint(long next) {
        if (isBehindCheckpoint || next <= fence.checkpoint().getFrame()) {
            return;
        }
        isBehindCheckpoint = true;
        deals.passCheckpoint(fence.checkpoint());
        left.forEach((id, entity) -> findings.check(
                entity.equals(pages.entities().getOrDefault(id, EntityRecord.getDefaultInstance())),
                pages.keyOf(id),
                "entity " + id + " is not as the frames up to the checkpoint left it"));
        leftAvatars.forEach((player, avatar) -> {
            if (!lasting(avatar).equals(lasting(storedAvatars.get(player)))) {
                contradictions.put(
                        player,
                        new Contradiction(keys.avatar(player), "it is not as the frames up to the checkpoint left it"));
            }
        });
        findings.check(
                nextEntityId == 0 || nextEntityId == fence.checkpoint().getNextEntityId(),
                keys.checkpoint(),
                "the next entity id is " + fence.checkpoint().getNextEntityId() + ", the frames up to it left "
                        + nextEntityId);
        nextEntityId = Math.max(nextEntityId, fence.checkpoint().getNextEntityId());
    }

    /** An avatar without what frames don't carry on: where it stands, and its results. */
    private static AvatarRecord lasting(@Nullable AvatarRecord avatar) {
        return avatar == null
                ? AvatarRecord.getDefaultInstance()
                : avatar.toBuilder()
                        .clearXMicros()
                        .clearYMicros()
                        .clearZMicros()
                        .clearRecentResults()
                        .clearHome()
                        .build();
    }

    /** The part before was the last one. */
    void end() {
        try {
            parts.end();
        } catch (DamagedRecordException damage) {
            ofFrame(expected).add(keys.framePart(expected, 0), String.valueOf(damage.getMessage()));
        }
        long head = fence.head().getFrame();
        missingUpTo(head + 1);
        passCheckpoint(Long.MAX_VALUE);
        contradictions.values().forEach(found -> findings.add(found.key, found.what));
        parcels.addRegion(keys.regionId(), fence.oldestFrame(), head);
    }
}
