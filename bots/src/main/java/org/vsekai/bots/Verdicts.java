package org.vsekai.bots;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Counts violations, and keeps the first of them in words. Confined to the fleet's thread. */
final class Verdicts {
    /** So many are kept in words; the counts go on. */
    static final int MAX_KEPT = 200;

    private final Consumer<String> log;
    private final List<Violation> kept = new ArrayList<>();
    private long lost;
    private long duplicated;

    Verdicts(Consumer<String> log) {
        this.log = log;
    }

    void lost(long amount, String what) {
        add(new Violation(Violation.Kind.LOST, amount, what));
    }

    void duplicated(long amount, String what) {
        add(new Violation(Violation.Kind.DUPLICATED, amount, what));
    }

    /** Too few of something is a loss, too many a duplicate. */
    void compare(long expected, long found, String what) {
        String claim = what + ": expected " + expected + ", found " + found;
        if (found < expected) {
            lost(expected - found, claim);
        } else if (found > expected) {
            duplicated(found - expected, claim);
        }
    }

    long lost() {
        return lost;
    }

    long duplicated() {
        return duplicated;
    }

    List<Violation> kept() {
        return List.copyOf(kept);
    }

    private void add(Violation violation) {
        if (violation.kind() == Violation.Kind.LOST) {
            lost += violation.amount();
        } else {
            duplicated += violation.amount();
        }
        if (kept.size() < MAX_KEPT) {
            kept.add(violation);
        }
        log.accept("violation " + violation.kind() + " " + violation.what());
    }
}
