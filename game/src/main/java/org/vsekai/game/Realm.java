package org.vsekai.game;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.Check;
import org.vsekai.sim.ChangeLog;
import org.vsekai.sim.EntityImage;
import org.vsekai.sim.EntityTable;

/**
 * Everything of one region that the rules read and change: the things, the ground, the next free id, and the account of the
 * tick. Confined to the region's thread.
 *
 * <ul>
 *   <li>Ids are given out once and grow.
 *   <li>At the end of each tick the items of all that was touched add up: before + made − destroyed = after.
 * </ul>
 */
public final class Realm {
    private final Bounds bounds;
    private final Terrain terrain;
    private final EntityTable things = new EntityTable(Rules.MAX_ENTITIES);
    private final AgeingOfThings ageing = new AgeingOfThings();
    private final ItemLedger ledger = new ItemLedger();
    private final List<Avatar> touchedAvatars = new ArrayList<>();
    private long nextEntityId;

    public Realm(Bounds bounds, Terrain terrain, long nextEntityId) {
        Check.that(nextEntityId > 0, "ids are positive", nextEntityId);
        this.bounds = bounds;
        this.terrain = terrain;
        this.nextEntityId = nextEntityId;
    }

    public Bounds bounds() {
        return bounds;
    }

    public Terrain terrain() {
        return terrain;
    }

    public EntityTable things() {
        return things;
    }

    /** The id that the next new entity or avatar gets. */
    public long nextEntityId() {
        return nextEntityId;
    }

    public long takeEntityId() {
        return nextEntityId++;
    }

    /** Puts a thing in its place. */
    public void add(EntityState state) {
        Check.that(state.id() < nextEntityId, "an id was given out", state.id());
        things.add(Things.image(state));
    }

    /** Whether anything in memory may change by itself. */
    public boolean awaitsTime() {
        return things.awaitsTime();
    }

    /**
     * Lets time pass until a tick: what is due by then becomes what {@link Ageing} says, which is the same for a chunk that has
     * been here all along and for one that has just come back. Costs nothing when nothing is due.
     */
    public void age(long tick) {
        for (EntityTable.Ready ready : things.takeReady(tick)) {
            EntityState thing = Things.state(things.image(things.rowOf(ready.id())));
            ageing.at(thing, tick).ifPresentOrElse(this::keepAs, () -> vanish(thing));
        }
    }

    private void keepAs(EntityState aged) {
        int row = things.rowOf(aged.id());
        things.setHp(row, aged.hp());
        things.setReadyAtTick(row, aged.readyAtTick());
    }

    private void vanish(EntityState thing) {
        if (thing.kind() == EntityKind.ITEM) {
            ItemKind item = ItemKind.ofCode(thing.variant())
                    .orElseThrow(() -> new Check.BrokenInvariant("an item has a known kind: " + thing.variant()));
            ledger.destroyed(item, thing.count());
        }
        things.remove(things.rowOf(thing.id()));
    }

    /** Exhausts a tree or a rock until a later tick. */
    void exhaust(int row, long readyAtTick) {
        things.setHp(row, 0);
        things.setReadyAtTick(row, readyAtTick);
    }

    ItemLedger ledger() {
        return ledger;
    }

    /** Call before an avatar's inventory changes. */
    void touch(Avatar avatar) {
        if (avatar.touch()) {
            touchedAvatars.add(avatar);
        }
    }

    /** Checks that no item came from nowhere or went nowhere, and closes the tick's account. */
    public void endTick() {
        for (ItemKind item : ItemKind.values()) {
            long balance = balanceOfAvatars(item) + balanceOfThings(item);
            Check.that(balance == ledger.balance(item), "items are conserved; unexplained pieces of " + item, balance);
        }
        ledger.clear();
        touchedAvatars.forEach(Avatar::endTick);
        touchedAvatars.clear();
        things.forgetChanges();
    }

    private long balanceOfAvatars(ItemKind item) {
        long balance = 0;
        for (Avatar avatar : touchedAvatars) {
            balance += avatar.count(item) - avatar.countBefore(item);
        }
        return balance;
    }

    private long balanceOfThings(ItemKind item) {
        ChangeLog changes = things.changes();
        long balance = 0;
        for (int i = 0; i < changes.count(); i++) {
            int row = things.rowOf(changes.id(i));
            balance +=
                    pieces(item, row == EntityTable.NONE ? null : things.image(row)) - pieces(item, changes.before(i));
        }
        return balance;
    }

    private static int pieces(ItemKind item, @Nullable EntityImage image) {
        if (image == null || image.kind() != EntityKind.ITEM.code() || image.variant() != item.code()) {
            return 0;
        }
        return image.count();
    }
}
