package org.vsekai.simulator.run;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.vsekai.core.Tally;
import org.vsekai.simulator.oracle.Reached;
import org.vsekai.simulator.time.Fault;

/**
 * What came of a run.
 *
 * @param violations what was found to be wrong; empty when all is well
 * @param hash of everything that happened, in its order
 * @param elsewhereNanos what the run has cost on other threads than its own: processor time
 * @param kinds the faults that its seed has chosen
 * @param fired how often each fault occurred
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
        Tally<Reached> reached,
        long answered,
        int lives,
        List<String> lines) {
    /** Of a run that nothing more is known of than how it broke off. */
    static RunResult broken(Plan plan, Throwable fault) {
        return new RunResult(
                plan,
                List.of(text(fault)),
                0,
                0,
                0,
                EnumSet.noneOf(Fault.class),
                new Tally<>(Fault.class),
                new Tally<>(Reached.class),
                0,
                0,
                List.of());
    }

    /** A throwable out of a run, as the claim that it goes against. */
    static String text(Throwable fault) {
        StackTraceElement[] trace = fault.getStackTrace();
        return "a run goes to its end: " + fault + (trace.length == 0 ? "" : " at " + trace[0]);
    }

    public boolean isClean() {
        return violations.isEmpty();
    }
}
