package org.vsekai.game;

import java.util.Arrays;

/**
 * The items that came into the region and left it in one tick, by kind: made and destroyed, or brought and taken away by parcels.
 * Everything else can only change hands.
 */
final class ItemLedger {
    /** Pieces of the item with code c made in this tick at [c]; codes are dense from 1. */
    private final int[] made = new int[ItemKind.values().length + 1];

    private final int[] destroyed = new int[made.length];

    /** What came in parcels, less what went in parcels. */
    private final long[] carried = new long[made.length];

    void made(ItemKind item, int amount) {
        made[item.code()] += amount;
    }

    void destroyed(ItemKind item, int amount) {
        destroyed[item.code()] += amount;
    }

    void made(Items items) {
        for (ItemKind item : ItemKind.values()) {
            made(item, items.count(item));
        }
    }

    void destroyed(Items items) {
        for (ItemKind item : ItemKind.values()) {
            destroyed(item, items.count(item));
        }
    }

    void arrived(Items items) {
        for (ItemKind item : ItemKind.values()) {
            carried[item.code()] += items.count(item);
        }
    }

    void sent(Items items) {
        for (ItemKind item : ItemKind.values()) {
            carried[item.code()] -= items.count(item);
        }
    }

    long balance(ItemKind item) {
        return (long) made[item.code()] - destroyed[item.code()] + carried[item.code()];
    }

    void clear() {
        Arrays.fill(made, 0);
        Arrays.fill(destroyed, 0);
        Arrays.fill(carried, 0);
    }
}
