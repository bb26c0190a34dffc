package org.vsekai.bots;

import java.util.Locale;
import org.vsekai.core.Units;
import org.vsekai.wire.v1.Entity;
import org.vsekai.wire.v1.FrameUpdate;
import org.vsekai.wire.v1.Position;

/** The place of a region in the grid. Each has frames of its own, numbered from 1. */
record Region(int x, int z) {
    /** The one whose frame it is. */
    static Region of(FrameUpdate update) {
        return new Region(update.getRegionX(), update.getRegionZ());
    }

    /** The one that a thing lies in. */
    static Region of(Entity entity) {
        return of(entity.getPosition());
    }

    static Region of(Position position) {
        return at(position.getXMicros(), position.getZMicros());
    }

    static Region at(long xMicros, long zMicros) {
        return new Region(
                Math.toIntExact(Math.floorDiv(xMicros, Units.REGION_MICROS)),
                Math.toIntExact(Math.floorDiv(zMicros, Units.REGION_MICROS)));
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "region (%d, %d)", x, z);
    }
}
