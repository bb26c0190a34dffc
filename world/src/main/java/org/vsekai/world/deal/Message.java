package org.vsekai.world.deal;

import java.util.List;
import org.vsekai.game.Actor;
import org.vsekai.game.Items;
import org.vsekai.game.Leg;

/**
 * What coordinator and participants tell each other, each in a parcel: exactly once, and in order between two regions. Items that
 * are handed over travel in it, so that they are in one place at every moment.
 */
public sealed interface Message {
    TransactionId id();

    /** To a participant: set this aside, and say whether you have. */
    record Prepare(TransactionId id, Actor actor, List<Leg> legs) implements Message {}

    /** To the coordinator, with what the legs hand over. */
    record Vote(TransactionId id, Answer answer) implements Message {}

    /**
     * To a participant whose vote was yes.
     *
     * @param isDone whether to do what is set aside, or to undo it
     * @param items what the legs receive, or what they have handed over and get back
     */
    record Decision(TransactionId id, boolean isDone, Items items) implements Message {}
}
