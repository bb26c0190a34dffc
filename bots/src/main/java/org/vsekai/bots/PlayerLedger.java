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
    private final Verdicts verdicts;
    private final Map<Long, Action> sent = new HashMap<>();
    private final Map<Long, ActionResult> results = new HashMap<>();
    private long lastSent;
    private long lastAnswered;
    private long wood;
    private long stone;

    PlayerLedger(String name, ThingRegistry things, Verdicts verdicts) {
        this.name = name;
        this.things = things;
        this.verdicts = verdicts;
    }

    void onSent(Action action) {
        Action before = sent.putIfAbsent(action.getSequence(), action);
        if (before != null && !before.equals(action)) {
            throw new IllegalStateException("the bot itself sent two actions as " + action.getSequence());
        }
        lastSent = Math.max(lastSent, action.getSequence());
    }

    /** A new session tells what is applied: no less than what was answered, no more than what was sent. */
    void onWelcome(Welcome welcome, long playerId) {
        welcome.getRecentResultsList().forEach(result -> onResult(result, playerId));
        long applied = welcome.getLastAppliedSequence();
        if (applied < lastAnswered) {
            verdicts.lost(
                    lastAnswered - applied,
                    name + " was answered up to action " + lastAnswered + ", but only " + applied + " is applied");
        } else if (applied > lastAnswered) {
            verdicts.lost(
                    applied - lastAnswered,
                    name + " is not told the results of actions " + (lastAnswered + 1) + " to " + applied);
            lastAnswered = applied;
        }
        compareInventory(welcome.getInventory(), "on joining");
    }

    /** An answer in a durable frame, or one that is repeated. */
    void onResult(ActionResult result, long playerId) {
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
            settle(action, result, playerId);
        }
    }

    void compareInventory(Inventory told, String when) {
        long woodTold = WorldView.count(told, ItemKind.ITEM_KIND_WOOD);
        long stoneTold = WorldView.count(told, ItemKind.ITEM_KIND_STONE);
        verdicts.compare(wood, woodTold, name + "'s wood " + when + " after action " + lastAnswered);
        verdicts.compare(stone, stoneTold, name + "'s stone " + when + " after action " + lastAnswered);
        // Each difference is reported once.
        wood = woodTold;
        stone = stoneTold;
    }

    /** At the end: nothing may be open. */
    void verifyAllAnswered() {
        if (lastSent > lastAnswered) {
            verdicts.lost(
                    lastSent - lastAnswered,
                    name + " has no result for actions " + (lastAnswered + 1) + " to " + lastSent);
        }
    }

    long wood() {
        return wood;
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

    private void settle(Action action, ActionResult result, long playerId) {
        switch (action.getKindCase()) {
            case HARVEST -> settleHarvest(action.getHarvest().getTarget());
            case INTERACT -> settlePickUp(action.getInteract().getTarget());
            case BUILD -> {
                wood -= Economy.WALL_WOOD_COST;
                things.onBuilt(result.getEntityId(), action.getBuild(), playerId, name);
            }
            case IDLE, KIND_NOT_SET -> {}
        }
    }

    private void settleHarvest(long target) {
        Entity thing = known(target);
        if (thing == null) {
            return;
        }
        things.onStruck(target);
        if (thing.getKind() == EntityKind.ENTITY_KIND_TREE) {
            wood += Economy.WOOD_PER_STRIKE;
        } else {
            stone += Economy.STONE_PER_STRIKE;
        }
    }

    private void settlePickUp(long target) {
        Entity thing = known(target);
        if (thing == null) {
            return;
        }
        things.onPickedUp(target, name);
        if (thing.getVariant() == ItemKind.ITEM_KIND_WOOD_VALUE) {
            wood += thing.getCount();
        } else {
            stone += thing.getCount();
        }
    }

    private @Nullable Entity known(long id) {
        Entity thing = things.latest(id);
        if (thing == null) {
            verdicts.duplicated(1, name + " was told OK about thing " + id + ", which nobody was ever shown");
        }
        return thing;
    }
}
