package org.vsekai.game;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vsekai.sim.EntityTable;
import org.vsekai.sim.RegionId;

/**
 * What the actions do. Each either changes the realm and answers {@link Reason#OK}, or changes nothing and says why: all
 * conditions are checked before the first change. Deterministic: the same realm, avatar, action and tick give the same
 * outcome. Confined to the region's thread.
 *
 * <p>An action that may concern other regions ({@link #othersIn}) is not applied but agreed on: {@link #mayBegin}, then the legs of
 * {@link Parties#legsOf} in the others, then {@link #settle} with what they answered.
 */
public final class Survival {
    private final Realm realm;
    private final EntityTable things;
    private final Gathering gathering;
    private final Building building;
    private final Legs legs;
    private final Neighbourhood neighbourhood;

    public Survival(Realm realm, Crowd crowd) {
        this.realm = realm;
        things = realm.things();
        gathering = new Gathering(realm);
        building = new Building(realm);
        legs = new Legs(realm, crowd);
        neighbourhood = new Neighbourhood(realm, crowd);
    }

    /** The other regions that must be asked, in order; none where the action can be applied here. */
    public List<RegionId> othersIn(Avatar avatar, Action action) {
        return neighbourhood.othersIn(avatar, action);
    }

    /**
     * Applies one action and uses up its sequence, which must be the avatar's next.
     *
     * @return what became of it, already recorded in the avatar
     */
    public ActionResult apply(Avatar avatar, long sequence, Action action, long tick) {
        if (!Parties.othersOf(action).isEmpty()) {
            return exchange(avatar, sequence, action, tick).result();
        }
        ActionResult result = switch (action) {
            case Action.Harvest harvest -> harvest(avatar, sequence, harvest.targetId(), tick);
            case Action.Build build -> build(avatar, sequence, build);
            case Action.Interact interact -> pickUp(avatar, sequence, interact.targetId());
            case Action.Offer offer -> withdraw(avatar, sequence);
            case Action.Idle idle -> new ActionResult(sequence, Reason.OK, 0);
            case Action.Gift gift -> throw new IllegalArgumentException("a gift has a receiver");
            case Action.Accept accept -> throw new IllegalArgumentException("an offer has a proposer");
        };
        avatar.recordResult(result);
        return result;
    }

    private ActionResult withdraw(Avatar avatar, long sequence) {
        realm.touch(avatar);
        avatar.propose(null);
        return new ActionResult(sequence, Reason.OK, 0);
    }

    private ActionResult harvest(Avatar avatar, long sequence, long targetId, long tick) {
        int row = realm.rowNear(avatar.place(), targetId);
        Reason reason = gathering.mayStrike(avatar.place(), row);
        if (reason == Reason.OK) {
            reason = mayHold(avatar, gathering.yield(row), tick);
        }
        if (reason != Reason.OK) {
            return new ActionResult(sequence, reason, reason == Reason.NO_SUCH_TARGET ? 0 : targetId);
        }
        Items gained = gathering.yield(row);
        gathering.strike(row, avatar.place(), tick, 0);
        realm.touch(avatar);
        realm.ledger().made(gained);
        avatar.give(gained);
        avatar.struck(tick);
        return new ActionResult(sequence, Reason.OK, targetId);
    }

    /** Whether a player can deal a blow, and has room for what it yields. */
    private static Reason mayHold(Avatar avatar, Items gained, long tick) {
        if (!avatar.mayStrike(tick)) {
            return Reason.TOO_SOON;
        }
        return avatar.canTake(gained) ? Reason.OK : Reason.INVENTORY_FULL;
    }

    private ActionResult pickUp(Avatar avatar, long sequence, long targetId) {
        int row = realm.rowNear(avatar.place(), targetId);
        Reason reason = gathering.mayPickUp(avatar.place(), row);
        if (reason == Reason.OK && !avatar.canTake(gathering.content(row))) {
            reason = Reason.INVENTORY_FULL;
        }
        if (reason != Reason.OK) {
            return new ActionResult(sequence, reason, reason == Reason.NO_SUCH_TARGET ? 0 : targetId);
        }
        Items gained = gathering.content(row);
        things.remove(row);
        realm.touch(avatar);
        avatar.give(gained);
        return new ActionResult(sequence, Reason.OK, targetId);
    }

    private ActionResult build(Avatar avatar, long sequence, Action.Build build) {
        Reason reason = mayBuild(avatar, build);
        if (reason == Reason.OK && realm.isCrowded(build.xMicros(), build.zMicros())) {
            reason = Reason.CROWDED;
        }
        if (reason != Reason.OK) {
            return new ActionResult(sequence, reason, 0);
        }
        Items cost = Parties.cost(build);
        realm.touch(avatar);
        avatar.take(cost);
        realm.ledger().destroyed(cost);
        long id = realm.takeEntityId();
        building.raise(build, id, avatar.playerId());
        return new ActionResult(sequence, Reason.OK, id);
    }

    private Reason mayBuild(Avatar avatar, Action.Build build) {
        Reason reason = building.mayStand(avatar.place(), build);
        if (reason != Reason.OK) {
            return reason;
        }
        if (!avatar.holds(Parties.cost(build))) {
            return Reason.NOT_ENOUGH_ITEMS;
        }
        return building.isClear(build) ? Reason.OK : Reason.NO_SPACE;
    }

