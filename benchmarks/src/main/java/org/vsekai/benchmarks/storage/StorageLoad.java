package org.vsekai.benchmarks.storage;

/**
 * How much is asked.
 *
 * @param keys loaded into each peer
 * @param rounds of each peer, by turns
 * @param seconds of a round of transactions
 * @param readSeconds of a round of reads
 * @param frameSeconds of frames, and of actions in frames
 * @param entities of the world that is loaded and opened again
 */
record StorageLoad(int keys, int rounds, int seconds, int readSeconds, int frameSeconds, int entities) {
    /** Enough to see that all of it works. */
    static final StorageLoad QUICK = new StorageLoad(20_000, 1, 1, 1, 2, 50_000);
}
