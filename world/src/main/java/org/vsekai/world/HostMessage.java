package org.vsekai.world;

import java.util.Set;
import org.vsekai.sim.RegionId;
import org.vsekai.world.v1.Parcel;

/**
 * What one host of regions tells another. Messages from one host to another keep their order. A player's sessions are known to
 * one host, whichever region the player is in: that host is the player's reception.
 */
public sealed interface HostMessage {
    /** For a region: from a reception, or from a region that the player has left. */
    record Input(RegionId region, RegionInput input) implements HostMessage {}

    /** For the receiver of a parcel, which is durable. */
    record Delivered(RegionId region, Parcel parcel, Sessions sessions) implements HostMessage {}

    /** For a region: parcels lie in its inbox, of which nobody may have told it. */
    record ParcelsWait(RegionId region) implements HostMessage {}

    /** For the region that a player came from: the player is durably another's. */
    record Adopted(RegionId region, long playerId, RegionId by) implements HostMessage {}

    /** For the region that has adopted a player. */
    record HandedOn(RegionId region, HandOver handOver) implements HostMessage {}

    /** For a region: somebody is near it, in these chunks, which may be of other regions. */
    record Near(RegionId region, Set<Long> chunks) implements HostMessage {}

    /** For everybody: a region has been taken, whose owners before have come to this tick. */
    record RegionIsUp(RegionId region, long tick) implements HostMessage {}

    /** For a reception: the player it sent to a region is at home in another. */
    record NotHere(long playerId, long sessionId, RegionId home) implements HostMessage {}

    /** For a reception: the player is another region's now. */
    record Moved(long playerId, RegionId from, RegionId to) implements HostMessage {}

    /** From a reception, for the region that a player has left: nothing more of the player's will come this way. */
    record Redirected(RegionId region, long playerId, RegionId to) implements HostMessage {}

    /** For the region that a player went to: nothing more of the player's will come from the region before. */
    record AllPassedOn(RegionId region, long playerId) implements HostMessage {}

    /** For a reception: what it held back for a player may go to the region. */
    record Settled(long playerId, RegionId at) implements HostMessage {}
}
