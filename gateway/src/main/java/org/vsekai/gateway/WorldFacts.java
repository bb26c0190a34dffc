package org.vsekai.gateway;

import org.vsekai.game.AvatarState;
import org.vsekai.game.Rules;
import org.vsekai.replication.ChunkBounds;
import org.vsekai.replication.MaxHp;

/**
 * What {@code Welcome} tells every client of the world.
 *
 * @param bounds the square that players may walk in
 * @param maxActionsInFlight the most actions that a client may have under way without an answer
 * @param maxHp hp of whole things
 */
public record WorldFacts(
        String worldName,
        long terrainSeed,
        Bounds bounds,
        Rates rates,
        RuleFigures rules,
        int maxActionsInFlight,
        MaxHp maxHp) {
    /**
     * How often poses are sent, by everybody: with each tick. A pose waits for nothing but the next tick, which is what keeps hands under 20 ms on
     * a near network.
     */
    private static final int POSES_HERTZ = Rules.TICK_HERTZ;

    /**
     * As the game's rules have it.
     *
     * @param bounds of the whole world
     */
    public static WorldFacts of(String worldName, long terrainSeed, org.vsekai.game.Bounds bounds) {
        return new WorldFacts(
                worldName,
                terrainSeed,
                new Bounds(bounds.minXMicros(), bounds.minZMicros(), bounds.maxXMicros(), bounds.maxZMicros()),
                new Rates(Rules.TICK_HERTZ, POSES_HERTZ, POSES_HERTZ),
                new RuleFigures(
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

    /** Micrometres; the maximum is exclusive. */
    public record Bounds(long minXMicros, long minZMicros, long maxXMicros, long maxZMicros) {
        ChunkBounds chunks() {
            return ChunkBounds.covering(minXMicros, minZMicros, maxXMicros, maxZMicros);
        }
    }

    /**
     * @param tickHertz how often the region calls {@code onPoses}
     * @param poseSendHertz how often a client may send its pose
     * @param snapshotHertz how often a client is sent a snapshot; divides {@code tickHertz}
     */
    public record Rates(int tickHertz, int poseSendHertz, int snapshotHertz) {}

    /** The figures a client needs to predict what the server will accept. */
    public record RuleFigures(
            int reachMm,
            int maxSpeedMmPerSecond,
            int wallWoodCost,
            int wallLengthMm,
            int wallHeightMm,
            int wallThicknessMm,
            int harvestCooldownMs,
            int buildReachMm,
            int tradeReachMm) {}
}
