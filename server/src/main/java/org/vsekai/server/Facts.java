package org.vsekai.server;

import org.vsekai.game.AvatarState;
import org.vsekai.game.Bounds;
import org.vsekai.game.Rules;
import org.vsekai.gateway.WorldFacts;
import org.vsekai.world.World;

/** What clients are told of the world: the game's figures and this server's rates. */
final class Facts {
    /** Each tick: a pose waits for nothing but the next tick, which is what keeps hands under 20 ms on a near network. */
    private static final int POSE_SEND_HERTZ = Rules.TICK_HERTZ;

    private static final int SNAPSHOT_HERTZ = Rules.TICK_HERTZ;

    private Facts() {}

    static WorldFacts of(World world, String displayName) {
        Bounds bounds = world.bounds();
        return new WorldFacts(
                displayName,
                world.terrainSeed(),
                new WorldFacts.Bounds(
                        bounds.minXMicros(), bounds.minZMicros(), bounds.maxXMicros(), bounds.maxZMicros()),
                new WorldFacts.Rates(Rules.TICK_HERTZ, POSE_SEND_HERTZ, SNAPSHOT_HERTZ),
                new WorldFacts.RuleFigures(
                        Rules.REACH_MM,
                        Rules.MAX_SPEED_MM_PER_S,
                        Rules.WALL_WOOD_COST,
                        Rules.WALL_LENGTH_MM,
                        Rules.WALL_HEIGHT_MM,
                        Rules.WALL_THICKNESS_MM,
                        Rules.HARVEST_COOLDOWN_MS,
                        Rules.BUILD_REACH_MM,
                        Rules.TRADE_REACH_MM),
                AvatarState.RECENT_RESULTS,
                (kind, variant) -> Rules.maxHp(kind));
    }
}
