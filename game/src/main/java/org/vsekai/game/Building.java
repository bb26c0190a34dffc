package org.vsekai.game;

import org.vsekai.core.HotPath;
import org.vsekai.core.Units;
import org.vsekai.sim.ChunkKey;
import org.vsekai.sim.EntityTable;

/** Where structures may stand in a region, and how they come to. Confined to the region's thread. */
final class Building {
    /** The farthest that the centres of a wall and of anything in its way can be apart. */
    static final long WALL_VICINITY_MM = Rules.WALL_LENGTH_MM + Rules.WALL_THICKNESS_MM;

    private final Realm realm;
    private final EntityTable things;

    Building(Realm realm) {
        this.realm = realm;
        things = realm.things();
    }

    /** What any region can tell, whatever stands where. */
    Reason mayStand(Place builder, Action.Build build) {
        if (build.yawDegrees() < 0 || build.yawDegrees() > 359) {
            return Reason.BAD_ACTION;
        }
        long x = build.xMicros();
        long z = build.zMicros();
        if (!realm.bounds().contains(x, z) || !cornersAreInside(x, z, build.yawDegrees())) {
            return Reason.OUTSIDE_WORLD;
        }
        if (Math.abs(build.yMicros()) > Rules.MAX_HEIGHT_MICROS || build.yMicros() == Long.MIN_VALUE) {
            return Reason.NOT_ON_GROUND;
        }
        if (!builder.isWithin(Rules.BUILD_REACH_MM, x, build.yMicros(), z)) {
            return Reason.OUT_OF_REACH;
        }
        long aboveGround = build.yMicros() - realm.terrain().heightMicros(x, z);
        return Math.abs(aboveGround) > Rules.WALL_GROUND_TOLERANCE_MM * Units.MICROS_PER_MM
                ? Reason.NOT_ON_GROUND
                : Reason.OK;
    }

    private boolean cornersAreInside(long x, long z, int yaw) {
        long halfX = Footprint.halfWidthX(yaw) * Units.MICROS_PER_MM;
        long halfZ = Footprint.halfWidthZ(yaw) * Units.MICROS_PER_MM;
        return realm.bounds().contains(x - halfX, z - halfZ) && realm.bounds().contains(x + halfX, z + halfZ);
    }

    /** Whether nothing of this region is in the way, nor may come to be. */
    boolean isClear(Action.Build build) {
        for (Action.Build other : realm.reservations().ground()) {
            long dx = (other.xMicros() - build.xMicros()) / Units.MICROS_PER_MM;
            long dz = (other.zMicros() - build.zMicros()) / Units.MICROS_PER_MM;
            if (isNear(dx, dz) && Footprint.wallsOverlap(build.yawDegrees(), other.yawDegrees(), dx, dz)) {
                return false;
            }
        }
        return !isBlocked(build.xMicros(), build.zMicros(), build.yawDegrees());
    }

    /** Looks at the chunks within a wall's length. */
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
        if (!isNear(dx, dz)) {
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

    private static boolean isNear(long dxMm, long dzMm) {
        return Math.abs(dxMm) <= WALL_VICINITY_MM && Math.abs(dzMm) <= WALL_VICINITY_MM;
    }

    void raise(Action.Build build, long id, long ownerPlayerId) {
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
                ownerPlayerId,
                0));
    }
}
