package org.vsekai.world;

import org.vsekai.world.v1.Parcel;

/**
 * What a region does with the parcels of one kind that it takes, by the body's case. Called in a tick, whose frame takes the
 * parcel; what is sent and changed in the call is in the same frame. Confined to the region's thread.
 */
interface ParcelHandler {
    void onParcel(Parcel parcel, long tick);
}
