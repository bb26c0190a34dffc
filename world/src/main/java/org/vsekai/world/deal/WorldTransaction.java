package org.vsekai.world.deal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vsekai.game.Action;
import org.vsekai.game.Actor;
import org.vsekai.game.Items;
import org.vsekai.game.Reason;
import org.vsekai.game.Terms;
import org.vsekai.sim.RegionId;

/**
 * An action that several regions must agree on, as its coordinator knows it: who was asked, and who has answered what. Immutable;
 * stored from the frame that begins it to the frame that decides it.
 *
 * @param actor whose action it is, and where that player stood
 * @param begunTick the world's tick
 * @param parties in the order of their regions
 */
public record WorldTransaction(TransactionId id, Actor actor, Action action, long begunTick, List<Party> parties) {
    /** @param answer null until it has come */
    public record Party(RegionId region, @Nullable Answer answer) {}

    static WorldTransaction begin(TransactionId id, Actor actor, Action action, long tick, List<RegionId> regions) {
        return new WorldTransaction(
                id,
                actor,
                action,
                tick,
                regions.stream().map(region -> new Party(region, null)).toList());
    }

    /** Null where the region wasn't asked, or has answered before. */
    @Nullable
    WorldTransaction with(RegionId region, Answer answer) {
        List<Party> newParties = new ArrayList<>(parties);
        int index = newParties.indexOf(new Party(region, null));
        if (index < 0) {
            return null;
        }
        newParties.set(index, new Party(region, answer));
        return new WorldTransaction(id, actor, action, begunTick, List.copyOf(newParties));
    }

    /**
     * What follows from the answers so far: null as long as it may become either. One party that can't makes it impossible. A party
     * that hasn't what was looked for doesn't, as long as another has.
     */
    @Nullable
    Reason verdict() {
        Reason absence = null;
        boolean isAgreed = false;
        boolean isWaiting = false;
        for (Party party : parties) {
            Answer answer = party.answer();
            if (answer == null) {
                isWaiting = true;
            } else if (answer.isYes()) {
                isAgreed = true;
            } else if (Terms.isAbsence(answer.reason())) {
                absence = answer.reason();
            } else {
                return answer.reason();
            }
        }
        if (isWaiting) {
            return null;
        }
        return isAgreed || absence == null ? Reason.OK : absence;
    }

    /** What all that agreed have set aside. */
    Terms terms() {
        Terms terms = Terms.NOTHING;
        for (Party party : parties) {
            if (party.answer() != null) {
                terms = terms.plus(party.answer().terms());
            }
        }
        return terms;
    }

    /** What was handed over for the actor and belongs to nobody until it is decided. */
    public Items escrow() {
        return terms().handsOver();
    }
}
