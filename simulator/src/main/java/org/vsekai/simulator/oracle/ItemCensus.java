package org.vsekai.simulator.oracle;

import java.util.Arrays;
import org.vsekai.game.EntityKind;
import org.vsekai.game.ItemKind;
import org.vsekai.world.v1.AvatarRecord;
import org.vsekai.world.v1.EntityRecord;
import org.vsekai.world.v1.ItemCount;

/** How many pieces of each item there are, wherever they lie. */
final class ItemCensus {
    private final long[] pieces = new long[ItemKind.values().length];

    void add(EntityRecord thing, int sign) {
        if (thing.getKind() == EntityKind.ITEM.code()) {
            add(thing.getVariant(), (long) sign * thing.getCount());
        }
    }

    void add(AvatarRecord avatar, int sign) {
        for (ItemCount stack : avatar.getInventoryList()) {
            add(stack.getItem(), (long) sign * stack.getCount());
        }
    }

    void add(int itemCode, long count) {
        for (ItemKind item : ItemKind.values()) {
            if (item.code() == itemCode) {
                pieces[item.ordinal()] += count;
            }
        }
    }

    void addAll(ItemCensus other) {
        for (int i = 0; i < pieces.length; i++) {
            pieces[i] += other.pieces[i];
        }
    }

    boolean isSame(ItemCensus other) {
        return Arrays.equals(pieces, other.pieces);
    }

    @Override
    public String toString() {
        return Arrays.toString(pieces);
    }
}
