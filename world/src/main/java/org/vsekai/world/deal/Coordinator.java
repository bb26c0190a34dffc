package org.vsekai.world.deal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.vsekai.game.Action;
import org.vsekai.game.ActionResult;
import org.vsekai.game.Actor;
import org.vsekai.game.Avatar;
import org.vsekai.game.Crowd;
import org.vsekai.game.Items;
import org.vsekai.game.Parties;
import org.vsekai.game.Realm;
import org.vsekai.game.Reason;
import org.vsekai.game.Survival;
import org.vsekai.sim.RegionId;

/**
 * The transactions that a region coordinates: those of the players whose home it is. A pure state machine.
 *
 * <ul>
 *   <li>A player has at most one open; until it is decided, the player neither acts nor crosses.
 *   <li>Each is decided once, in one tick, which does the actor's side, uses up the sequence and tells who said yes.
 *   <li>What isn't known is undone: a yes that comes after the decision is answered with its items.
 *   <li>So each yes gets exactly one decision, and nobody waits for longer than parcels take.
 * </ul>
 *
 * Nothing of the actor's is set aside while others are asked: whether the actor can pay is seen when it is decided, which is one
 * step. Confined to the region's thread.
 */
public final class Coordinator {
    /** Three seconds: enough for a region to be taken, or made, before it votes. */
    public static final int PATIENCE_TICKS = 180;

    /** Bounds what a checkpoint holds of them. */
    public static final int MAX_OPEN = 128;

    private final Realm realm;
    private final Survival survival;
    private final Crowd crowd;
    private final DealEffects effects;
    private final DealChanges changes;

    /** By player, so that the order of deciding is the same everywhere. */
    private final TreeMap<Long, WorldTransaction> open = new TreeMap<>();

    Coordinator(Realm realm, Survival survival, Crowd crowd, DealEffects effects, DealChanges changes) {
        this.realm = realm;
        this.survival = survival;
        this.crowd = crowd;
        this.effects = effects;
        this.changes = changes;
    }

    void restore(Collection<WorldTransaction> transactions) {
        transactions.forEach(transaction -> open.put(transaction.id().playerId(), transaction));
        realm.restoreEscrow(escrow());
    }

    /** By player. */
    Collection<WorldTransaction> open() {
        return Collections.unmodifiableCollection(open.values());
    }

    boolean isOpen(long playerId) {
        return open.containsKey(playerId);
    }

    boolean isFull() {
        return open.size() >= MAX_OPEN;
    }

    /** Asks others about an action against which nothing can be said here. The player has none open, and there is room. */
    void begin(Avatar avatar, long sequence, Action action, List<RegionId> others, long tick) {
        TransactionId id = new TransactionId(avatar.playerId(), sequence);
        Actor actor = Actor.of(avatar);
        WorldTransaction transaction = WorldTransaction.begin(id, actor, action, tick, others);
        open.put(id.playerId(), transaction);
        changes.begun(transaction);
        for (RegionId other : others) {
            effects.send(other, new Message.Prepare(id, actor, Parties.legsOf(action, other)));
        }
    }

    void onVote(RegionId from, Message.Vote vote) {
        Answer answer = vote.answer();
        realm.itemsArrived(answer.terms().handsOver());
        WorldTransaction asked = open.get(vote.id().playerId());
        WorldTransaction answered = asked == null || !asked.id().equals(vote.id()) ? null : asked.with(from, answer);
        if (asked == null || answered == null) {
            tell(from, vote.id(), answer, false);
            return;
        }
        open.put(answered.id().playerId(), answered);
        changes.answered(asked, answered);
        realm.holdInEscrow(escrow());
        Reason verdict = answered.verdict();
        if (verdict != null) {
            decide(answered, verdict);
        }
    }

    /** Undoes what has waited for too long. */
    void onTick(long tick) {
        if (open.isEmpty()) {
            return;
        }
        for (WorldTransaction transaction : List.copyOf(open.values())) {
            if (tick - transaction.begunTick() >= PATIENCE_TICKS) {
                decide(transaction, Reason.NO_ANSWER);
            }
        }
    }

    private void decide(WorldTransaction transaction, Reason verdict) {
        TransactionId id = transaction.id();
        open.remove(id.playerId());
        changes.closed(transaction);
        realm.holdInEscrow(escrow());
        Avatar avatar = Objects.requireNonNull(crowd.find(id.playerId()), "whose transaction is open is in memory");
        Survival.Settled settled = settle(transaction, avatar, verdict);
        ActionResult result = settled.result();
        for (WorldTransaction.Party party : transaction.parties()) {
            if (party.answer() != null) {
                tell(party.region(), id, party.answer(), result.reason() == Reason.OK);
            }
        }
        avatar.recordResult(result);
        changes.receipt(new Receipt(
                id,
                result.reason(),
                transaction.begunTick(),
                concerned(transaction),
                transaction.parties(),
                settled.paid()));
        effects.decided(avatar, transaction.action(), result);
    }

    private Survival.Settled settle(WorldTransaction transaction, Avatar avatar, Reason verdict) {
        Action action = transaction.action();
        long sequence = transaction.id().sequence();
        if (verdict != Reason.OK) {
            long target = verdict == Reason.NO_SUCH_TARGET ? 0 : Survival.targetOf(action);
            return new Survival.Settled(new ActionResult(sequence, verdict, target), Items.NONE);
        }
        return survival.settle(
                transaction.actor(),
                avatar,
                new Survival.Bid(sequence, action, transaction.begunTick()),
                transaction.terms());
    }

    private static List<Long> concerned(WorldTransaction transaction) {
        List<Long> players = new ArrayList<>();
        players.add(transaction.id().playerId());
        players.addAll(Parties.othersOf(transaction.action()));
        return List.copyOf(players);
    }

    /** Tells who said yes, and only them: the others hold nothing. */
    private void tell(RegionId region, TransactionId id, Answer answer, boolean isDone) {
        if (answer.isYes()) {
            Items items = isDone ? answer.terms().receives() : answer.terms().handsOver();
            realm.itemsSent(items);
            effects.send(region, new Message.Decision(id, isDone, items));
        }
    }

    private Items escrow() {
        Items items = Items.NONE;
        for (WorldTransaction transaction : open.values()) {
            items = items.plus(transaction.escrow());
        }
        return items;
    }
}
