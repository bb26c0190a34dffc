package org.vsekai.world;

/**
 * How a world is doing, as of its newest tick: over all its regions, or of the worst tick thread.
 *
 * @param lastTickNanos how long the newest tick took, commits excluded; of the slowest thread
 * @param slowestTickNanos the slowest since the gauges were last read
 * @param lastCommitNanos from the newest finished commit's start to its end; of the slowest thread
 * @param regionsUp that are in memory, and tick
 * @param regionsChanging that are being taken or let go
 * @param regionsDown that are to be taken again
 * @param waitingFrames made and not durable yet, of the worst region
 * @param entities in memory
 * @param chunkBytes what they take of it, looked at four times a second
 */
public record WorldGauges(
        long tick,
        long lastTickNanos,
        long slowestTickNanos,
        long lastCommitNanos,
        int regionsUp,
        int regionsChanging,
        int regionsDown,
        int waitingFrames,
        int entities,
        long chunkBytes,
        int players) {
    static final WorldGauges NONE = new WorldGauges(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** Of two parts of a world together. */
    WorldGauges and(WorldGauges other) {
        return new WorldGauges(
                Math.max(tick, other.tick),
                Math.max(lastTickNanos, other.lastTickNanos),
                Math.max(slowestTickNanos, other.slowestTickNanos),
                Math.max(lastCommitNanos, other.lastCommitNanos),
                regionsUp + other.regionsUp,
                regionsChanging + other.regionsChanging,
                regionsDown + other.regionsDown,
                Math.max(waitingFrames, other.waitingFrames),
                entities + other.entities,
                chunkBytes + other.chunkBytes,
                players + other.players);
    }
}
