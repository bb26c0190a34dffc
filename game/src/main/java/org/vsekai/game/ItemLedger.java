package org.vsekai.game;

import java.util.Arrays;

/** The items that came into the world and left it in one tick, by kind: everything else can only change hands. */
final class ItemLedger {
    /** Pieces of the item with code c made in this tick at [c]; codes are dense from 1. */
    private final int[] made = new int[ItemKind.values().length + 1];

    private final int[] destroyed = new int[made.length];

    void made(ItemKind item, int amount) {
        made[item.code()] += amount;
    }

    void destroyed(ItemKind item, int amount) {
        destroyed[item.code()] += amount;
    }

    long balance(ItemKind item) {
        return (long) made[item.code()] - destroyed[item.code()];
    }

    void clear() {
        Arrays.fill(made, 0);
        Arrays.fill(destroyed, 0);
    }
}
