package org.vsekai.world;

/**
 * The way from a region's loop to its store. Calls return at once; the outcome comes back to the loop as an event: {@link
 * RegionLoop#onCommitted}, {@link RegionLoop#onNotCommitted}, {@link RegionLoop#onCommitUnknown}, {@link
 * RegionLoop#onFenced}, {@link RegionLoop#onStoreFailed}, {@link RegionLoop#onFenceRead}.
 */
interface Journal {
    /** Tries once to make a batch durable. */
    void commit(CommitBatch batch);

    /** Reads epoch, newest frame and newest commit, at one version. */
    void readFence();
}
