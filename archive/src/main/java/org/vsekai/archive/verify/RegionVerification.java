package org.vsekai.archive.verify;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vsekai.archive.Pieces;
import org.vsekai.game.EntityState;
import org.vsekai.game.Rules;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.KeyValue;
import org.vsekai.world.DamagedRecordException;
import org.vsekai.world.FrameParts;
import org.vsekai.world.RegionImage;
import org.vsekai.world.RegionReplay;
import org.vsekai.world.RegionReplay.Replayed;
import org.vsekai.world.WorldKeys;
import org.vsekai.world.v1.AvatarRecord;
import org.vsekai.world.v1.FrameRecord;

/** One region of a world: its pages, frames and history, and what recovery would load of them. Confined to one thread. */
final class RegionVerification {
    private final Pieces pieces;
    private final WorldKeys keys;
    private final Findings findings;
    private final Fence fence;
    private final PagesCheck pages;
    private final FramesCheck frames;
    private final HistoryCheck history;
    private final Set<Long> arriving;

    /** By player: all who are stored for the region, those who wait in its inbox too. */
    private final Map<Long, AvatarRecord> avatars = new HashMap<>();

    RegionVerification(
            Pieces pieces,
            WorldKeys keys,
            Findings findings,
            AvatarsCheck allAvatars,
            ParcelsCheck parcels,
            long idLimit) {
        this.pieces = pieces;
        this.keys = keys;
        this.findings = findings;
        fence = Fence.read(pieces, keys, findings);
        fence.check(keys, findings);
        arriving = parcels.arriving(keys.regionId());
        allAvatars.avatars().forEach((player, avatar) -> {
            if (ParcelsCheck.region(avatar.getHome()).equals(keys.regionId())) {
                avatars.put(player, avatar);
            }
        });
        // Worlds of one region gave out all ids there.
        long limit = idLimit == Long.MAX_VALUE ? fence.checkpoint().getNextEntityId() : idLimit;
        long frameLimit = idLimit == Long.MAX_VALUE ? Long.MAX_VALUE : idLimit;
        pages = new PagesCheck(keys, findings, limit);
        frames = new FramesCheck(pages, fence, avatars, parcels, frameLimit);
        history = new HistoryCheck(pieces, keys, findings, fence, parcels);
    }

    WorldKeys keys() {
        return keys;
    }

    long newestFrame() {
        return fence.head().getFrame();
    }

    int entities() {
        return pages.entities().size();
    }

    /** A pair of the region's, in the order of keys. */
    void add(String kind, KeyValue pair) {
        switch (kind) {
            case "chunk" -> pages.add(pair);
            case "frame" -> frames.add(pair);
            case "history-block" -> history.addBlock(pair);
            case "history-index" -> history.addIndex(pair);
            default -> {}
        }
    }

    /** When all pairs have been seen. Returns the region after its newest frame, null where that can't be had. */
    @Nullable
    RegionImage end(List<EntityState> natural, AvatarsCheck allAvatars, PlacesCheck places) {
        pages.end(natural);
        allAvatars.end(pages);
        frames.end();
        history.end();
        RegionImage image = image();
        if (image != null) {
            places.addRegion(keys.regionId(), image, frames.present());
        }
        return image;
    }

    Iterable<Long> departed() {
        return frames.departed();
    }

    /** What recovery would load, and all who are there. */
    private @Nullable RegionImage image() {
        RegionImage image = new RegionImage(fence.checkpoint());
        try {
            pieces.each(keys.pages(), pair -> image.addPage(pair.value()));
            avatars.values().stream()
                    .filter(avatar -> !arriving.contains(avatar.getPlayerId()))
                    .forEach(avatar -> image.addAvatar(avatar.toByteArray()));
            frames(fence.checkpoint().getFrame() + 1, image::apply);
        } catch (DamagedRecordException damage) {
            findings.add(keys.checkpoint(), "can't be brought up to the newest frame: " + damage.getMessage());
            return null;
        }
        findings.check(
                image.frame() == newestFrame(),
                keys.head(),
                "the newest frame record is " + image.frame() + ", the head says " + newestFrame());
        return image;
    }

    private void frames(long from, FrameParts.Whole visitor) {
        FrameParts parts = new FrameParts(keys, visitor);
        KeyRange range = keys.frames(from, Long.MAX_VALUE);
        pieces.each(range, (KeyValue part) -> parts.add(part));
        parts.end();
    }

    /** What a replay came to, or why there was none. */
    sealed interface Outcome {
        record Done(Replayed replayed) implements Outcome {}

        record None(String why) implements Outcome {}
    }

    /** Runs the newest frames that the rules of this build have made through them again, of all that are kept. */
    Outcome replay(@Nullable RegionImage image, ReplayedRealm realms) {
        if (image == null) {
            return new Outcome.None("it can't be brought up to its newest frame");
        }
        try {
            KeptFrames kept = new KeptFrames(pieces, keys, fence.oldestFrame());
            FrameRecord[] newest = {FrameRecord.getDefaultInstance()};
            long[] first = {newestFrame() + 1};
            kept.each(1, frame -> {
                newest[0] = frame;
                if (!RegionReplay.isReplayable(frame)) {
                    first[0] = newestFrame() + 1;
                } else if (first[0] > frame.getNumber()) {
                    first[0] = frame.getNumber();
                }
            });
            return first[0] > newestFrame()
                    ? new Outcome.None(whyNone(newest[0]))
                    : new Outcome.Done(replay(image, realms, kept, first[0]));
        } catch (DamagedRecordException damage) {
            findings.add(keys.head(), "frames can't be replayed: " + damage.getMessage());
            return new Outcome.None("frames of it can't be read");
        }
    }

    private static String whyNone(FrameRecord newest) {
        return newest.getNumber() == 0
                ? "no frame of it is kept"
                : "its newest frame was made by version " + newest.getRulesVersion()
                        + " of the rules, and this build has version " + Rules.VERSION;
    }

    private Replayed replay(RegionImage image, ReplayedRealm realms, KeptFrames kept, long first) {
        RegionReplay replay = new RegionReplay(image, realms);
        kept.each(first, replay::rewind);
        kept.each(first, replay::replay);
        Replayed replayed = replay.end();
        Findings differences = findings.of(Finding.Grade.REPLAY);
        for (RegionReplay.Difference difference : replayed.differences()) {
            differences.add(keys.framePart(difference.frame(), 0), "a replay differs: " + difference.what());
        }
        differences.addUnsaid(
                replayed.differenceCount() - replayed.differences().size());
        differences.check(
                replayed.hash() == replayed.storedHash(),
                keys.head(),
                "a replay of frames " + replayed.from() + " to " + replayed.to() + " comes to another world");
        return replayed;
    }
}
