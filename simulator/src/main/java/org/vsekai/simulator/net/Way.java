package org.vsekai.simulator.net;

import org.vsekai.core.SplitMix64;
import org.vsekai.simulator.time.Fault;
import org.vsekai.simulator.time.Swarm;
import org.vsekai.simulator.time.VirtualTime;

/** Both directions between a player and the server, and what goes wrong with both at once. */
public final class Way {
    private static final double CLOG_CHANCE = 0.1;
    private static final double PARTITION_CHANCE = 0.05;
    private static final double BREAK_CHANCE = 0.05;

    final Lane toServer;
    final Lane toPlayer;

    private final VirtualTime time;
    private final Swarm swarm;
    private final SplitMix64 random;

    public Way(VirtualTime time, Swarm swarm, SplitMix64 random, Weather weather) {
        this.time = time;
        this.swarm = swarm;
        this.random = random;
        toServer = new Lane(time, swarm, random, weather);
        toPlayer = new Lane(time, swarm, random, weather);
    }

    /** How long somebody takes to notice something. */
    long between(long fromNanos, long toNanos) {
        return random.between(fromNanos, toNanos);
    }

    /** @return whether it is broken for good, and the player's end knows */
    boolean trouble() {
        if (swarm.strikes(Fault.NET_CLOG, CLOG_CHANCE)) {
            long until = time.nowNanos() + swarm.between(Fault.NET_CLOG, 10, 5_000) * VirtualTime.NANOS_PER_MILLI;
            toServer.blockUntil(until);
            toPlayer.blockUntil(until);
        }
        if (swarm.strikes(Fault.NET_PARTITION_TO_SERVER, PARTITION_CHANCE)) {
            toServer.blockUntil(time.nowNanos() + partition(Fault.NET_PARTITION_TO_SERVER));
        }
        if (swarm.strikes(Fault.NET_PARTITION_TO_CLIENT, PARTITION_CHANCE)) {
            toPlayer.blockUntil(time.nowNanos() + partition(Fault.NET_PARTITION_TO_CLIENT));
        }
        if (swarm.strikes(Fault.NET_BREAK, BREAK_CHANCE)) {
            cut();
            return true;
        }
        return false;
    }

    private long partition(Fault fault) {
        return swarm.between(fault, 100, 40_000) * VirtualTime.NANOS_PER_MILLI;
    }

    void cut() {
        toServer.cut();
        toPlayer.cut();
    }

    boolean isCut() {
        return toServer.isCut() || toPlayer.isCut();
    }

    void heal() {
        toServer.heal();
        toPlayer.heal();
    }
}
