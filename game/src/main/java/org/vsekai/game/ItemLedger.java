package org.vsekai.game;

import java.util.Arrays;

/** The items that came into the world and left it in one tick, by kind: everything else can only change hands. */
final class ItemLedger {
    /** Pieces of the item with ordinal i made in this tick at [i]. */
    private final int[] made = new int[ItemKind.values().length];

    private final int[] destroyed = new int[made.length];

    void made(ItemKind item, int amount) {
        made[item.ordinal()] += amount;
    }

    void destroyed(ItemKind item, int amount) {
        destroyed[item.ordinal()] += amount;
    }

    long balance(ItemKind item) {
        return (long) made[item.ordinal()] - destroyed[item.ordinal()];
    }

    void clear() {
        Arrays.fill(made, 0);
        Arrays.fill(destroyed, 0);
    }
}
