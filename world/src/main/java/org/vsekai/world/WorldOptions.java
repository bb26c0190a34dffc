package org.vsekai.world;

import java.security.SecureRandom;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * @param name which of the worlds in the store; 1 to 64 characters
 * @param seed for a new world; empty draws one. A world that exists keeps its seed: naming another is refused
 * @param regionsPerSide how many regions a new world has along each side, odd; empty for {@link #USUAL_REGIONS_PER_SIDE}. A world
 *     that exists keeps its size: naming another is refused
 * @param tickThreads how many threads share the regions
 * @param chunkBytes of memory that loaded chunks may take; each tick thread has an equal share
 * @param random where tokens and new seeds come from
 */
public record WorldOptions(
        String name,
        OptionalLong seed,
        OptionalInt regionsPerSide,
        int tickThreads,
        long chunkBytes,
        SecureRandom random) {
    /** More than four kilometres. */
    public static final int USUAL_REGIONS_PER_SIDE = 17;

    /** Of the usual size, with one tick thread, and as much memory as there is. */
    public WorldOptions(String name, OptionalLong seed, SecureRandom random) {
        this(name, seed, OptionalInt.empty(), 1, ChunkMemory.UNBOUNDED, random);
    }

    public WorldOptions withRegionsPerSide(OptionalInt regions) {
        return new WorldOptions(name, seed, regions, tickThreads, chunkBytes, random);
    }

    public WorldOptions withTickThreads(int threads) {
        return new WorldOptions(name, seed, regionsPerSide, threads, chunkBytes, random);
    }

    /** @param bytes at least one for each tick thread */
    public WorldOptions withChunkBytes(long bytes) {
        return new WorldOptions(name, seed, regionsPerSide, tickThreads, bytes, random);
    }
}
