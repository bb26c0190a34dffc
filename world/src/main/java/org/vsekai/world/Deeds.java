package org.vsekai.world;

import org.vsekai.game.Action;
import org.vsekai.game.Reason;
import org.vsekai.world.DurableFrame.Deed;

/** What others see of an action. */
final class Deeds {
    private Deeds() {}

    static Deed of(Action action, Reason reason) {
        if (reason != Reason.OK) {
            return Deed.NONE;
        }
        return switch (action) {
            case Action.Harvest harvest -> Deed.HARVESTED;
            case Action.Build build -> Deed.BUILT;
            case Action.Interact interact -> Deed.PICKED_UP;
            case Action.Idle idle -> Deed.RESTED;
            case Action.Gift gift -> Deed.NONE;
            case Action.Offer offer -> Deed.NONE;
            case Action.Accept accept -> Deed.NONE;
        };
    }
}
