package org.vsekai.game;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.Check;
import org.vsekai.sim.ChangeLog;
import org.vsekai.sim.ChunkKey;
import org.vsekai.sim.EntityImage;
import org.vsekai.sim.EntityTable;
import org.vsekai.sim.RegionId;

/**
 * Everything of one region that the rules read and change: the things, the ground, the free ids, and the account of the
 * tick. Confined to the region's thread.
 *
 * <ul>
 *   <li>Ids are given out once.
 *   <li>At the end of each tick the items of all that was touched add up: before + made − destroyed + arrived − sent = after.
 * </ul>
 */
public final class Realm {
    /** The most that one action takes. */
    private static final int IDS_PER_ACTION = 1;

    /** What time alone changes in one tick; the rest, after a leap of time, follows in the next ones. Bounds a frame. */
    public static final int MAX_AGED_PER_TICK = 2_000;

    private final RegionId region;
    private final Bounds bounds;
    private final Terrain terrain;
    private final EntityTable things = new EntityTable(Rules.MAX_IN_CHUNK);
    private final AgeingOfThings ageing = new AgeingOfThings();
    private final ItemLedger ledger = new ItemLedger();
    private final Reservations reservations = new Reservations();
    private Items escrow = Items.NONE;
    private Items escrowBefore = Items.NONE;
    private final List<Avatar> touchedAvatars = new ArrayList<>();
    private final EntityIds ids;

    /** @param bounds of the whole world */
    public Realm(RegionId region, Bounds bounds, Terrain terrain, EntityIds ids) {
        this.region = region;
        this.bounds = bounds;
        this.terrain = terrain;
        this.ids = ids;
    }

    public RegionId region() {
        return region;
    }

    /** Of the whole world. */
    public Bounds bounds() {
        return bounds;
    }

    public Terrain terrain() {
        return terrain;
    }

    public EntityTable things() {
        return things;
    }

    /** Whether things at this point are this region's; what lies on the world's outer borders is the region's inside of them. */
    public boolean owns(long xMicros, long zMicros) {
        return RegionId.at(Math.min(xMicros, bounds.maxXMicros() - 1), Math.min(zMicros, bounds.maxZMicros() - 1))
                .equals(region);
    }

    /**
     * The row of a thing in the chunk of a place and those around it, {@link EntityTable#NONE} when it is not there. Those chunks are
     * in memory whenever somebody acts from that place, so what comes of an action doesn't depend on which others are.
     */
    int rowNear(Place from, long id) {
        int row = things.rowOf(id);
        if (row == EntityTable.NONE) {
            return row;
        }
        long here = ChunkKey.at(from.xMicros(), from.zMicros());
        long there = ChunkKey.at(things.xMicros(row), things.zMicros(row));
        boolean isNear = Math.abs(ChunkKey.x(there) - ChunkKey.x(here)) <= Rules.VICINITY_CHUNKS
                && Math.abs(ChunkKey.z(there) - ChunkKey.z(here)) <= Rules.VICINITY_CHUNKS;
        return isNear ? row : EntityTable.NONE;
    }

    public EntityIds ids() {
        return ids;
    }

    /** Whether the ids last for whatever one action may do. */
    public boolean hasIdsForAnAction() {
        return ids.left() >= IDS_PER_ACTION;
    }

    public long takeEntityId() {
        return ids.take();
    }

    /** Puts a thing in its place. */
    public void add(EntityState state) {
        Check.that(owns(state.xMicros(), state.zMicros()), "a thing lies in its region", state.id());
        things.add(Things.image(state));
    }

    /**
     * Whether a chunk has room for so many things more. The room that open transactions keep is kept in every chunk: which one theirs
     * comes to lie in may be known only then.
     */
    public boolean hasRoomFor(int count, long chunk) {
        return things.sizeOfChunk(chunk) + reservations.rooms() + count <= Rules.MAX_IN_CHUNK;
    }

    /** Adds a thing that came over the border: what it holds is new here, and gone over there. */
    public void receive(EntityState state) {
        add(state);
        if (state.kind() == EntityKind.ITEM) {
            ledger.made(ItemKind.ofCode(state.variant()).orElseThrow(), state.count());
        }
    }

    /** Whether anything in memory may change by itself. */
    public boolean awaitsTime() {
        return things.awaitsTime();
    }

    /**
     * Lets time pass until a tick: what is due by then becomes what {@link Ageing} says, which is the same for a chunk that has
     * been here all along and for one that has just come back. At most {@link #MAX_AGED_PER_TICK} at once, the earliest first.
     * Costs nothing when nothing is due.
     */
    public void age(long tick) {
        for (EntityTable.Ready ready : things.takeReady(tick, MAX_AGED_PER_TICK)) {
            age(ready.id(), tick);
        }
    }

    /** Lets time pass until a tick for one thing, which may be gone. */
    public void age(long id, long tick) {
        int row = things.rowOf(id);
        if (row == EntityTable.NONE) {
            return;
        }
        EntityState thing = Things.state(things.image(row));
        if (ageing.nextTick(thing) <= tick) {
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

    Reservations reservations() {
        return reservations;
    }

    /** Whether there is no room for one thing more where it would lie. */
    boolean isCrowded(long xMicros, long zMicros) {
        return !hasRoomFor(1, ChunkKey.at(xMicros, zMicros));
    }

    /** Items came in a parcel. */
    public void itemsArrived(Items items) {
        ledger.arrived(items);
    }

    /** Items went in a parcel. */
    public void itemsSent(Items items) {
        ledger.sent(items);
    }

    /** What the transactions that this region coordinates hold in nobody's inventory: all of it, as it is now. */
    public void holdInEscrow(Items items) {
        escrow = items;
    }

    /** As {@link #holdInEscrow}, of a region that comes back: it has held that before. */
    public void restoreEscrow(Items items) {
        escrow = items;
        escrowBefore = items;
    }

    /** Those whose inventory, offer or last strike the tick may have changed so far. */
    public List<Avatar> touchedAvatars() {
        return Collections.unmodifiableList(touchedAvatars);
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
            long balance =
                    balanceOfAvatars(item) + balanceOfThings(item) + escrow.count(item) - escrowBefore.count(item);
            Check.that(balance == ledger.balance(item), "items are conserved; unexplained pieces of " + item, balance);
        }
        escrowBefore = escrow;
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
