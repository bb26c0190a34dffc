package org.vsekai.gateway;

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
