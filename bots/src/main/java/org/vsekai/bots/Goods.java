package org.vsekai.bots;

import org.vsekai.wire.v1.Inventory;
import org.vsekai.wire.v1.ItemCount;
import org.vsekai.wire.v1.ItemKind;

/** So much of each item; below zero where it is taken away. */
record Goods(long wood, long stone) {
    static final Goods NONE = new Goods(0, 0);

    static Goods of(Inventory inventory) {
        return inventory.getItemsList().stream().map(Goods::of).reduce(NONE, Goods::plus);
    }

    static Goods of(ItemCount items) {
        return switch (items.getItem()) {
            case ITEM_KIND_WOOD -> new Goods(items.getCount(), 0);
            case ITEM_KIND_STONE -> new Goods(0, items.getCount());
            default -> NONE;
        };
    }

    static Goods of(ItemKind item, long count) {
        return item == ItemKind.ITEM_KIND_WOOD ? new Goods(count, 0) : new Goods(0, count);
    }

    Goods plus(Goods other) {
        return new Goods(wood + other.wood, stone + other.stone);
    }

    Goods minus(Goods other) {
        return new Goods(wood - other.wood, stone - other.stone);
    }

    /** How far apart two are, in pieces. */
    long distanceTo(Goods other) {
        return Math.abs(wood - other.wood) + Math.abs(stone - other.stone);
    }
}
