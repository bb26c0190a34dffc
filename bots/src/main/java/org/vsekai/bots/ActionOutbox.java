package org.vsekai.bots;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.vsekai.core.Check;
import org.vsekai.wire.v1.Action;
import org.vsekai.wire.v1.ActionRefused;
import org.vsekai.wire.v1.ActionResult;
import org.vsekai.wire.v1.Welcome;

/**
 * The client's half of <em>exactly once</em> (docs/protocol/reliable.md): numbers actions, keeps each until its result has
 * come, and sends again what a lost connection or a refusal left open. Confined to the fleet's thread.
 *
 * <ul>
 *   <li>The held actions are dense: {@code firstHeld, firstHeld + 1, … nextSequence - 1}, at most {@value #MAX_HELD}.
 *   <li>{@code cursor} is the next one to send; those from {@code firstHeld} up to it are under way.
 *   <li>The same sequence always carries the same action.
 * </ul>
 */
final class ActionOutbox {
    /** The most actions that are kept without an answer; more are not taken. */
    static final int MAX_HELD = 64;

    /** Nothing answered for so long while something is under way: send it again. */
    static final long RESEND_AFTER_NANOS = 2_000_000_000L;

    private static final int ANSWERED_KEPT = 8;

    private final Deque<Action> held = new ArrayDeque<>();
    private final Deque<Action> answered = new ArrayDeque<>();
    private long nextSequence = 1;
    private long cursor = 1;
    private int maxInFlight = 1;
    private boolean isOpen;
    private long pausedUntilNanos;
    private long progressAtNanos;

    /** A session began: settles what the server has answered meanwhile; what is still open goes out again. */
    void onWelcome(Welcome welcome, long nowNanos) {
        for (ActionResult result : welcome.getRecentResultsList()) {
            onResult(result.getSequence(), nowNanos);
        }
        long lastApplied = welcome.getLastAppliedSequence();
        while (!held.isEmpty() && held.getFirst().getSequence() <= lastApplied) {
            settleFirst();
        }
        // A server that has forgotten answers is given other actions under their numbers, and never both.
        answered.removeIf(action -> action.getSequence() > lastApplied);
        if (held.isEmpty()) {
            nextSequence = lastApplied + 1;
        }
        cursor = firstHeld();
        maxInFlight = Math.max(1, welcome.getMaxActionsInFlight());
        isOpen = true;
        pausedUntilNanos = nowNanos;
        progressAtNanos = nowNanos;
    }

    /** The session ended: nothing is sent until the next welcome. */
    void onSessionEnded() {
        isOpen = false;
    }

    /** Takes an action, or refuses when too many wait for an answer or no session ever began. */
    Optional<Action> offer(Action.Builder kind) {
        if (!isOpen || held.size() >= MAX_HELD) {
            return Optional.empty();
        }
        Action action = kind.setSequence(nextSequence++).build();
        held.addLast(action);
        return Optional.of(action);
    }

    /** A result settles its action, and so every earlier one: results come in order. */
    void onResult(long sequence, long nowNanos) {
        while (!held.isEmpty() && held.getFirst().getSequence() <= sequence) {
            settleFirst();
            progressAtNanos = nowNanos;
        }
        cursor = Math.max(cursor, firstHeld());
    }

    /** Not taken in: goes back to what the server expects, and waits as long as it asks. */
    void onRefused(ActionRefused refused, long nowNanos) {
        long expected = refused.getExpectedSequence();
        if (expected >= firstHeld() && expected < cursor) {
            cursor = expected;
        }
        pausedUntilNanos = nowNanos + refused.getRetryAfterMs() * 1_000_000L;
        progressAtNanos = nowNanos;
    }

    /** What to send now, in order. */
    List<Action> drain(long nowNanos) {
        if (!isOpen || nowNanos < pausedUntilNanos) {
            return List.of();
        }
        if (cursor > firstHeld() && nowNanos - progressAtNanos >= RESEND_AFTER_NANOS) {
            rewind(nowNanos);
        }
        if (cursor == nextSequence) {
            return List.of();
        }
        List<Action> out = new ArrayList<>();
        long limit = Math.min(nextSequence, firstHeld() + maxInFlight);
        if (cursor == firstHeld()) {
            progressAtNanos = nowNanos;
        }
        for (Action action : held) {
            if (action.getSequence() >= cursor && action.getSequence() < limit) {
                out.add(action);
            }
        }
        cursor = Math.max(cursor, limit);
        return out;
    }

    /** Everything unanswered goes out once more: allowed at any time, and done on purpose by bots. */
    void rewind(long nowNanos) {
        cursor = firstHeld();
        progressAtNanos = nowNanos;
    }

    /** Actions that were answered lately: a client that forgot the answer may send them again. */
    List<Action> answered() {
        return List.copyOf(answered);
    }

    boolean isAnswered(long sequence) {
        return sequence < firstHeld();
    }

    boolean isEmpty() {
        return held.isEmpty();
    }

    int size() {
        return held.size();
    }

    private long firstHeld() {
        return nextSequence - held.size();
    }

    private void settleFirst() {
        Action action = held.removeFirst();
        Check.that(
                held.isEmpty() || held.getFirst().getSequence() == action.getSequence() + 1, "held actions are dense");
        answered.addLast(action);
        if (answered.size() > ANSWERED_KEPT) {
            answered.removeFirst();
        }
    }
}
