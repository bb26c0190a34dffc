package org.vsekai.archive.backup;

import java.util.SortedMap;
import org.vsekai.sim.RegionId;

/**
 * How much of a chain makes the state at a moment. Consistent: whoever took a parcel in one of its frames was sent it by one of
 * them, or before the chain.
 *
 * @param frames the newest frame of each region that there is in that state
 * @param whole how many of the chain's backups, from the base on, are in it to their end
 */
record Reach(SortedMap<RegionId, Long> frames, int whole) {
    long frame(RegionId region) {
        return frames.getOrDefault(region, 0L);
    }

    /** The numbers of all regions' newest frames, together. */
    long total() {
        return frames.values().stream().mapToLong(Long::longValue).sum();
    }
}
