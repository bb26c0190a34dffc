package org.vsekai.archive.backup;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.vsekai.archive.Stored;
import org.vsekai.sim.RegionId;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.ParcelId;

/**
 * Finds where a moment lies in the frames of an increment, and makes that consistent: a frame that takes a parcel whose sender's
 * frame is not kept is not kept either, nor what comes after it in its region, until there is none left. (Clocks are one
 * machine's, but may have been set.)
 *
 * <p>Frames count in their order: one with an earlier time than one before it counts as made with that one; and one without a time
 * as made with the next one that has one, or when the backup was. Confined to one thread.
 */
final class Cut {
    private final long millis;
    private final Map<RegionId, Long> newest = new HashMap<>();
    private final Set<RegionId> over = new HashSet<>();
    private final List<Taking> takings = new ArrayList<>();

    private record Taking(RegionId receiver, long frame, RegionId sender, long sentFrame) {}

    /** @param before how far the backup before knows of each region */
    Cut(long millis, Map<RegionId, Long> before) {
        this.millis = millis;
        newest.putAll(before);
    }

    /** The frames of the increment, those of one region in the order of numbers. */
    void add(RegionId region, long number, byte[] record) {
        FrameRecord frame = Stored.parse(FrameRecord.parser(), record, "frame " + number);
        if (frame.getUnixMillis() > millis) {
            over.add(region);
        }
        if (!over.contains(region) && frame.getUnixMillis() != 0) {
            newest.put(region, number);
        }
        for (ParcelId id : frame.getTakenList()) {
            RegionId sender = new RegionId(id.getSender().getX(), id.getSender().getZ());
            takings.add(new Taking(region, number, sender, id.getFrame()));
        }
    }

    /** Regions of which no frame is kept are left out: they are as if nobody had ever been there. */
    SortedMap<RegionId, Long> frames() {
        boolean isConsistent = false;
        while (!isConsistent) {
            isConsistent = true;
            for (Taking taking : takings) {
                boolean isTaken = newest.getOrDefault(taking.receiver, 0L) >= taking.frame;
                if (isTaken && newest.getOrDefault(taking.sender, 0L) < taking.sentFrame) {
                    newest.put(taking.receiver, taking.frame - 1);
                    isConsistent = false;
                }
            }
        }
        SortedMap<RegionId, Long> kept = new TreeMap<>(newest);
        kept.values().removeIf(frame -> frame == 0);
        return kept;
    }
}
