package org.vsekai.world.deal;

import java.util.List;
import org.vsekai.game.Items;
import org.vsekai.game.Reason;

/**
 * What a decision was: recorded in the frame of the home that made it, beside the action.
 *
 * @param reason OK, or why nothing of it was done
 * @param begunTick when it was begun
 * @param playerIds whom it concerns, the actor first
 * @param parties who was asked, and what each answered, as far as answers had come
 * @param paid what went from the actor to the others
 */
public record Receipt(
        TransactionId id,
        Reason reason,
        long begunTick,
        List<Long> playerIds,
        List<WorldTransaction.Party> parties,
        Items paid) {}
