package org.vsekai.world;

import java.util.List;
import org.vsekai.game.ActionResult;
import org.vsekai.game.AvatarState;
import org.vsekai.game.ThingChange;
import org.vsekai.sim.RegionId;

/**
 * One frame after its commit: the only source of what is shown to players as fact. Immutable.
 *
 * @param number dense, from 1, for the life of the region
 * @param tick the region's tick in which it was made
 * @param changes things that came to be, changed or are gone, each at most once
 * @param results what became of the actions in this frame, in the order in which they were applied
 * @param joined players who entered
 * @param left players whose sessions ended
 * @param avatars every avatar that the frame touched, as it is after it
 * @param arrived players who came over the border, and are told of by this region's frames from here on
 * @param departed players who went over the border; poses of theirs go on to come meanwhile
 */
public record DurableFrame(
        long number,
        long tick,
        List<ThingChange> changes,
        List<PlayerResult> results,
        List<Joined> joined,
        List<Left> left,
        List<AvatarState> avatars,
        List<Arrived> arrived,
        List<Departed> departed) {
    /** In which nobody crosses a border. */
    public DurableFrame(
            long number,
            long tick,
            List<ThingChange> changes,
            List<PlayerResult> results,
            List<Joined> joined,
            List<Left> left,
            List<AvatarState> avatars) {
        this(number, tick, changes, results, joined, left, avatars, List.of(), List.of());
    }

    /**
     * @param avatar the player's state after this frame (inventory, cursor)
     * @param deed what others see
     */
    public record PlayerResult(long playerId, long sessionId, ActionResult result, Deed deed, AvatarState avatar) {}

    public record Joined(long playerId, long sessionId, AvatarState avatar) {}

    public record Left(long playerId, long sessionId) {}

    /** @param sessionId 0 where the region doesn't know of one: if there is one, a {@link Joined} follows */
    public record Arrived(long playerId, long sessionId, AvatarState avatar, RegionId from) {}

    /** @param sessionId as of the frame */
    public record Departed(long playerId, long sessionId, RegionId to) {}

    public enum Deed {
        NONE,
        HARVESTED,
        BUILT,
        PICKED_UP,
        RESTED
    }
}
