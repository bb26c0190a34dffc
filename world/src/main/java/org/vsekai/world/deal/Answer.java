package org.vsekai.world.deal;

import org.vsekai.game.Reason;
import org.vsekai.game.Terms;

/**
 * What a participant has to say.
 *
 * @param reason OK: its legs are set aside; otherwise why none of them is
 * @param terms what they mean for the actor; nothing unless OK
 */
public record Answer(Reason reason, Terms terms) {
    public boolean isYes() {
        return reason == Reason.OK;
    }
}
