package org.vsekai.simulator.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.vsekai.simulator.time.VirtualTime;

/** What was found to be wrong in a run. Noted rather than thrown: who calls an oracle might swallow what it throws. */
public final class Verdict {
    private static final int MOST_KEPT = 8;

    private final VirtualTime time;
    private final List<String> violations = new ArrayList<>();

    public Verdict(VirtualTime time) {
        this.time = time;
    }

    /** @param claim what should hold, as a sentence */
    public void require(boolean holds, String claim) {
        if (!holds) {
            violate(claim);
        }
    }

    /** When in the run it is. */
    long nowNanos() {
        return time.nowNanos();
    }

    /** For whoever replays the run. */
    void note(Supplier<String> what) {
        time.log().detail(time.nowNanos(), what);
    }

    public void violate(String what) {
        time.log().tell(time.nowNanos(), "VIOLATED: " + what);
        if (violations.size() < MOST_KEPT) {
            violations.add(what);
        }
    }

    public boolean isClean() {
        return violations.isEmpty();
    }

    public List<String> violations() {
        return List.copyOf(violations);
    }
}
