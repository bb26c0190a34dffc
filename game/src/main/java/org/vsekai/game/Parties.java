package org.vsekai.game;

import java.util.List;
import org.vsekai.sim.RegionId;

/** Cuts an action into what the actor's home does, and what the other parties do. */
public final class Parties {
    private Parties() {}

    /** What a region is asked to set aside. */
    public static List<Leg> legsOf(Action action, RegionId region) {
        return List.of(
                switch (action) {
                    case Action.Harvest harvest -> new Leg.Strike(harvest.targetId());
                    case Action.Interact interact -> new Leg.PickUp(interact.targetId());
                    case Action.Build build ->
                        RegionId.at(build.xMicros(), build.zMicros()).equals(region)
                                ? new Leg.Raise(build)
                                : new Leg.Clear(build);
                    case Action.Gift gift -> new Leg.Give(gift.toPlayerId(), gift.items());
                    case Action.Offer offer -> new Leg.Meet(offer.toPlayerId());
                    case Action.Accept accept -> new Leg.Keep(accept.fromPlayerId(), accept.offerSequence());
                    case Action.Idle idle -> throw new IllegalArgumentException("resting concerns nobody else");
                });
    }

    /** The players beside the actor whom an action concerns. */
    public static List<Long> othersOf(Action action) {
        return switch (action) {
            case Action.Gift gift -> List.of(gift.toPlayerId());
            case Action.Offer offer -> offer.withdraws() ? List.of() : List.of(offer.toPlayerId());
            case Action.Accept accept -> List.of(accept.fromPlayerId());
            case Action.Harvest harvest -> List.of();
            case Action.Interact interact -> List.of();
            case Action.Build build -> List.of();
            case Action.Idle idle -> List.of();
        };
    }

    /** What the actor's home does itself in the moment of the decision: the actor pays what the others get, and gets what they give. */
    static List<Leg> legsAtHome(long actorId, Action action, Terms terms, RegionId home) {
        Leg pays = new Leg.Take(actorId, terms.receives().plus(cost(action)));
        Leg gets = new Leg.Give(actorId, terms.handsOver().plus(terms.yields()));
        return action instanceof Action.Build
                ? List.of(pays, legsOf(action, home).getFirst())
                : List.of(pays, gets);
    }

    /** What the action itself uses up. */
    static Items cost(Action action) {
        return action instanceof Action.Build ? Items.of(ItemKind.WOOD, Rules.WALL_WOOD_COST) : Items.NONE;
    }
}
