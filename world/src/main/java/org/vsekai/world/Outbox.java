package org.vsekai.world;

import org.vsekai.sim.RegionId;
import org.vsekai.world.v1.Parcel;

/** Where a tick puts what other regions are to be told durably. */
interface Outbox {
    /**
     * Sends a parcel with the frame of this tick: it lies in the receiver's inbox from that frame on, and is taken by one frame
     * of the receiver.
     *
     * @param body without id and receiver
     */
    void send(RegionId receiver, Parcel.Builder body);
}
