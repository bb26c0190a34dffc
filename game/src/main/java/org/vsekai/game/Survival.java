package org.vsekai.game;

import org.vsekai.core.Check;
import org.vsekai.core.HotPath;
import org.vsekai.core.Units;
import org.vsekai.sim.ChunkKey;
import org.vsekai.sim.EntityTable;

/**
 * What the actions do. Each either changes the realm and answers {@link Reason#OK}, or changes nothing and says why: all
 * conditions are checked before the first change. Deterministic: the same realm, avatar, action and tick give the same
 * outcome. Confined to the region's thread.
 */
public final class Survival {
    /** From a felled tree to what it drops, along each axis, towards the player. */
    private static final long DROP_OFFSET_MICROS = 700 * Units.MICROS_PER_MM;

    /** The farthest that the centres of a wall and of anything in its way can be apart. */
    private static final long WALL_VICINITY_MM = Rules.WALL_LENGTH_MM + Rules.WALL_THICKNESS_MM;

    private final Realm realm;
    private final EntityTable things;

    public Survival(Realm realm) {
        this.realm = realm;
        things = realm.things();
    }

    /**
     * Applies one action and uses up its sequence, which must be the avatar's next.
     *
     * @return what became of it, already recorded in the avatar
     */
    public ActionResult apply(Avatar avatar, long sequence, Action action, long tick) {
        ActionResult result = switch (action) {
            case Action.Harvest harvest -> harvest(avatar, sequence, harvest.targetId(), tick);
            case Action.Build build -> build(avatar, sequence, build);
            case Action.Interact interact -> pickUp(avatar, sequence, interact.targetId());
            case Action.Idle idle -> new ActionResult(sequence, Reason.OK, 0);
        };
        avatar.recordResult(result);
        return result;
    }

    private ActionResult harvest(Avatar avatar, long sequence, long targetId, long tick) {
        int row = things.rowOf(targetId);
        Reason reason = mayHarvest(avatar, row, tick);
        if (reason != Reason.OK) {
            return new ActionResult(sequence, reason, reason == Reason.NO_SUCH_TARGET ? 0 : targetId);
        }
        boolean isTree = things.kind(row) == EntityKind.TREE.code();
        ItemKind item = isTree ? ItemKind.WOOD : ItemKind.STONE;
        int amount = isTree ? Rules.WOOD_PER_STRIKE : Rules.STONE_PER_STRIKE;
        int left = Math.max(0, things.hp(row) - Rules.STRIKE_HP);
        if (left > 0) {
            things.setHp(row, left);
        } else {
            realm.exhaust(row, tick + Rules.REGROWTH_TICKS);
            if (isTree) {
                dropBeside(row, avatar, ItemKind.WOOD, Rules.WOOD_FROM_FALL, tick);
            }
        }
        realm.touch(avatar);
        realm.ledger().made(item, amount);
        avatar.give(item, amount);
        avatar.struck(tick);
        return new ActionResult(sequence, Reason.OK, targetId);
    }

    private Reason mayHarvest(Avatar avatar, int row, long tick) {
        if (row == EntityTable.NONE) {
            return Reason.NO_SUCH_TARGET;
        }
        int kind = things.kind(row);
        if (kind != EntityKind.TREE.code() && kind != EntityKind.ROCK.code()) {
            return Reason.WRONG_TARGET;
        }
        if (!isWithinReach(avatar, row)) {
            return Reason.OUT_OF_REACH;
        }
        if (things.hp(row) == 0) {
            return Reason.EXHAUSTED;
        }
        if (!avatar.mayStrike(tick)) {
            return Reason.TOO_SOON;
        }
        boolean isTree = kind == EntityKind.TREE.code();
        boolean hasRoom = isTree
                ? avatar.canTake(ItemKind.WOOD, Rules.WOOD_PER_STRIKE)
                : avatar.canTake(ItemKind.STONE, Rules.STONE_PER_STRIKE);
        if (!hasRoom) {
            return Reason.INVENTORY_FULL;
        }
        boolean falls = isTree && things.hp(row) <= Rules.STRIKE_HP;
        return falls && things.isFull() ? Reason.NO_SPACE : Reason.OK;
    }

    private void dropBeside(int row, Avatar avatar, ItemKind item, int amount, long tick) {
        long x = things.xMicros(row);
        long z = things.zMicros(row);
        long dropX = x + Long.signum(avatar.xMicros() - x) * DROP_OFFSET_MICROS;
        long dropZ = z + Long.signum(avatar.zMicros() - z) * DROP_OFFSET_MICROS;
        if (!realm.bounds().contains(dropX, dropZ) || !realm.owns(dropX, dropZ)) {
            dropX = x;
            dropZ = z;
        }
        long dropY = realm.terrain().heightMicros(dropX, dropZ);
        realm.ledger().made(item, amount);
        realm.add(new EntityState(
                realm.takeEntityId(),
                EntityKind.ITEM,
                item.code(),
                dropX,
                dropY,
                dropZ,
                0,
                1,
                amount,
                0,
                tick + Rules.ITEM_DECAY_TICKS));
    }

    private ActionResult pickUp(Avatar avatar, long sequence, long targetId) {
        int row = things.rowOf(targetId);
        if (row == EntityTable.NONE) {
            return new ActionResult(sequence, Reason.NO_SUCH_TARGET, 0);
        }
        if (things.kind(row) != EntityKind.ITEM.code()) {
            return new ActionResult(sequence, Reason.WRONG_TARGET, targetId);
        }
        if (!isWithinReach(avatar, row)) {
            return new ActionResult(sequence, Reason.OUT_OF_REACH, targetId);
        }
        int variant = things.variant(row);
        ItemKind item = ItemKind.ofCode(variant)
                .orElseThrow(() -> new Check.BrokenInvariant("an item has a known kind: " + variant));
        int amount = things.count(row);
        if (!avatar.canTake(item, amount)) {
            return new ActionResult(sequence, Reason.INVENTORY_FULL, targetId);
        }
        things.remove(row);
        realm.touch(avatar);
        avatar.give(item, amount);
        return new ActionResult(sequence, Reason.OK, targetId);
    }

