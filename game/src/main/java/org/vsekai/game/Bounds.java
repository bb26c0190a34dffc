package org.vsekai.game;

import org.vsekai.core.HotPath;
import org.vsekai.sim.RegionGrid;
import org.vsekai.sim.RegionId;

/** A horizontal rectangle, borders included; micrometres from the world's origin. */
@HotPath
public record Bounds(long minXMicros, long minZMicros, long maxXMicros, long maxZMicros) {
    public static Bounds of(RegionId region) {
        return new Bounds(region.minXMicros(), region.minZMicros(), region.maxXMicros(), region.maxZMicros());
    }

    public static Bounds of(RegionGrid world) {
        return new Bounds(world.minMicros(), world.minMicros(), world.maxMicros(), world.maxMicros());
    }

    public boolean contains(long xMicros, long zMicros) {
        return xMicros >= minXMicros && xMicros <= maxXMicros && zMicros >= minZMicros && zMicros <= maxZMicros;
    }

    public long middleXMicros() {
        return minXMicros + (maxXMicros - minXMicros) / 2;
    }

    public long middleZMicros() {
        return minZMicros + (maxZMicros - minZMicros) / 2;
    }
}
