package org.vsekai.game;

import java.util.List;
import org.vsekai.core.SplitMix64;
import org.vsekai.core.Units;
import org.vsekai.sim.RegionId;

/** Where newcomers appear: in the middle of the spawn region, a little apart from each other. */
public final class Spawn {
    private static final long SPREAD_MM = 2_000;

    private Spawn() {}

    /** A player's first avatar: whole, empty-handed, on the ground. */
    public static AvatarState newAvatar(long playerId, long entityId, String name, Terrain terrain) {
        SplitMix64 random = new SplitMix64(playerId);
        Bounds bounds = Bounds.of(RegionId.SPAWN);
        long x = bounds.middleXMicros() + random.between(-SPREAD_MM, SPREAD_MM) * Units.MICROS_PER_MM;
        long z = bounds.middleZMicros() + random.between(-SPREAD_MM, SPREAD_MM) * Units.MICROS_PER_MM;
        long y = terrain.heightMicros(x, z);
        return new AvatarState(playerId, entityId, name, x, y, z, Rules.AVATAR_HP, 0, 0, 0, 0, List.of());
    }
}
