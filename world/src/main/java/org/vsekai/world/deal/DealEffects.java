package org.vsekai.world.deal;

import org.vsekai.game.Action;
import org.vsekai.game.ActionResult;
import org.vsekai.game.Avatar;
import org.vsekai.sim.RegionId;

/** What comes out of a region's transactions, beside changes of its realm: all of it belongs to the frame of the present tick. */
public interface DealEffects {
    /** A parcel goes with this frame. */
    void send(RegionId to, Message message);

    /** An action has come to its end; its sequence is used up, and the result recorded in the avatar. */
    void decided(Avatar actor, Action action, ActionResult result);
}
