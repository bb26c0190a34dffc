package org.vsekai.game;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.vsekai.sim.EntityTable;

/**
 * Carries out the legs of one region: sets them aside, and later does or undoes them. Doing and undoing can't fail: whatever they
 * need is kept from the moment of setting aside. Confined to the region's thread.
 */
public final class Legs {
    private final Realm realm;
    private final EntityTable things;
    private final Crowd crowd;
    private final Gathering gathering;
    private final Building building;

    public Legs(Realm realm, Crowd crowd) {
        this.realm = realm;
        things = realm.things();
        this.crowd = crowd;
        gathering = new Gathering(realm);
        building = new Building(realm);
    }

    /** What became of the attempt to set legs aside. */
    public sealed interface Prepared {
        /** All of them are. What they are worth to the actor is in the terms. */
        record Ready(List<SetAside> asides, Terms terms) implements Prepared {}

        /** None of them is. {@link Terms#isAbsence} of the reason: what was looked for is not in this region. */
        record Unable(Reason reason) implements Prepared {}
    }

    /** Sets all legs aside, or none. */
    public Prepared prepare(Actor actor, List<Leg> legs) {
        List<SetAside> asides = new ArrayList<>(legs.size());
        Terms terms = Terms.NOTHING;
        for (Leg leg : legs) {
            Reason reason = judge(actor, leg);
            if (reason != Reason.OK) {
                undo(asides);
                return new Prepared.Unable(reason);
            }
            terms = terms.plus(worth(leg));
            SetAside aside = setAside(leg);
            hold(aside);
            asides.add(aside);
            terms = terms.plus(new Terms(aside.handsOver(), aside.receives(), Items.NONE, 0));
            if (aside instanceof SetAside.Site site) {
                terms = terms.plus(new Terms(Items.NONE, Items.NONE, Items.NONE, site.entityId()));
            }
        }
        return new Prepared.Ready(List.copyOf(asides), terms);
    }

    private Reason judge(Actor actor, Leg leg) {
        return switch (leg) {
            case Leg.Take take -> mayTake(actor, take.playerId(), take.items());
            case Leg.Give give -> mayGive(actor, give);
            case Leg.Meet meet -> isNear(actor, crowd.present(meet.playerId()));
            case Leg.Keep keep -> mayKeep(actor, keep);
            case Leg.Strike strike -> mayStrike(actor, realm.rowNear(actor.place(), strike.targetId()));
            case Leg.PickUp pickUp ->
                gathering.mayPickUp(actor.place(), realm.rowNear(actor.place(), pickUp.targetId()));
            case Leg.Raise raise -> mayRaise(actor, raise.build());
            case Leg.Clear clear -> mayClear(actor, clear.build());
        };
    }

    private Reason mayTake(Actor actor, long playerId, Items items) {
        Avatar avatar = holder(actor, playerId);
        Reason near = isNear(actor, avatar);
        if (avatar == null || near != Reason.OK) {
            return near;
        }
        return avatar.holds(items) ? Reason.OK : shortOf(actor, playerId, Reason.NOT_ENOUGH_ITEMS);
    }

    private Reason mayGive(Actor actor, Leg.Give give) {
        Avatar avatar = holder(actor, give.playerId());
        Reason near = isNear(actor, avatar);
        if (avatar == null || near != Reason.OK) {
            return near;
        }
        return avatar.canTake(give.items()) ? Reason.OK : shortOf(actor, give.playerId(), Reason.INVENTORY_FULL);
    }

    private Reason mayKeep(Actor actor, Leg.Keep keep) {
        Avatar avatar = crowd.present(keep.playerId());
        Reason near = isNear(actor, avatar);
        if (avatar == null || near != Reason.OK) {
            return near;
        }
        StandingOffer offer = avatar.offer();
        if (offer == null || offer.sequence() != keep.offerSequence() || offer.toPlayerId() != actor.playerId()) {
            return Reason.NO_SUCH_OFFER;
        }
        return avatar.holds(offer.gives()) && avatar.canTake(offer.wants()) ? Reason.OK : Reason.PARTNER_CANNOT;
    }

