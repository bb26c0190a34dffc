package org.vsekai.world;

import org.vsekai.core.Tally;
import org.vsekai.sim.RegionId;

/** What a host is to its regions. Confined to the host's thread. */
interface HostParts {
    WorldStore store();

    WorldListener listener();

    Tally<WorldCounter> counters();

    /** A number that no tenure of this host's had before. */
    long nextTenure();

    /** Sends a message to the host of a region. */
    void toRegion(RegionId region, HostMessage message);

    /** Sends a message to the reception of a player. */
    void toReception(long playerId, HostMessage message);

    /** Tells everybody that a region has been taken, whose owners before have come to this tick. */
    void isUp(RegionId region, long tick);

    /** Makes an action durable until its region is up. */
    void log(RegionId region, RegionInput.Act act);
}
