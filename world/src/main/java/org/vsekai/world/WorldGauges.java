package org.vsekai.world;

/**
 * How a region is doing, as of its newest tick.
 *
 * @param lastTickNanos how long the newest tick took, commits excluded
 * @param slowestTickNanos the slowest since the gauges were last read
 * @param lastCommitNanos from the newest finished commit's start to its end
 * @param newestFrame made, not necessarily durable
 * @param waitingFrames made and not durable yet
 */
public record WorldGauges(
        long tick,
        long lastTickNanos,
        long slowestTickNanos,
        long lastCommitNanos,
        long newestFrame,
        int waitingFrames,
        int entities,
        int players) {}
