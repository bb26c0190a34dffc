package org.vsekai.world;

import java.util.Comparator;
import org.vsekai.sim.RegionId;
import org.vsekai.world.v1.ParcelId;

/** The place of a parcel among those for one region: by sender, then as they were sent. */
record ParcelOrder(RegionId sender, long frame, int index) implements Comparable<ParcelOrder> {
    private static final Comparator<ParcelOrder> ORDER = Comparator.comparing(ParcelOrder::sender)
            .thenComparingLong(ParcelOrder::frame)
            .thenComparingInt(ParcelOrder::index);

    static ParcelOrder of(ParcelId id) {
        return new ParcelOrder(Records.region(id.getSender()), id.getFrame(), id.getIndex());
    }

    @Override
    public int compareTo(ParcelOrder other) {
        return ORDER.compare(this, other);
    }
}