    private ActionResult build(Avatar avatar, long sequence, Action.Build build) {
        Reason reason = mayBuild(avatar, build);
        if (reason != Reason.OK) {
            return new ActionResult(sequence, reason, 0);
        }
        realm.touch(avatar);
        avatar.take(ItemKind.WOOD, Rules.WALL_WOOD_COST);
        realm.ledger().destroyed(ItemKind.WOOD, Rules.WALL_WOOD_COST);
        long id = realm.takeEntityId();
        realm.add(new EntityState(
                id,
                EntityKind.STRUCTURE,
                build.structure().code(),
                build.xMicros(),
                build.yMicros(),
                build.zMicros(),
                build.yawDegrees(),
                Rules.WALL_HP,
                1,
                avatar.playerId(),
                0));
        return new ActionResult(sequence, Reason.OK, id);
    }

    private Reason mayBuild(Avatar avatar, Action.Build build) {
        if (build.yawDegrees() < 0 || build.yawDegrees() > 359) {
            return Reason.BAD_ACTION;
        }
        long x = build.xMicros();
        long z = build.zMicros();
        if (!realm.bounds().contains(x, z) || !realm.owns(x, z) || !cornersAreInside(x, z, build.yawDegrees())) {
            return Reason.OUTSIDE_WORLD;
        }
        if (Math.abs(build.yMicros()) > Rules.MAX_HEIGHT_MICROS || build.yMicros() == Long.MIN_VALUE) {
            return Reason.NOT_ON_GROUND;
        }
        if (!isWithin(avatar, x, build.yMicros(), z, Rules.BUILD_REACH_MM)) {
            return Reason.OUT_OF_REACH;
        }
        long aboveGround = build.yMicros() - realm.terrain().heightMicros(x, z);
        if (Math.abs(aboveGround) > Rules.WALL_GROUND_TOLERANCE_MM * Units.MICROS_PER_MM) {
            return Reason.NOT_ON_GROUND;
        }
        if (avatar.count(ItemKind.WOOD) < Rules.WALL_WOOD_COST) {
            return Reason.NOT_ENOUGH_ITEMS;
        }
        return things.isFull() || isBlocked(x, z, build.yawDegrees()) ? Reason.NO_SPACE : Reason.OK;
    }

    private boolean cornersAreInside(long x, long z, int yaw) {
        long halfX = Footprint.halfWidthX(yaw) * Units.MICROS_PER_MM;
        long halfZ = Footprint.halfWidthZ(yaw) * Units.MICROS_PER_MM;
        return realm.bounds().contains(x - halfX, z - halfZ) && realm.bounds().contains(x + halfX, z + halfZ);
    }

    /** Whether something stands where a wall would: looks at the chunks within a wall's length. */
    @HotPath
    private boolean isBlocked(long x, long z, int yaw) {
        long vicinity = WALL_VICINITY_MM * Units.MICROS_PER_MM;
        int lastX = Units.chunkIndex(x + vicinity);
        int lastZ = Units.chunkIndex(z + vicinity);
        for (int chunkX = Units.chunkIndex(x - vicinity); chunkX <= lastX; chunkX++) {
            for (int chunkZ = Units.chunkIndex(z - vicinity); chunkZ <= lastZ; chunkZ++) {
                int row = things.firstInChunk(ChunkKey.of(chunkX, chunkZ));
                for (; row != EntityTable.NONE; row = things.nextInChunk(row)) {
                    if (blocks(row, x, z, yaw)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    @HotPath
    private boolean blocks(int row, long x, long z, int yaw) {
        long dx = (things.xMicros(row) - x) / Units.MICROS_PER_MM;
        long dz = (things.zMicros(row) - z) / Units.MICROS_PER_MM;
        if (Math.abs(dx) > WALL_VICINITY_MM || Math.abs(dz) > WALL_VICINITY_MM) {
            return false;
        }
        int kind = things.kind(row);
        if (kind == EntityKind.STRUCTURE.code()) {
            return Footprint.wallsOverlap(yaw, things.yawDegrees(row), dx, dz);
        }
        if (kind == EntityKind.TREE.code()) {
            return Footprint.wallMeetsCircle(yaw, dx, dz, Rules.TREE_RADIUS_MM);
        }
        return kind == EntityKind.ROCK.code() && Footprint.wallMeetsCircle(yaw, dx, dz, Rules.ROCK_RADIUS_MM);
    }

    private boolean isWithinReach(Avatar avatar, int row) {
        return isWithin(avatar, things.xMicros(row), things.yMicros(row), things.zMicros(row), Rules.REACH_MM);
    }

    /** Within a distance horizontally and, apart from that, vertically. The point must lie in or near the region. */
    private static boolean isWithin(Avatar avatar, long x, long y, long z, int reachMm) {
        long dx = (avatar.xMicros() - x) / Units.MICROS_PER_MM;
        long dz = (avatar.zMicros() - z) / Units.MICROS_PER_MM;
        long dy = (avatar.yMicros() - y) / Units.MICROS_PER_MM;
        return dx * dx + dz * dz <= (long) reachMm * reachMm && Math.abs(dy) <= reachMm;
    }
}