    private Reason mayStrike(Actor actor, int row) {
        Reason reason = gathering.mayStrike(actor.place(), row);
        return reason == Reason.OK && gathering.isTree(row)
                ? roomForOneMore(things.xMicros(row), things.zMicros(row))
                : reason;
    }

    private Reason mayRaise(Actor actor, Action.Build build) {
        Reason reason = mayClear(actor, build);
        return reason == Reason.OK ? roomForOneMore(build.xMicros(), build.zMicros()) : reason;
    }

    private Reason mayClear(Actor actor, Action.Build build) {
        Reason reason = building.mayStand(actor.place(), build);
        if (reason != Reason.OK) {
            return reason;
        }
        return building.isClear(build) ? Reason.OK : Reason.NO_SPACE;
    }

    private Reason roomForOneMore(long xMicros, long zMicros) {
        if (!realm.hasIdsForAnAction()) {
            return Reason.NO_ANSWER;
        }
        return realm.isCrowded(xMicros, zMicros) ? Reason.CROWDED : Reason.OK;
    }

    /** The actor may have left meanwhile; others must be here. */
    private @Nullable Avatar holder(Actor actor, long playerId) {
        return playerId == actor.playerId() ? crowd.find(playerId) : crowd.present(playerId);
    }

    private static Reason isNear(Actor actor, @Nullable Avatar avatar) {
        if (avatar == null) {
            return Reason.NO_SUCH_PLAYER;
        }
        boolean isNear =
                avatar.playerId() == actor.playerId() || actor.place().isWithin(Rules.TRADE_REACH_MM, avatar.place());
        return isNear ? Reason.OK : Reason.OUT_OF_REACH;
    }

    private static Reason shortOf(Actor actor, long playerId, Reason own) {
        return playerId == actor.playerId() ? own : Reason.PARTNER_CANNOT;
    }

    /** What a leg that may be set aside means to the actor, beside what changes hands: what it yields, and whom or what it touches. */
    private Terms worth(Leg leg) {
        return switch (leg) {
            case Leg.Strike strike ->
                new Terms(Items.NONE, Items.NONE, gathering.yield(things.rowOf(strike.targetId())), strike.targetId());
            case Leg.PickUp pickUp -> touching(pickUp.targetId());
            case Leg.Give give -> touching(avatar(give.playerId()).entityId());
            case Leg.Meet meet -> touching(avatar(meet.playerId()).entityId());
            case Leg.Keep keep -> touching(avatar(keep.playerId()).entityId());
            case Leg.Take take -> Terms.NOTHING;
            case Leg.Raise raise -> Terms.NOTHING;
            case Leg.Clear clear -> Terms.NOTHING;
        };
    }

    private static Terms touching(long entityId) {
        return new Terms(Items.NONE, Items.NONE, Items.NONE, entityId);
    }

    /** Takes what the leg hands over from its holder; what is to be kept in memory comes with {@link #hold}. */
    private SetAside setAside(Leg leg) {
        return switch (leg) {
            case Leg.Take take -> {
                takeFrom(take.playerId(), take.items());
                yield new SetAside.Taken(take.playerId(), take.items());
            }
            case Leg.Give give -> new SetAside.Room(give.playerId(), give.items());
            case Leg.Meet meet -> new SetAside.Met(meet.playerId());
            case Leg.Keep keep -> {
                StandingOffer offer =
                        Objects.requireNonNull(avatar(keep.playerId()).offer(), "an offer stands");
                takeFrom(keep.playerId(), offer.gives());
                yield new SetAside.Kept(keep.playerId(), offer);
            }
            case Leg.Strike strike -> {
                boolean isTree = gathering.isTree(things.rowOf(strike.targetId()));
                yield new SetAside.Blow(strike.targetId(), isTree ? realm.takeEntityId() : 0);
            }
            case Leg.PickUp pickUp -> {
                int row = things.rowOf(pickUp.targetId());
                EntityState item = Things.state(things.image(row));
                things.remove(row);
                yield new SetAside.Lifted(item);
            }
            case Leg.Raise raise -> new SetAside.Site(raise.build(), realm.takeEntityId());
            case Leg.Clear clear -> new SetAside.Clearing(clear.build());
        };
    }

