package org.vsekai.world.deal;

import java.util.List;
import java.util.stream.Stream;
import org.vsekai.game.Action;
import org.vsekai.game.ActionResult;
import org.vsekai.game.Avatar;
import org.vsekai.game.Crowd;
import org.vsekai.game.Items;
import org.vsekai.game.Legs;
import org.vsekai.game.Parties;
import org.vsekai.game.Realm;
import org.vsekai.game.Reason;
import org.vsekai.game.Survival;
import org.vsekai.sim.RegionId;

/**
 * One region's share in what is atomic over several regions. What happens in a tick, in parcels and actions, changes the realm, the
 * avatars and what is open; all of it is stored with the tick's frame, so a region that comes back goes on from there, and needs no
 * recovery of its own. Confined to the region's thread.
 */
public final class Deals {
    private final Realm realm;
    private final Survival survival;
    private final DealEffects effects;
    private final DealChanges changes = new DealChanges();
    private final Coordinator coordinator;
    private final Participant participant;

    public Deals(Realm realm, Survival survival, Crowd crowd, DealEffects effects) {
        this.realm = realm;
        this.survival = survival;
        this.effects = effects;
        coordinator = new Coordinator(realm, survival, crowd, effects, changes);
        participant = new Participant(realm, new Legs(realm, crowd), effects, changes);
    }

    /** Goes on where a region has been left. The avatars of {@link #isHeld} must be in memory. */
    public void restore(OpenDeals stored) {
        coordinator.restore(stored.transactions());
        participant.restore(stored.parts());
    }

    /** What became of an action that was handed in. */
    public enum Taken {
        /** Its sequence is used up, and the result has been told. */
        DONE,
        /** Others are asked; the player's next action must wait. */
        OPEN,
        /** Nothing has happened: too much is open. */
        BUSY
    }

    /** Applies an action here, or asks those whom it concerns. The player has none open. */
    public Taken onAction(Avatar avatar, long sequence, Action action, long tick) {
        List<RegionId> others = survival.othersIn(avatar, action);
        if (others.isEmpty()) {
            apply(avatar, sequence, action, tick);
            return Taken.DONE;
        }
        Reason reason = survival.mayBegin(avatar, action, tick);
        if (reason != Reason.OK) {
            ActionResult result = new ActionResult(sequence, reason, Survival.targetOf(action));
            avatar.recordResult(result);
            changes.receipt(new Receipt(
                    new TransactionId(avatar.playerId(), sequence),
                    reason,
                    tick,
                    concerned(avatar, action),
                    List.of(),
                    Items.NONE));
            effects.decided(avatar, action, result);
            return Taken.DONE;
        }
        if (coordinator.isFull()) {
            return Taken.BUSY;
        }
        coordinator.begin(avatar, sequence, action, others, tick);
        return Taken.OPEN;
    }

    private void apply(Avatar avatar, long sequence, Action action, long tick) {
        if (Parties.othersOf(action).isEmpty()) {
            effects.decided(avatar, action, survival.apply(avatar, sequence, action, tick));
            return;
        }
        Survival.Exchanged exchanged = survival.exchange(avatar, sequence, action, tick);
        Reason reason = exchanged.result().reason();
        changes.receipt(new Receipt(
                new TransactionId(avatar.playerId(), sequence),
                reason,
                tick,
                concerned(avatar, action),
                List.of(new WorldTransaction.Party(realm.region(), new Answer(reason, exchanged.theirs()))),
                exchanged.paid()));
        effects.decided(avatar, action, exchanged.result());
    }

    private static List<Long> concerned(Avatar avatar, Action action) {
        return Stream.concat(Stream.of(avatar.playerId()), Parties.othersOf(action).stream())
                .toList();
    }

    /** Another region's parcel is taken. */
    public void onMessage(RegionId from, Message message, long tick) {
        switch (message) {
            case Message.Prepare prepare -> participant.onPrepare(from, prepare);
            case Message.Vote vote -> coordinator.onVote(from, vote);
            case Message.Decision decision -> participant.onDecision(from, decision, tick);
        }
    }

    /** Once in each tick, after its parcels: votes that have come count, however late it is. */
    public void onTick(long tick) {
        coordinator.onTick(tick);
    }

    /** Whether a player's action is open: later ones must wait. */
    public boolean isActing(long playerId) {
        return coordinator.isOpen(playerId);
    }

    /** Whether something is set aside here for a transaction of another region's. */
    public boolean isPart(TransactionId id) {
        return participant.isOpen(id);
    }

    /** Whether a player's avatar must stay in this region and in memory. */
    public boolean isHeld(long playerId) {
        return coordinator.isOpen(playerId) || participant.holdsOf(playerId);
    }

    /** What the tick has changed so far. */
    public DealChanges changes() {
        return changes;
    }

    public void endTick() {
        changes.clear();
    }

    /** Everything that is open. */
    public OpenDeals open() {
        return new OpenDeals(List.copyOf(coordinator.open()), List.copyOf(participant.open()));
    }
}
