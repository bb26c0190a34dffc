package org.vsekai.game;

import org.vsekai.core.Check;
import org.vsekai.core.Units;
import org.vsekai.sim.EntityTable;

/** What a region's trees, rocks and items give, to whom within reach, wherever that player's home is. Confined to the region's thread. */
final class Gathering {
    /** From a felled tree to what it drops, along each axis, towards the player. */
    private static final long DROP_OFFSET_MICROS = 700 * Units.MICROS_PER_MM;

    private final Realm realm;
    private final EntityTable things;

    Gathering(Realm realm) {
        this.realm = realm;
        things = realm.things();
    }

    /** Whether a thing can take a blow from somebody at a place; whether that player can deal it is another question. */
    Reason mayStrike(Place from, int row) {
        if (row == EntityTable.NONE) {
            return Reason.NO_SUCH_TARGET;
        }
        if (!isTree(row) && things.kind(row) != EntityKind.ROCK.code()) {
            return Reason.WRONG_TARGET;
        }
        if (!isWithinReach(from, row)) {
            return Reason.OUT_OF_REACH;
        }
        if (things.hp(row) <= realm.reservations().reservedHp(things.id(row))) {
            return Reason.EXHAUSTED;
        }
        boolean falls = isTree(row) && things.hp(row) <= Rules.STRIKE_HP;
        return falls && realm.isCrowded(things.xMicros(row), things.zMicros(row)) ? Reason.CROWDED : Reason.OK;
    }

    boolean isTree(int row) {
        return things.kind(row) == EntityKind.TREE.code();
    }

    /** What a blow yields to who deals it. */
    Items yield(int row) {
        return isTree(row)
                ? Items.of(ItemKind.WOOD, Rules.WOOD_PER_STRIKE)
                : Items.of(ItemKind.STONE, Rules.STONE_PER_STRIKE);
    }

    /** Takes hp off a tree or a rock; a tree that falls drops wood, under an id if it is given one. */
    void strike(int row, Place from, long tick, long dropId) {
        int left = Math.max(0, things.hp(row) - Rules.STRIKE_HP);
        if (left > 0) {
            things.setHp(row, left);
            return;
        }
        realm.exhaust(row, tick + Rules.REGROWTH_TICKS);
        if (isTree(row)) {
            dropBeside(row, from, dropId == 0 ? realm.takeEntityId() : dropId, tick);
        }
    }

    private void dropBeside(int row, Place from, long id, long tick) {
        long x = things.xMicros(row);
        long z = things.zMicros(row);
        long dropX = x + Long.signum(from.xMicros() - x) * DROP_OFFSET_MICROS;
        long dropZ = z + Long.signum(from.zMicros() - z) * DROP_OFFSET_MICROS;
        boolean isPlace = realm.bounds().contains(dropX, dropZ) && realm.owns(dropX, dropZ);
        if (!isPlace || realm.isCrowded(dropX, dropZ)) {
            dropX = x;
            dropZ = z;
        }
        long dropY = realm.terrain().heightMicros(dropX, dropZ);
        realm.ledger().made(ItemKind.WOOD, Rules.WOOD_FROM_FALL);
        realm.add(new EntityState(
                id,
                EntityKind.ITEM,
                ItemKind.WOOD.code(),
                dropX,
                dropY,
                dropZ,
                0,
                1,
                Rules.WOOD_FROM_FALL,
                0,
                tick + Rules.ITEM_DECAY_TICKS));
    }

    Reason mayPickUp(Place from, int row) {
        if (row == EntityTable.NONE) {
            return Reason.NO_SUCH_TARGET;
        }
        if (things.kind(row) != EntityKind.ITEM.code()) {
            return Reason.WRONG_TARGET;
        }
        return isWithinReach(from, row) ? Reason.OK : Reason.OUT_OF_REACH;
    }

    /** What an item that lies on the ground is. */
    Items content(int row) {
        int variant = things.variant(row);
        ItemKind item = ItemKind.ofCode(variant)
                .orElseThrow(() -> new Check.BrokenInvariant("an item has a known kind: " + variant));
        return Items.of(item, things.count(row));
    }

    private boolean isWithinReach(Place from, int row) {
        return from.isWithin(Rules.REACH_MM, things.xMicros(row), things.yMicros(row), things.zMicros(row));
    }
}
