package org.vsekai.world.deal;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import org.vsekai.core.Check;
import org.vsekai.game.Items;
import org.vsekai.game.Legs;
import org.vsekai.game.Realm;
import org.vsekai.game.Reason;
import org.vsekai.game.SetAside;
import org.vsekai.game.Terms;
import org.vsekai.sim.RegionId;

/**
 * The parts that a region has in others' transactions. A pure state machine.
 *
 * <ul>
 *   <li>Who is asked votes in the same tick: it never waits for anything, so there are no deadlocks.
 *   <li>After a yes it holds what is set aside until the decision has come, for as long as that takes.
 * </ul>
 *
 * Confined to the region's thread.
 */
public final class Participant {
    /** Bounds what a checkpoint holds of them; who is asked beyond that says no. */
    public static final int MAX_OPEN = 256;

    private final Realm realm;
    private final Legs legs;
    private final DealEffects effects;
    private final DealChanges changes;
    private final TreeMap<TransactionId, OpenPart> open = new TreeMap<>();

    Participant(Realm realm, Legs legs, DealEffects effects, DealChanges changes) {
        this.realm = realm;
        this.legs = legs;
        this.effects = effects;
        this.changes = changes;
    }

    /** The avatars whose items are set aside must be in memory, and the things that are. */
    void restore(Collection<OpenPart> parts) {
        for (OpenPart part : parts) {
            open.put(part.id(), part);
            part.asides().forEach(legs::hold);
        }
    }

    /** By transaction. */
    Collection<OpenPart> open() {
        return Collections.unmodifiableCollection(open.values());
    }

    /** Whether something is set aside for a transaction. */
    boolean isOpen(TransactionId id) {
        return open.containsKey(id);
    }

    /** Whether something of a player's is set aside. */
    boolean holdsOf(long playerId) {
        for (OpenPart part : open.values()) {
            for (SetAside aside : part.asides()) {
                if (aside.playerId().orElse(0) == playerId) {
                    return true;
                }
            }
        }
        return false;
    }

    void onPrepare(RegionId from, Message.Prepare prepare) {
        Check.that(
                !open.containsKey(prepare.id()),
                "a region is asked once",
                prepare.id().playerId());
        Answer answer = prepare(from, prepare);
        realm.itemsSent(answer.terms().handsOver());
        effects.send(from, new Message.Vote(prepare.id(), answer));
    }

    private Answer prepare(RegionId from, Message.Prepare prepare) {
        if (open.size() >= MAX_OPEN) {
            return new Answer(Reason.NO_ANSWER, Terms.NOTHING);
        }
        return switch (legs.prepare(prepare.actor(), prepare.legs())) {
            case Legs.Prepared.Unable unable -> new Answer(unable.reason(), Terms.NOTHING);
            case Legs.Prepared.Ready ready -> {
                OpenPart part = new OpenPart(prepare.id(), from, prepare.actor(), ready.asides());
                open.put(part.id(), part);
                changes.opened(part);
                yield new Answer(Reason.OK, ready.terms());
            }
        };
    }

    void onDecision(RegionId from, Message.Decision decision, long tick) {
        OpenPart part = open.remove(decision.id());
        if (part == null || !part.home().equals(from)) {
            throw new Check.BrokenInvariant("a decision is about what was set aside: " + decision);
        }
        changes.closed(part);
        realm.itemsArrived(decision.items());
        Check.that(
                decision.items().equals(due(part.asides(), decision.isDone())),
                "a decision brings what is due",
                decision.id().playerId());
        if (decision.isDone()) {
            legs.carryOut(part.actor(), part.asides(), tick);
        } else {
            legs.undo(part.asides());
        }
    }

    private static Items due(List<SetAside> asides, boolean isDone) {
        Items items = Items.NONE;
        for (SetAside aside : asides) {
            items = items.plus(isDone ? aside.receives() : aside.handsOver());
        }
        return items;
    }
}
