package org.vsekai.simulator.server;

import java.time.Duration;
import org.vsekai.core.SplitMix64;
import org.vsekai.simulator.oracle.Verdict;
import org.vsekai.simulator.time.VirtualTime;
import org.vsekai.storage.Database;
import org.vsekai.world.PlayedWorld;
import org.vsekai.world.history.HistoryPolicy;
import org.vsekai.world.history.HistoryUpkeep;

/**
 * Looks after the history while the world is played, as of a day on which all of it is old: the servers before it didn't live
 * long enough to leave any. In some runs it drops what takes more than a little, and in some there is none.
 */
public final class Upkeep {
    private static final Duration LATER = Duration.ofHours(2);
    private static final Duration KEPT = Duration.ofDays(1);
    private static final long FEW_BYTES = 50_000;
    private static final int FEW_FRAMES = 3;

    private final VirtualTime time;
    private final Verdict verdict;
    private final boolean isOff;
    private final boolean drops;
    private final HistoryUpkeep upkeep;

    /** @param database answers at once */
    public Upkeep(Database database, VirtualTime time, Verdict verdict, SplitMix64 random) {
        this.time = time;
        this.verdict = verdict;
        isOff = random.chance(0.5);
        drops = random.chance(0.5);
        HistoryPolicy policy = new HistoryPolicy(KEPT, drops ? FEW_BYTES : Long.MAX_VALUE, FEW_FRAMES, Long.MAX_VALUE);
        upkeep = new HistoryUpkeep(database, PlayedWorld.NAME, policy);
    }

    /** Whether it may drop anything. */
    public boolean drops() {
        return !isOff && drops;
    }

    /** Does what there is to do, within one moment. */
    public void pass() {
        if (isOff) {
            return;
        }
        HistoryUpkeep.Done done = upkeep.pass(time.unixMillis() + LATER.toMillis());
        verdict.require(done.damaged() == 0, "the upkeep can read the history: " + done.newlyDamaged());
    }
}
