package org.vsekai.simulator.run;

import java.util.List;
import java.util.Set;
import org.vsekai.core.Tally;
import org.vsekai.simulator.time.Fault;

/**
 * What came of a run.
 *
 * @param violations what was found to be wrong; empty when all is well
 * @param hash of everything that happened, in its order
 * @param elsewhereNanos what the run has cost on other threads than its own: processor time
 * @param kinds the faults that its seed has chosen
 * @param fired how often each fault occurred
 * @param parcels how many were taken by the region they were sent to
 * @param replayed frames about which the rules were asked again
 * @param answered actions that got their answer
 * @param lines the newest of what happened, for a person, if that was asked for
 */
public record RunResult(
        Plan plan,
        List<String> violations,
        long hash,
        long virtualNanos,
        long elsewhereNanos,
        Set<Fault> kinds,
        Tally<Fault> fired,
        long commits,
        long parcels,
        long replayed,
        long answered,
        int lives,
        List<String> lines) {
    public boolean isClean() {
        return violations.isEmpty();
    }
}
