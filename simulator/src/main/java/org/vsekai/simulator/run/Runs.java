package org.vsekai.simulator.run;

import java.util.function.Consumer;
import org.vsekai.simulator.sabotage.Sabotage;
import org.vsekai.simulator.server.Hands;
import org.vsekai.simulator.store.CommittedTransaction;

/** Ways to run a plan. */
public final class Runs {
    private Runs() {}

    /** The server as it is. */
    public static RunResult sound(Plan plan) {
        return new Run(plan, new Hands() {}, false, false, transaction -> {}).run();
    }

    /** As {@link #sound}, with the newest of what happened in words. */
    public static RunResult told(Plan plan) {
        return new Run(plan, new Hands() {}, false, true, transaction -> {}).run();
    }

    /** A server that is broken in one way. */
    public static RunResult sabotaged(Plan plan, Sabotage sabotage) {
        return new Run(plan, sabotage.hands(), sabotage.skipsSync(), false, transaction -> {}).run();
    }

    /** Either, with every transaction that became durable handed over. */
    public static RunResult traced(Plan plan, Hands hands, Consumer<CommittedTransaction> committed) {
        return new Run(plan, hands, false, false, committed).run();
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