    /** Keeps in memory what a leg that is set aside needs. Once when it is set aside, and once after each restart. */
    public void hold(SetAside aside) {
        switch (aside) {
            case SetAside.Taken taken -> avatar(taken.holderId()).keepRoom(taken.items());
            case SetAside.Room room -> avatar(room.holderId()).keepRoom(room.items());
            case SetAside.Met met -> {}
            case SetAside.Kept kept -> {
                avatar(kept.holderId()).keepRoom(kept.offer().gives());
                avatar(kept.holderId()).keepRoom(kept.offer().wants());
            }
            case SetAside.Blow blow -> {
                realm.reservations().addBlow(blow.targetId());
                if (blow.dropId() != 0) {
                    realm.reservations().addRoom();
                }
            }
            case SetAside.Lifted lifted -> realm.reservations().addRoom();
            case SetAside.Site site -> {
                realm.reservations().addGround(site.build());
                realm.reservations().addRoom();
            }
            case SetAside.Clearing clearing -> realm.reservations().addGround(clearing.build());
        }
    }

    private void release(SetAside aside) {
        switch (aside) {
            case SetAside.Taken taken -> avatar(taken.holderId()).releaseRoom(taken.items());
            case SetAside.Room room -> avatar(room.holderId()).releaseRoom(room.items());
            case SetAside.Met met -> {}
            case SetAside.Kept kept -> {
                avatar(kept.holderId()).releaseRoom(kept.offer().gives());
                avatar(kept.holderId()).releaseRoom(kept.offer().wants());
            }
            case SetAside.Blow blow -> {
                realm.reservations().removeBlow(blow.targetId());
                if (blow.dropId() != 0) {
                    realm.reservations().removeRoom();
                }
            }
            case SetAside.Lifted lifted -> realm.reservations().removeRoom();
            case SetAside.Site site -> {
                realm.reservations().removeGround(site.build());
                realm.reservations().removeRoom();
            }
            case SetAside.Clearing clearing -> realm.reservations().removeGround(clearing.build());
        }
    }

    /** Does what was set aside. What the legs receive must have come here. */
    public void carryOut(Actor actor, List<SetAside> asides, long tick) {
        for (SetAside aside : asides) {
            release(aside);
            switch (aside) {
                case SetAside.Room room -> giveTo(room.holderId(), room.items());
                case SetAside.Kept kept -> {
                    giveTo(kept.holderId(), kept.offer().wants());
                    Avatar proposer = avatar(kept.holderId());
                    if (kept.offer().equals(proposer.offer())) {
                        proposer.propose(null);
                    }
                }
                case SetAside.Blow blow ->
                    gathering.strike(things.rowOf(blow.targetId()), actor.place(), tick, blow.dropId());
                case SetAside.Site site -> building.raise(site.build(), site.entityId(), actor.playerId());
                case SetAside.Taken taken -> {}
                case SetAside.Met met -> {}
                case SetAside.Lifted lifted -> {}
                case SetAside.Clearing clearing -> {}
            }
        }
    }

    /** Undoes what was set aside. What the legs have handed over must have come back. */
    public void undo(List<SetAside> asides) {
        for (SetAside aside : asides.reversed()) {
            release(aside);
            switch (aside) {
                case SetAside.Taken taken -> giveTo(taken.holderId(), taken.items());
                case SetAside.Kept kept -> giveTo(kept.holderId(), kept.offer().gives());
                case SetAside.Lifted lifted -> realm.add(lifted.item());
                case SetAside.Room room -> {}
                case SetAside.Met met -> {}
                case SetAside.Blow blow -> {}
                case SetAside.Site site -> {}
                case SetAside.Clearing clearing -> {}
            }
        }
    }

    private void takeFrom(long playerId, Items items) {
        Avatar avatar = avatar(playerId);
        realm.touch(avatar);
        avatar.take(items);
    }

    private void giveTo(long playerId, Items items) {
        Avatar avatar = avatar(playerId);
        realm.touch(avatar);
        avatar.give(items);
    }

    private Avatar avatar(long playerId) {
        return Objects.requireNonNull(crowd.find(playerId), "whose items are set aside is in memory");
    }
}
