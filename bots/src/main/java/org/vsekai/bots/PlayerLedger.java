package org.vsekai.bots;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vsekai.wire.v1.Action;
import org.vsekai.wire.v1.ActionResult;
import org.vsekai.wire.v1.Entity;
import org.vsekai.wire.v1.EntityKind;
import org.vsekai.wire.v1.Inventory;
import org.vsekai.wire.v1.ItemKind;
import org.vsekai.wire.v1.Reason;
import org.vsekai.wire.v1.Welcome;

/**
 * One player's account, kept by the player: what was sent, what was answered, and what the inventory must be because of it.
 * Confined to the fleet's thread; grows with the number of actions.
 *
 * <ul>
 *   <li>A sequence has one action and one result, for ever.
 *   <li>Results are dense: when n is answered, so is everything below it.
 * </ul>
 */
final class PlayerLedger {
    private final String name;
    private final ThingRegistry things;
    private final DealBook deals;
    private final BorderTally borders;
    private final Verdicts verdicts;
    private final Map<Long, Action> sent = new HashMap<>();
    private final Map<Long, ActionResult> results = new HashMap<>();
    private long lastSent;
    private long lastAnswered;
    private long playerId;
    private Account account;

    PlayerLedger(String name, ThingRegistry things, DealBook deals, BorderTally borders, Verdicts verdicts) {
        this.name = name;
        this.things = things;
        this.deals = deals;
        this.borders = borders;
        this.verdicts = verdicts;
        account = new Account(verdicts);
    }

    void onSent(Action action) {
        Action before = sent.putIfAbsent(action.getSequence(), action);
        if (before != null && !before.equals(action)) {
            throw new IllegalStateException("the bot itself sent two actions as " + action.getSequence());
        }
        if (before == null) {
            deals.onSent(playerId, action);
            things.onSent(action);
        }
        lastSent = Math.max(lastSent, action.getSequence());
    }

    /** A new session tells what is applied: no less than what was answered, no more than what was sent. */
    void onWelcome(Welcome welcome) {
        playerId = welcome.getPlayerId();
        account = deals.accountOf(playerId);
        welcome.getRecentResultsList().forEach(this::onResult);
        long applied = welcome.getLastAppliedSequence();
        if (applied < lastAnswered) {
            verdicts.lost(
                    lastAnswered - applied,
                    name + " was answered up to action " + lastAnswered + ", but only " + applied + " is applied");
            // Reported once: the client numbers its actions from there.
            sent.keySet().removeIf(sequence -> sequence > applied);
            results.keySet().removeIf(sequence -> sequence > applied);
            lastSent = applied;
            lastAnswered = applied;
        } else if (applied > lastAnswered) {
            verdicts.lost(
                    applied - lastAnswered,
                    name + " is not told the results of actions " + (lastAnswered + 1) + " to " + applied);
            lastAnswered = applied;
        }
        compareInventory(welcome.getInventory(), "on joining");
    }

    /** An answer in a durable frame, or one that is repeated. */
    void onResult(ActionResult result) {
        if (result.getSequence() <= lastAnswered) {
            compareWithEarlier(result);
            return;
        }
        if (result.getSequence() > lastAnswered + 1) {
            verdicts.lost(
                    result.getSequence() - lastAnswered - 1,
                    name + " got result " + result.getSequence() + " right after " + lastAnswered);
        }
        lastAnswered = result.getSequence();
        results.put(result.getSequence(), result);
        Action action = sent.get(result.getSequence());
        if (action == null) {
            verdicts.duplicated(
                    1, name + " got a result for action " + result.getSequence() + ", which was never sent");
        } else if (result.getReason() == Reason.REASON_OK) {
            account.add(settle(action, result));
        } else {
            deals.onRefused(playerId, result.getSequence());
        }
    }

    void compareInventory(Inventory told, String when) {
        account.onTold(Goods.of(told), name, when + " after action " + lastAnswered);
    }

    /** At the end: nothing may be open. */
    void verifyAtRest() {
        if (lastSent > lastAnswered) {
            verdicts.lost(
                    lastSent - lastAnswered,
                    name + " has no result for actions " + (lastAnswered + 1) + " to " + lastSent);
        }
        account.verifyAtRest(name);
    }

    /** A frame of that region answers this player. */
    void onAnsweredBy(Region region) {
        borders.onAnswered(playerId, region);
    }

    /** As the server told last. */
    Goods goods() {
        return account.told();
    }

    long answered() {
        return lastAnswered;
    }

    private void compareWithEarlier(ActionResult again) {
        ActionResult before = results.get(again.getSequence());
        if (before == null) {
            return;
        }
        boolean isSame = before.getReason() == again.getReason() && before.getEntityId() == again.getEntityId();
        if (!isSame) {
            verdicts.duplicated(
                    1,
                    name + " got two results for action " + again.getSequence() + ": " + before.getReason() + " "
                            + before.getEntityId() + ", then " + again.getReason() + " " + again.getEntityId());
        }
    }

    /** What a done action does to the player's own account. */
    private Goods settle(Action action, ActionResult result) {
        borders.onDone(playerId, action, things.latest(targetOf(action)));
        return switch (action.getKindCase()) {
            case HARVEST -> settleHarvest(action.getHarvest().getTarget());
            case INTERACT -> settlePickUp(action.getInteract().getTarget());
            case BUILD -> {
                things.onBuilt(result.getEntityId(), action.getBuild(), playerId, name);
                yield new Goods(-Economy.WALL_WOOD_COST, 0);
            }
            case GIFT, ACCEPT, OFFER -> deals.onDone(playerId, action, name);
            case IDLE, KIND_NOT_SET -> Goods.NONE;
        };
    }

    private static long targetOf(Action action) {
        return action.hasHarvest()
                ? action.getHarvest().getTarget()
                : action.getInteract().getTarget();
    }

    private Goods settleHarvest(long target) {
        Entity thing = known(target);
        if (thing == null) {
            return Goods.NONE;
        }
        things.onStruck(target);
        return thing.getKind() == EntityKind.ENTITY_KIND_TREE
                ? new Goods(Economy.WOOD_PER_STRIKE, 0)
                : new Goods(0, Economy.STONE_PER_STRIKE);
    }

    private Goods settlePickUp(long target) {
        Entity thing = known(target);
        if (thing == null) {
            return Goods.NONE;
        }
        things.onPickedUp(target, name);
        return thing.getVariant() == ItemKind.ITEM_KIND_WOOD_VALUE
                ? new Goods(thing.getCount(), 0)
                : new Goods(0, thing.getCount());
    }

    private @Nullable Entity known(long id) {
        Entity thing = things.latest(id);
        if (thing == null) {
            verdicts.duplicated(1, name + " was told OK about thing " + id + ", which nobody was ever shown");
        }
        return thing;
    }
}
