package org.vsekai.world;

import org.vsekai.sim.RegionId;
import org.vsekai.world.v1.Parcel;

/** What a region's loop asks of its host. Calls return at once; answers come to the loop as events. */
interface RegionOffice {
    /** → {@link RegionLoop#onAvatarRead}. */
    void readAvatar(long playerId);

    /** → {@link RegionLoop#onIdsTaken}. */
    void takeIds();

    /** → {@link RegionLoop#onChunkRead}, {@link RegionLoop#onChunkNotRead}, {@link RegionLoop#onFenced(long)}. */
    void readChunk(long chunk, long epoch);

    /** → {@link RegionLoop#onInboxRead}. */
    void readInbox();

    /** A parcel of this region's is durable. */
    void deliver(Parcel parcel, Sessions sessions);

    /** A player who came from another region is durably this one's. */
    void adopted(RegionId from, long playerId);

    /** The player is the other region's altogether now. */
    void handOn(RegionId to, HandOver handOver);

    /** Somebody who was to enter is at home in another region. */
    void notHere(long playerId, long sessionId, RegionId home);
}
