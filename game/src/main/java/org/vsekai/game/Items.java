package org.vsekai.game;

/** Pieces of each kind of item, none negative: what an inventory holds, or what changes hands. */
public record Items(int wood, int stone) {
    public static final Items NONE = new Items(0, 0);

    public static Items of(ItemKind item, int count) {
        return switch (item) {
            case WOOD -> new Items(count, 0);
            case STONE -> new Items(0, count);
        };
    }

    public int count(ItemKind item) {
        return switch (item) {
            case WOOD -> wood;
            case STONE -> stone;
        };
    }

    public boolean isEmpty() {
        return wood == 0 && stone == 0;
    }

    public Items plus(Items other) {
        return new Items(wood + other.wood, stone + other.stone);
    }

    /** Whether an inventory could hold as much: nothing negative, nothing beyond {@link Rules#INVENTORY_MAX}. */
    public boolean fitAnInventory() {
        return isWithin(wood) && isWithin(stone);
    }

    private static boolean isWithin(int count) {
        return count >= 0 && count <= Rules.INVENTORY_MAX;
    }
}
