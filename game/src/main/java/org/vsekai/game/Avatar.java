package org.vsekai.game;

import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.Check;
import org.vsekai.core.SplitMix64;

/**
 * A player's body as the rules see it: place, inventory, action cursor. Confined to the region's thread; {@link #state()}
 * is the immutable picture that leaves it.
 *
 * <ul>
 *   <li>The inventory never holds less than 0 or more than {@link Rules#INVENTORY_MAX} of an item.
 *   <li>Results are kept in the order of their sequences; the newest is the cursor's.
 * </ul>
 */
public final class Avatar {
    private static final long NEVER = 0;

    private final long playerId;
    private final long entityId;
    private final String name;
    private long xMicros;
    private long yMicros;
    private long zMicros;
    private int hp;
    /** Pieces of the item with code c at [c]; codes are dense from 1. */
    private final int[] inventory = new int[ItemKind.values().length + 1];

    private final int[] inventoryBefore = new int[inventory.length];
    private long lastAppliedSequence;
    private final ArrayDeque<ActionResult> recentResults = new ArrayDeque<>();
    private long lastStrikeTick;
    private long lastStrikeTickBefore;
    private boolean isTouched;

    public Avatar(AvatarState state) {
        playerId = state.playerId();
        entityId = state.entityId();
        name = state.name();
        xMicros = state.xMicros();
        yMicros = state.yMicros();
        zMicros = state.zMicros();
        hp = state.hp();
        inventory[ItemKind.WOOD.code()] = state.wood();
        inventory[ItemKind.STONE.code()] = state.stone();
        lastAppliedSequence = state.lastAppliedSequence();
        lastStrikeTick = state.lastStrikeTick();
        recentResults.addAll(state.recentResults());
    }

    public AvatarState state() {
        return new AvatarState(
                playerId,
                entityId,
                name,
                xMicros,
                yMicros,
                zMicros,
                hp,
                count(ItemKind.WOOD),
                count(ItemKind.STONE),
                lastAppliedSequence,
                lastStrikeTick,
                List.copyOf(recentResults));
    }

    public long playerId() {
        return playerId;
    }

    public long entityId() {
        return entityId;
    }

    public long xMicros() {
        return xMicros;
    }

    public long yMicros() {
        return yMicros;
    }

    public long zMicros() {
        return zMicros;
    }

    public void placeAt(long newXMicros, long newYMicros, long newZMicros) {
        xMicros = newXMicros;
        yMicros = newYMicros;
        zMicros = newZMicros;
    }

    public int count(ItemKind item) {
        return inventory[item.code()];
    }

    /** The newest applied action, 0 for none. */
    public long lastAppliedSequence() {
        return lastAppliedSequence;
    }

    /** Uses up the next sequence. */
    public void recordResult(ActionResult result) {
        Check.that(result.sequence() == lastAppliedSequence + 1, "sequences are applied in order", result.sequence());
        lastAppliedSequence = result.sequence();
        if (recentResults.size() == AvatarState.RECENT_RESULTS) {
            recentResults.removeFirst();
        }
        recentResults.addLast(result);
    }

    /** The result of an applied action, or null when it is too old to be known. */
    public @Nullable ActionResult resultOf(long sequence) {
        for (ActionResult result : recentResults) {
            if (result.sequence() == sequence) {
                return result;
            }
        }
        return null;
    }

    /** A hash of everything that is stored. */
    public long contentHash() {
        long h = SplitMix64.mix(playerId);
        h = SplitMix64.mix(h ^ entityId);
        h = SplitMix64.mix(h ^ xMicros);
        h = SplitMix64.mix(h ^ yMicros);
        h = SplitMix64.mix(h ^ zMicros);
        h = SplitMix64.mix(h ^ ((long) count(ItemKind.WOOD) << 32 | count(ItemKind.STONE)));
        h = SplitMix64.mix(h ^ lastAppliedSequence);
        h = SplitMix64.mix(h ^ lastStrikeTick);
        for (ActionResult result : recentResults) {
            h = SplitMix64.mix(h ^ result.sequence() << 8 ^ result.reason().code());
            h = SplitMix64.mix(h ^ result.entityId());
        }
        return h;
    }

    boolean canTake(ItemKind item, int amount) {
        return count(item) + amount <= Rules.INVENTORY_MAX;
    }

    void give(ItemKind item, int amount) {
        Check.that(isTouched, "an inventory changes only after touch");
        Check.that(canTake(item, amount), "an inventory has room", count(item));
        inventory[item.code()] += amount;
    }

    void take(ItemKind item, int amount) {
        Check.that(isTouched, "an inventory changes only after touch");
        Check.that(count(item) >= amount, "an inventory holds what is taken", count(item));
        inventory[item.code()] -= amount;
    }

    boolean mayStrike(long tick) {
        return lastStrikeTick == NEVER || tick - lastStrikeTick >= Rules.HARVEST_COOLDOWN_TICKS;
    }

    void struck(long tick) {
        Check.that(isTouched, "a strike is noted only after touch");
        lastStrikeTick = tick;
    }

    /** Remembers what may change, as it was before this tick. False if that was done already. */
    boolean touch() {
        if (isTouched) {
            return false;
        }
        System.arraycopy(inventory, 0, inventoryBefore, 0, inventory.length);
        lastStrikeTickBefore = lastStrikeTick;
        isTouched = true;
        return true;
    }

    /** Whether this tick may have changed the inventory or the last strike; until it ends, what they were is known. */
    public boolean isTouched() {
        return isTouched;
    }

    /** Of one that is touched. */
    public int countBefore(ItemKind item) {
        return inventoryBefore[item.code()];
    }

    /** Of one that is touched. */
    public long lastStrikeTickBefore() {
        return lastStrikeTickBefore;
    }

    void endTick() {
        isTouched = false;
    }
}