    /**
     * What came of something between two players who are both here.
     *
     * @param theirs what the other one set aside; nothing unless that came so far
     * @param paid what went from the actor to the other one
     */
    public record Exchanged(ActionResult result, Terms theirs, Items paid) {
        static Exchanged nothing(ActionResult result) {
            return new Exchanged(result, Terms.NOTHING, Items.NONE);
        }
    }

    /** Applies an action between two players, as {@link #apply} does. */
    public Exchanged exchange(Avatar avatar, long sequence, Action action, long tick) {
        Exchanged exchanged = tryExchange(avatar, sequence, action, tick);
        avatar.recordResult(exchanged.result());
        return exchanged;
    }

    private Exchanged tryExchange(Avatar avatar, long sequence, Action action, long tick) {
        Reason reason = mayBegin(avatar, action, tick);
        if (reason != Reason.OK) {
            return Exchanged.nothing(new ActionResult(sequence, reason, 0));
        }
        Actor actor = Actor.of(avatar);
        return switch (legs.prepare(actor, Parties.legsOf(action, realm.region()))) {
            case Legs.Prepared.Unable unable -> Exchanged.nothing(new ActionResult(sequence, unable.reason(), 0));
            case Legs.Prepared.Ready theirs -> {
                Settled settled = settle(actor, avatar, new Bid(sequence, action, tick), theirs.terms());
                if (settled.result().reason() == Reason.OK) {
                    legs.carryOut(actor, theirs.asides(), tick);
                } else {
                    legs.undo(theirs.asides());
                }
                yield new Exchanged(settled.result(), theirs.terms(), settled.paid());
            }
        };
    }

    /** What can be said against an action before anybody else is asked. */
    public Reason mayBegin(Avatar avatar, Action action, long tick) {
        return switch (action) {
            case Action.Harvest harvest -> avatar.mayStrike(tick) ? Reason.OK : Reason.TOO_SOON;
            case Action.Build build -> mayBuild(avatar, build);
            case Action.Gift gift -> mayPropose(avatar, gift.toPlayerId(), gift.items(), gift.items());
            case Action.Offer offer ->
                mayPropose(
                        avatar, offer.toPlayerId(), offer.gives(), offer.gives().plus(offer.wants()));
            case Action.Accept accept -> accept.fromPlayerId() == avatar.playerId() ? Reason.BAD_ACTION : Reason.OK;
            case Action.Interact interact -> Reason.OK;
            case Action.Idle idle -> Reason.OK;
        };
    }

    private static Reason mayPropose(Avatar avatar, long toPlayerId, Items gives, Items all) {
        if (toPlayerId == avatar.playerId() || all.isEmpty() || !gives.fitAnInventory()) {
            return Reason.BAD_ACTION;
        }
        return avatar.holds(gives) ? Reason.OK : Reason.NOT_ENOUGH_ITEMS;
    }

    /** @param begunTick when the action was begun: a strike counts from there */
    public record Bid(long sequence, Action action, long begunTick) {}

    /** @param paid what left the actor for the other parties; nothing unless the result is OK */
    public record Settled(ActionResult result, Items paid) {}

    /**
     * The actor's side of an action on which the others have agreed: all of it, or nothing. The result is not recorded in the
     * avatar yet.
     *
     * @param actor as it stood when the action was begun
     * @param terms what the others have set aside; what they hand over must be accounted for in this region
     */
    public Settled settle(Actor actor, Avatar avatar, Bid bid, Terms terms) {
        Action action = bid.action();
        List<Leg> own = Parties.legsAtHome(avatar.playerId(), action, terms, realm.region());
        realm.ledger().made(terms.yields());
        return switch (legs.prepare(actor, own)) {
            case Legs.Prepared.Unable unable -> {
                realm.ledger().destroyed(terms.yields());
                yield new Settled(new ActionResult(bid.sequence(), unable.reason(), targetOf(action)), Items.NONE);
            }
            case Legs.Prepared.Ready mine -> {
                legs.carryOut(actor, mine.asides(), bid.begunTick());
                realm.ledger().destroyed(Parties.cost(action));
                leaveMark(avatar, bid);
                long touched = action instanceof Action.Build && mine.terms().entityId() != 0
                        ? mine.terms().entityId()
                        : terms.entityId();
                yield new Settled(new ActionResult(bid.sequence(), Reason.OK, touched), terms.receives());
            }
        };
    }

    private void leaveMark(Avatar avatar, Bid bid) {
        if (bid.action() instanceof Action.Harvest) {
            avatar.struck(bid.begunTick());
        } else if (bid.action() instanceof Action.Offer offer) {
            realm.touch(avatar);
            avatar.propose(new StandingOffer(bid.sequence(), offer.toPlayerId(), offer.gives(), offer.wants()));
        }
    }

    /** What the result of an action that failed names: its target, where it has one. */
    public static long targetOf(@Nullable Action action) {
        return switch (action) {
            case Action.Harvest harvest -> harvest.targetId();
            case Action.Interact interact -> interact.targetId();
            case null, default -> 0;
        };
    }
}
