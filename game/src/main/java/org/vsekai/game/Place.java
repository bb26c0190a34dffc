package org.vsekai.game;

import org.vsekai.core.Units;

/** A point, micrometres from the world's origin. */
public record Place(long xMicros, long yMicros, long zMicros) {
    /** Within a distance horizontally and, apart from that, vertically. Both points must lie in or near the same world. */
    boolean isWithin(int reachMm, long x, long y, long z) {
        long dx = (xMicros - x) / Units.MICROS_PER_MM;
        long dz = (zMicros - z) / Units.MICROS_PER_MM;
        long dy = (yMicros - y) / Units.MICROS_PER_MM;
        return dx * dx + dz * dz <= (long) reachMm * reachMm && Math.abs(dy) <= reachMm;
    }

    boolean isWithin(int reachMm, Place other) {
        return isWithin(reachMm, other.xMicros, other.yMicros, other.zMicros);
    }
}
