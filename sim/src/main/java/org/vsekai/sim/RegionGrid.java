package org.vsekai.sim;

import java.util.ArrayList;
import java.util.List;
import org.vsekai.core.Check;
import org.vsekai.core.Units;

/**
 * The square of regions that makes up a world, with region (0, 0) in its middle.
 *
 * @param regionsPerSide odd
 */
public record RegionGrid(int regionsPerSide) {
    /** 250 km each way; far within what positions can hold. */
    public static final int MOST_PER_SIDE = 1_999;

    public RegionGrid {
        Check.that(isPossible(regionsPerSide), "a grid has a middle", regionsPerSide);
    }

    public static boolean isPossible(int regionsPerSide) {
        return regionsPerSide > 0 && regionsPerSide <= MOST_PER_SIDE && regionsPerSide % 2 == 1;
    }

    public boolean contains(RegionId region) {
        return Math.abs(region.x()) <= reach() && Math.abs(region.z()) <= reach();
    }

    public long minMicros() {
        return -reach() * Units.REGION_MICROS;
    }

    public long maxMicros() {
        return (reach() + 1) * Units.REGION_MICROS;
    }

    /** The regions that have a point within a square around a point, in order. */
    public List<RegionId> near(long xMicros, long zMicros, long distanceMicros) {
        RegionId first = RegionId.at(xMicros - distanceMicros, zMicros - distanceMicros);
        RegionId last = RegionId.at(xMicros + distanceMicros, zMicros + distanceMicros);
        List<RegionId> regions = new ArrayList<>();
        for (int x = first.x(); x <= last.x(); x++) {
            for (int z = first.z(); z <= last.z(); z++) {
                RegionId region = new RegionId(x, z);
                if (contains(region)) {
                    regions.add(region);
                }
            }
        }
        return regions;
    }

    private long reach() {
        return regionsPerSide / 2;
    }
}
