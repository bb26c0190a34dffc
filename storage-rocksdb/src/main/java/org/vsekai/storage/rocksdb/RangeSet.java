package org.vsekai.storage.rocksdb;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.Keys;

/** A set of keys made of ranges, kept disjoint and coalesced: [begin, end) by begin. Confined to one thread. */
final class RangeSet {
    private final TreeMap<byte[], byte[]> endByBegin = new TreeMap<>(Keys.ORDER);

    boolean isEmpty() {
        return endByBegin.isEmpty();
    }

    /** Adds [begin, end), which is not empty. Neighbours that touch become one. */
    void add(byte[] begin, byte[] end) {
        byte[] from = begin;
        byte[] to = end;
        Map.Entry<byte[], byte[]> before = endByBegin.lowerEntry(begin);
        if (before != null && Keys.compare(before.getValue(), begin) >= 0) {
            from = before.getKey();
            to = later(to, before.getValue());
        }
        NavigableMap<byte[], byte[]> swallowed = endByBegin.subMap(from, true, to, true);
        Map.Entry<byte[], byte[]> last = swallowed.lastEntry();
        if (last != null) {
            to = later(to, last.getValue());
            swallowed.clear();
        }
        endByBegin.put(from, to);
    }

    /** Takes [begin, end) out, which is not empty. */
    void remove(byte[] begin, byte[] end) {
        if (!intersects(begin, end)) {
            return;
        }
        KeyRange first = rangeAround(begin);
        Map.Entry<byte[], byte[]> last = endByBegin.lowerEntry(end);
        byte[] lastEnd = last == null ? end : last.getValue();
        endByBegin.subMap(begin, true, end, false).clear();
        if (first != null && Keys.compare(first.begin(), begin) < 0) {
            endByBegin.put(first.begin(), begin);
        }
        if (Keys.compare(end, lastEnd) < 0) {
            endByBegin.put(end, lastEnd);
        }
    }

    boolean contains(byte[] key) {
        return rangeAround(key) != null;
    }

    /** Whether all of [begin, end) is in the set. */
    boolean covers(byte[] begin, byte[] end) {
        KeyRange around = rangeAround(begin);
        return around != null && Keys.compare(end, around.end()) <= 0;
    }

    boolean intersects(byte[] begin, byte[] end) {
        Map.Entry<byte[], byte[]> candidate = endByBegin.lowerEntry(end);
        return candidate != null && Keys.compare(candidate.getValue(), begin) > 0;
    }

    /** The range that holds the key, or null. */
    @Nullable
    KeyRange rangeAround(byte[] key) {
        Map.Entry<byte[], byte[]> candidate = endByBegin.floorEntry(key);
        if (candidate == null || Keys.compare(key, candidate.getValue()) >= 0) {
            return null;
        }
        return new KeyRange(candidate.getKey(), candidate.getValue());
    }

    /** What [begin, end) holds beside the set. */
    void forEachGap(byte[] begin, byte[] end, BiConsumer<byte[], byte[]> visitor) {
        KeyRange around = rangeAround(begin);
        byte[] from = around == null ? begin : around.end();
        for (Map.Entry<byte[], byte[]> range :
                endByBegin.subMap(begin, false, end, false).entrySet()) {
            if (Keys.compare(from, range.getKey()) < 0) {
                visitor.accept(from, range.getKey());
            }
            from = range.getValue();
        }
        if (Keys.compare(from, end) < 0) {
            visitor.accept(from, end);
        }
    }

    void forEach(BiConsumer<byte[], byte[]> visitor) {
        endByBegin.forEach(visitor);
    }

    private static byte[] later(byte[] left, byte[] right) {
        return Keys.compare(left, right) >= 0 ? left : right;
    }
}
