package org.vsekai.simulator.run;

import org.vsekai.simulator.sabotage.Sabotage;
import org.vsekai.simulator.server.Hands;

/** Ways to run a plan. */
public final class Runs {
    private Runs() {}

    /** The server as it is. */
    public static RunResult sound(Plan plan) {
        return new Run(plan, new Hands() {}, false, false).runToAnyEnd();
    }

    /** As {@link #sound}, with the newest of what happened in words. */
    public static RunResult told(Plan plan) {
        return new Run(plan, new Hands() {}, false, true).runToAnyEnd();
    }

    /** A server that is broken in one way. */
    public static RunResult sabotaged(Plan plan, Sabotage sabotage) {
        return new Run(plan, sabotage.hands(), sabotage.skipsSync(), false).run();
    }

    /** The first of so many seeds whose run finds the sabotage out, or 0. */
    public static long findingSeed(Sabotage sabotage, int seeds) {
        for (long seed = 1; seed <= seeds; seed++) {
            if (!sabotaged(Plan.of(seed), sabotage).isClean()) {
                return seed;
            }
        }
        return 0;
    }
}
