package org.vsekai.world;

import java.util.List;
import org.vsekai.game.ActionResult;
import org.vsekai.game.AvatarState;
import org.vsekai.game.Items;
import org.vsekai.game.ThingChange;

/**
 * One frame after its commit: the only source of what is shown to players as fact. Immutable.
 *
 * @param number dense, from 1, for the life of the region
 * @param tick the region's tick in which it was made
 * @param changes things that came to be, changed or are gone, each at most once
 * @param results what became of the actions in this frame, in the order in which they were applied
 * @param joined players who entered
 * @param left players who left
 * @param avatars every avatar that the frame touched, as it is after it
 * @param offers trades that were proposed, and those that stand no more
 */
public record DurableFrame(
        long number,
        long tick,
        List<ThingChange> changes,
        List<PlayerResult> results,
        List<Joined> joined,
        List<Left> left,
        List<AvatarState> avatars,
        List<OfferMade> offers) {
    /**
     * @param avatar the player's state after this frame (inventory, cursor)
     * @param deed what others see
     */
    public record PlayerResult(long playerId, long sessionId, ActionResult result, Deed deed, AvatarState avatar) {}

    public record Joined(long playerId, long sessionId, AvatarState avatar) {}

    public record Left(long playerId, long sessionId) {}

    /**
     * @param gives what the proposer would give; without both, the offer stands no more
     * @param wants what the proposer would get
     */
    public record OfferMade(long fromPlayerId, long toPlayerId, long sequence, Items gives, Items wants) {}

    public enum Deed {
        NONE,
        HARVESTED,
        BUILT,
        PICKED_UP,
        RESTED
    }
}
