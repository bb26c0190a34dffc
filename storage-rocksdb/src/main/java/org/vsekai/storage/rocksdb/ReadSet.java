package org.vsekai.storage.rocksdb;

import java.util.TreeSet;
import org.vsekai.storage.Keys;
import org.vsekai.storage.StorageLimits;

/** What a transaction read and must find unchanged at commit: points and ranges. Confined to the transaction, then to the committer. */
final class ReadSet {
    final TreeSet<byte[]> points = new TreeSet<>(Keys.ORDER);

    final RangeSet ranges = new RangeSet();

    /** Both ends of every range, a point counting as the range of one key. */
    private long size;

    void addPoint(byte[] key) {
        if (!ranges.contains(key) && points.add(key)) {
            size += 2L * key.length + 1 + StorageLimits.CONFLICT_RANGE_OVERHEAD;
        }
    }

    void addRange(byte[] begin, byte[] end) {
        if (Keys.compare(begin, end) < 0 && !ranges.covers(begin, end)) {
            ranges.add(begin, end);
            size += begin.length + end.length + StorageLimits.CONFLICT_RANGE_OVERHEAD;
        }
    }

    boolean isEmpty() {
        return points.isEmpty() && ranges.isEmpty();
    }

    long size() {
        return size;
    }
}
