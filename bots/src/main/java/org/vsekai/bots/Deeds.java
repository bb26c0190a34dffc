package org.vsekai.bots;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vsekai.bots.Behaviour.Situation;
import org.vsekai.wire.v1.Action;
import org.vsekai.wire.v1.ActionResult;
import org.vsekai.wire.v1.Reason;

/** One deed of a bot at a time: waits for its answer, then rests, and leaves alone for a while what the world refused. */
final class Deeds {
    private static final long NANOS_PER_MS = 1_000_000L;
    private static final long COOLDOWN_SLACK_NANOS = 50_000_000L;
    private static final long AVOID_NANOS = 30_000_000_000L;
    private static final int MAX_AVOIDED = 256;

    private final Map<Long, Long> avoidedUntilNanos = new HashMap<>();
    private long sequence;
    private long target;
    private boolean isOffered;
    private @Nullable Reason outcome;
    private long nextAtNanos;

    /** A wish begins: whatever was offered with the last one was taken or is forgotten. */
    void newWish() {
        isOffered = false;
    }

    /** The deed is part of this wish. */
    void offer(long target) {
        this.target = target;
        isOffered = true;
    }

    void onTaken(Action action) {
        if (isOffered && action.getKindCase() != Action.KindCase.IDLE) {
            sequence = action.getSequence();
            outcome = null;
        }
    }

    void onResult(ActionResult result) {
        if (result.getSequence() == sequence) {
            outcome = result.getReason();
        }
    }

    /** Forgets an answered deed; says whether the world refused it. */
    boolean settle(Situation now) {
        if (sequence == 0 || !now.outbox().isAnswered(sequence)) {
            return false;
        }
        sequence = 0;
        nextAtNanos =
                now.nowNanos() + now.welcome().getRules().getHarvestCooldownMs() * NANOS_PER_MS + COOLDOWN_SLACK_NANOS;
        if (outcome == Reason.REASON_OK || outcome == Reason.REASON_TOO_SOON) {
            return false;
        }
        if (avoidedUntilNanos.size() >= MAX_AVOIDED) {
            avoidedUntilNanos.clear();
        }
        avoidedUntilNanos.put(target, now.nowNanos() + AVOID_NANOS);
        return true;
    }

    boolean isUnderWay() {
        return sequence != 0;
    }

    boolean isRested(Situation now) {
        return now.nowNanos() >= nextAtNanos;
    }

    boolean isAvoided(long target, Situation now) {
        return avoidedUntilNanos.getOrDefault(target, 0L) > now.nowNanos();
    }
}
