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
 *   <li>The inventory never holds less than 0 or more than {@link Rules#INVENTORY_MAX} of an item, room that is kept for what
 *       may come included.
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

    /** Room that is kept for pieces of the item with code c at [c]; not stored: it follows from what is set aside. */
    private final int[] keptRoom = new int[inventory.length];

    private @Nullable StandingOffer offer;
    private @Nullable StandingOffer offerBefore;
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
        offer = state.offer();
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
                List.copyOf(recentResults),
                offer);
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

    public Place place() {
        return new Place(xMicros, yMicros, zMicros);
    }

    public void placeAt(long newXMicros, long newYMicros, long newZMicros) {
        xMicros = newXMicros;
        yMicros = newYMicros;
        zMicros = newZMicros;
    }

    public int count(ItemKind item) {
        return inventory[item.code()];
    }

    public Items inventory() {
        return new Items(count(ItemKind.WOOD), count(ItemKind.STONE));
    }

    /** The trade that the player proposes; null for none. */
    public @Nullable StandingOffer offer() {
        return offer;
    }

    void propose(@Nullable StandingOffer newOffer) {
        Check.that(isTouched, "an offer changes only after touch");
        offer = newOffer;
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
        h = SplitMix64.mix(h ^ hp);
        h = SplitMix64.mix(h ^ ((long) count(ItemKind.WOOD) << 32 | count(ItemKind.STONE)));
        h = SplitMix64.mix(h ^ lastAppliedSequence);
        h = SplitMix64.mix(h ^ lastStrikeTick);
        for (ActionResult result : recentResults) {
            h = SplitMix64.mix(h ^ result.sequence() << 8 ^ result.reason().code());
            h = SplitMix64.mix(h ^ result.entityId());
        }
        if (offer != null) {
            h = SplitMix64.mix(h ^ offer.sequence());
            h = SplitMix64.mix(h ^ offer.toPlayerId());
            h = SplitMix64.mix(
                    h ^ ((long) offer.gives().wood() << 32 | offer.gives().stone()));
            h = SplitMix64.mix(
                    h ^ ((long) offer.wants().wood() << 32 | offer.wants().stone()));
        }
        return h;
    }

    boolean canTake(ItemKind item, int amount) {
        return count(item) + keptRoom[item.code()] + amount <= Rules.INVENTORY_MAX;
    }

    boolean canTake(Items items) {
        return canTake(ItemKind.WOOD, items.wood()) && canTake(ItemKind.STONE, items.stone());
    }

    boolean holds(Items items) {
        return count(ItemKind.WOOD) >= items.wood() && count(ItemKind.STONE) >= items.stone();
    }

    void keepRoom(Items items) {
        for (ItemKind item : ItemKind.values()) {
            keptRoom[item.code()] += items.count(item);
        }
    }

    void releaseRoom(Items items) {
        for (ItemKind item : ItemKind.values()) {
            keptRoom[item.code()] -= items.count(item);
            Check.that(keptRoom[item.code()] >= 0, "room was kept", keptRoom[item.code()]);
        }
    }

    void give(Items items) {
        for (ItemKind item : ItemKind.values()) {
            give(item, items.count(item));
        }
    }

    void take(Items items) {
        for (ItemKind item : ItemKind.values()) {
            take(item, items.count(item));
        }
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
        offerBefore = offer;
        isTouched = true;
        return true;
    }

    /** Whether this tick may have changed the inventory, the offer or the last strike; until it ends, what they were is known. */
    public boolean isTouched() {
        return isTouched;
    }

    /** Of one that is touched. */
    public int countBefore(ItemKind item) {
        return inventoryBefore[item.code()];
    }

    /** Of one that is touched. */
    public Items inventoryBefore() {
        return new Items(countBefore(ItemKind.WOOD), countBefore(ItemKind.STONE));
    }

    /** Of one that is touched. */
    public @Nullable StandingOffer offerBefore() {
        return offerBefore;
    }

    /** Of one that is touched. */
    public long lastStrikeTickBefore() {
        return lastStrikeTickBefore;
    }

    void endTick() {
        isTouched = false;
    }
}
