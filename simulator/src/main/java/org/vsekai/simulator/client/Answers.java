package org.vsekai.simulator.client;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.vsekai.simulator.oracle.Verdict;
import org.vsekai.wire.v1.Action;
import org.vsekai.wire.v1.ActionResult;

/** A player's actions: those that await their answer, and the answers that came. */
final class Answers {
    private final Verdict verdict;
    private final TreeMap<Long, Action> awaited = new TreeMap<>();
    private final Map<Long, ActionResult> known = new HashMap<>();
    private long nextSequence = 1;

    /** Something else plays this player too, so answers come to what was not asked here. */
    private boolean isShared;

    Answers(Verdict verdict) {
        this.verdict = verdict;
    }

    TreeMap<Long, Action> awaited() {
        return awaited;
    }

    long nextSequence() {
        return nextSequence;
    }

    long answered() {
        return known.size();
    }

    void share() {
        isShared = true;
    }

    /** Takes the next number. */
    Action number(Action.Builder action) {
        Action numbered = action.setSequence(nextSequence).build();
        awaited.put(nextSequence++, numbered);
        return numbered;
    }

    void on(ActionResult result) {
        ActionResult before = known.put(result.getSequence(), result);
        verdict.require(before == null || before.equals(result), "an answer is final: " + result.getSequence());
        verdict.require(
                isShared || result.getSequence() < nextSequence,
                "only what was asked is answered: " + result.getSequence());
        awaited.remove(result.getSequence());
    }

    /** The server's cursor, after the newest answers. */
    void onCursor(long lastApplied) {
        long newestKnown =
                known.keySet().stream().mapToLong(Long::longValue).max().orElse(0);
        verdict.require(lastApplied >= newestKnown, "what was acknowledged is not taken back: " + newestKnown);
        if (!isShared) {
            verdict.require(lastApplied < nextSequence, "only what was asked is applied: " + lastApplied);
            verdict.require(
                    awaited.headMap(lastApplied + 1).isEmpty(), "every applied action has its answer in the welcome");
        }
        awaited.headMap(lastApplied + 1).clear();
        nextSequence = Math.max(nextSequence, lastApplied + 1);
    }
}
