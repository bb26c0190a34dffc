package org.vsekai.storage.rocksdb;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.Keys;
import org.vsekai.storage.RangeOptions;
import org.vsekai.storage.RangeResult;
import org.vsekai.storage.ReadTransaction;
import org.vsekai.storage.StorageError;
import org.vsekai.storage.StorageException;

/**
 * One range read: RocksDB's iterator at a read version, merged with the transaction's own writes. The native iterator lives
 * and dies inside {@link #read}. Confined to one call, inside the store's gate.
 */
final class RangeReader implements AutoCloseable {
    private final Overlay overlay;
    private final boolean reverse;
    private final Slice lower;
    private final Slice upper;
    private final ReadOptions options;
    private final RocksIterator stored;
    private final Iterator<Map.Entry<byte[], Pending>> own;

    /** The next stored key that this transaction hasn't cleared, or null at the end. */
    private byte @Nullable [] storedKey;

    private Map.@Nullable Entry<byte[], Pending> ownNext;

    private RangeReader(NativeStore store, ReadVersion version, Overlay overlay, KeyRange range, boolean reverse) {
        this.overlay = overlay;
        this.reverse = reverse;
        lower = new Slice(range.begin());
        upper = new Slice(range.end());
        options = new ReadOptions()
                .setSnapshot(version.snapshot)
                .setIterateLowerBound(lower)
                .setIterateUpperBound(upper);
        stored = store.iterator(options);
        NavigableMap<byte[], Pending> inside = overlay.points.subMap(range.begin(), true, range.end(), false);
        own = (reverse ? inside.descendingMap() : inside).entrySet().iterator();
    }

    /** The range is not empty. */
    static RangeResult read(
            NativeStore store, ReadVersion version, Overlay overlay, KeyRange range, RangeOptions options)
            throws RocksDBException {
        try (var reader = new RangeReader(store, version, overlay, range, options.reverse())) {
            return reader.read(bound(options.limit()), bound(options.targetBytes()));
        }
    }

    private static int bound(int number) {
        return number == ReadTransaction.UNLIMITED ? Integer.MAX_VALUE : number;
    }

    private RangeResult read(int limit, int targetBytes) throws RocksDBException {
        if (reverse) {
            stored.seekToLast();
        } else {
            stored.seekToFirst();
        }
        settleStored();
        advanceOwn();
        var found = new ArrayList<KeyValue>();
        long bytes = 0;
        while (found.size() < limit && bytes < targetBytes && (storedKey != null || ownNext != null)) {
            KeyValue next = takeNext();
            if (next != null) {
                found.add(next);
                bytes += next.key().length + next.value().length;
            }
        }
        return new RangeResult(found, found.size() >= limit || bytes >= targetBytes);
    }

    /** Takes the next key of either side; null where the transaction itself has cleared it. */
    private @Nullable KeyValue takeNext() throws RocksDBException {
        Map.Entry<byte[], Pending> write = ownNext;
        byte[] key = storedKey;
        int order = key == null ? 1 : write == null ? -1 : directed(Keys.compare(key, write.getKey()));
        byte[] value = key != null && order <= 0 ? stored.value() : null;
        if (order <= 0) {
            advanceStored();
        }
        if (write == null || order < 0) {
            return key == null || value == null ? null : new KeyValue(key, value);
        }
        advanceOwn();
        byte[] seen = seen(write.getValue(), value);
        return seen == null ? null : new KeyValue(write.getKey().clone(), seen);
    }

    /** The value that the transaction sees: a copy where it is its own. */
    static byte @Nullable [] seen(Pending pending, byte @Nullable [] base) {
        byte[] value = switch (pending) {
            case Pending.Known known -> known.value();
            case Pending.Operations operations -> operations.applyTo(base);
            case Pending.StampedValue stamped -> throw unreadable();
            case Pending.StampedOperations stamped -> throw unreadable();
        };
        return value == null ? null : value.clone();
    }

    static StorageException unreadable() {
        return new StorageException(
                StorageError.ACCESSED_UNREADABLE,
                "this transaction gave the key a versionstamp that only the commit knows");
    }

    private int directed(int order) {
        return reverse ? -order : order;
    }

    private void advanceOwn() {
        ownNext = own.hasNext() ? own.next() : null;
    }

    private void advanceStored() throws RocksDBException {
        if (reverse) {
            stored.prev();
        } else {
            stored.next();
        }
        settleStored();
    }

    /** Passes over the keys in ranges that the transaction has cleared. */
    private void settleStored() throws RocksDBException {
        while (stored.isValid()) {
            byte[] key = stored.key();
            KeyRange gap = overlay.cleared.isEmpty() ? null : overlay.cleared.rangeAround(key);
            if (gap == null) {
                storedKey = key;
                return;
            }
            leave(gap);
        }
        stored.status();
        storedKey = null;
    }

    private void leave(KeyRange gap) {
        if (!reverse) {
            stored.seek(gap.end());
            return;
        }
        stored.seekForPrev(gap.begin());
        if (stored.isValid() && Keys.compare(stored.key(), gap.begin()) == 0) {
            stored.prev();
        }
    }

    @Override
    public void close() {
        stored.close();
        options.close();
        upper.close();
        lower.close();
    }
}
