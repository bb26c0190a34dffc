package org.vsekai.simulator.run;

import java.util.function.Function;
import org.vsekai.simulator.time.Fault;

/** Makes a failing plan smaller while it still fails: shorter, fewer players, fewer faults. */
public final class Shrinker {
    private static final int SHORTEST_SECONDS = 2;

    private final Function<Plan, RunResult> runner;
    private int runsLeft;

    /** @param mostRuns how much work it may be */
    public Shrinker(Function<Plan, RunResult> runner, int mostRuns) {
        this.runner = runner;
        runsLeft = mostRuns;
    }

    /** @param failing a result with violations */
    public RunResult shrink(RunResult failing) {
        RunResult least = failing;
        boolean isSmaller = true;
        while (isSmaller && runsLeft > 0) {
            RunResult before = least;
            least = shorter(least);
            least = fewerPlayers(least);
            least = fewerFaults(least);
            isSmaller = least != before;
        }
        return least;
    }

    private RunResult shorter(RunResult failing) {
        RunResult least = failing;
        for (int cut = least.plan().seconds() / 2; cut > 0; cut /= 2) {
            int seconds = least.plan().seconds() - cut;
            least = seconds < SHORTEST_SECONDS ? least : orFailing(least.plan().withSeconds(seconds), least);
        }
        return least;
    }

    private RunResult fewerPlayers(RunResult failing) {
        RunResult least = failing;
        for (int players = 1; players < failing.plan().players(); players++) {
            RunResult fewer = orFailing(failing.plan().withPlayers(players), least);
            if (fewer != least) {
                return fewer;
            }
        }
        return least;
    }

    private RunResult fewerFaults(RunResult failing) {
        RunResult least = failing;
        for (Fault fault : failing.kinds()) {
            least = orFailing(least.plan().without(fault), least);
        }
        return least;
    }

    private RunResult orFailing(Plan smaller, RunResult otherwise) {
        if (runsLeft == 0) {
            return otherwise;
        }
        runsLeft--;
        RunResult result = runner.apply(smaller);
        return result.isClean() ? otherwise : result;
    }
}
