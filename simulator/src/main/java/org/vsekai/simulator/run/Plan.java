package org.vsekai.simulator.run;

import java.util.EnumSet;
import java.util.Set;
import org.vsekai.simulator.net.Network;
import org.vsekai.simulator.time.Fault;

/**
 * What a run is made of beside its seed: the part that is made smaller when it fails.
 *
 * @param withheld faults that don't occur, whatever the seed says
 * @param players how many people there are
 * @param seconds of virtual time until everything heals
 */
public record Plan(long seed, Set<Fault> withheld, int players, int seconds) {
    public static final int PLAYERS = 8;
    public static final int SECONDS = 50;

    /** One seed in so many has the transport itself between players and server; it costs several times as much. */
    private static final int RTC_PERIOD = 8;

    /** In one seed in so many everybody is new, and the world is found as its seed makes it. */
    private static final int NEW_WORLD_PERIOD = 4;

    public static Plan of(long seed) {
        return new Plan(seed, EnumSet.noneOf(Fault.class), PLAYERS, SECONDS);
    }

    /** What players reach the server by. */
    public Network.Kind network() {
        return seed % RTC_PERIOD == 0 ? Network.Kind.RTC : Network.Kind.MODEL;
    }

    /** Whether people live where four regions meet, give and trade; or else they are new. */
    public boolean areSettled() {
        return seed % NEW_WORLD_PERIOD != 0;
    }

    public Plan without(Fault fault) {
        EnumSet<Fault> more = EnumSet.of(fault);
        more.addAll(withheld);
        return new Plan(seed, more, players, seconds);
    }

    public Plan withPlayers(int fewer) {
        return new Plan(seed, withheld, fewer, seconds);
    }

    public Plan withSeconds(int shorter) {
        return new Plan(seed, withheld, players, shorter);
    }
}
