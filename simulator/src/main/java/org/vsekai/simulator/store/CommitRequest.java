package org.vsekai.simulator.store;

import java.util.List;
import java.util.SortedSet;
import org.vsekai.storage.KeyRange;

/**
 * What a transaction sends to be committed.
 *
 * @param readVersion at which it has read; checked only if it has read anything
 * @param readSinceNanos when it read first
 */
record CommitRequest(
        StoreTransaction sender,
        long readVersion,
        long readSinceNanos,
        SortedSet<byte[]> readKeys,
        List<KeyRange> readRanges,
        Writes writes) {
    boolean hasRead() {
        return !readKeys.isEmpty() || !readRanges.isEmpty();
    }

    boolean conflicts(VersionedCells cells) {
        for (byte[] key : readKeys) {
            if (cells.isNewer(key, readVersion)) {
                return true;
            }
        }
        for (KeyRange range : readRanges) {
            if (cells.isAnyNewer(range.begin(), range.end(), readVersion)) {
                return true;
            }
        }
        return false;
    }
}
