package org.vsekai.bots;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vsekai.wire.v1.Action;
import org.vsekai.wire.v1.ActionResult;
import org.vsekai.wire.v1.Welcome;

/** What a bot wants: a pure function of what it sees and of its own seeded will. Confined to the fleet's thread. */
interface Behaviour {
    /** @param outbox for reading only */
    record Situation(Welcome welcome, WorldView world, Walker walker, ActionOutbox outbox, long nowNanos) {}

    /** A point on the map, micrometres. */
    record Place(long xMicros, long zMicros) {}

    /**
     * @param walkTo where to walk; null to go on as before
     * @param actions what to do, in order
     * @param mischief what to do besides, to test the server
     */
    record Wish(@Nullable Place walkTo, List<Action.Builder> actions, Mischief mischief) {
        static final Wish NOTHING = new Wish(null, List.of(), Mischief.NONE);
    }

    enum Mischief {
        NONE,
        /** Send everything unanswered once more. */
        RESEND_OPEN,
        /** Send again what was answered already. */
        REPEAT_ANSWERED,
        /** Drop the connection without a word and come back. */
        UNPLUG
    }

    Wish decide(Situation situation);

    /** An action of the last wish was numbered and will be sent. */
    void onTaken(Action action);

    void onResult(ActionResult result);
}
