package org.vsekai.storage.rocksdb;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.vsekai.storage.Keys;
import org.vsekai.storage.Stamps;

/**
 * The write batch of one group of commits, in their order: completes versionstamps and computes atomic operations against
 * what the group has written so far, and then the store. Confined to the commit thread.
 */
final class GroupBatch {
    private final NativeStore store;
    private final ConflictSet conflicts;
    private final long version;
    private final BatchWriter batch;

    /** The group's writes so far: only kept where somebody asks for them. */
    private final @Nullable View view;

    GroupBatch(NativeStore store, ConflictSet conflicts, long version, List<CommitRequest> group, Sabotage sabotage) {
        this.store = store;
        this.conflicts = conflicts;
        this.version = version;
        boolean isAsked = group.stream().anyMatch(CommitRequest::readsTheGroup);
        view = isAsked && sabotage != Sabotage.GROUP_UNSEEN ? new View() : null;
        batch = BatchWriter.batch(
                group.stream().mapToInt(request -> request.records.size() + 64).sum());
    }

    /** Appends an accepted transaction's writes, and remembers them for the conflict checks of those after it. */
    void add(CommitRequest request, int order) throws RocksDBException {
        Overlay writes = request.writes;
        batch.appendAll(request.records);
        writes.cleared.forEach(this::cleared);
        writes.writeConflicts.forEach((begin, end) -> conflicts.addRange(begin, end, version));
        byte[] stamp = Stamps.of(version, order);
        for (Map.Entry<byte[], Pending> point : writes.points.entrySet()) {
            addPoint(point.getKey(), point.getValue(), stamp);
            if (writes.conflicts(point.getKey())) {
                conflicts.addPoint(point.getKey(), version);
            }
        }
        for (Overlay.StampedKey stamped : writes.stampedKeys) {
            byte[] key = Stamps.complete(stamped.key(), stamped.stampOffset(), stamp);
            if (!writes.isOverwritten(stamped, key)) {
                put(key, stamped.value());
                if (stamped.conflicting()) {
                    conflicts.addPoint(key, version);
                }
            }
        }
        for (Watch watch : request.watches) {
            watch.expect(current(watch.key));
        }
    }

    /** Ends the batch with an entry of the engine's own. */
    byte[] finish(byte[] reservedKey, byte[] value) {
        batch.put(reservedKey, value);
        return batch.toBatch();
    }

    private void addPoint(byte[] key, Pending pending, byte[] stamp) throws RocksDBException {
        switch (pending) {
            case Pending.Known known -> written(key, known.value()); // In the request's records already.
            case Pending.Operations operations -> put(key, operations.applyTo(current(key)));
            case Pending.StampedValue stamped -> put(key, complete(stamped, stamp));
            case Pending.StampedOperations stamped ->
                put(key, Pending.applyAll(stamped.operations(), complete(stamped.stamped(), stamp)));
        }
    }

    private static byte[] complete(Pending.StampedValue stamped, byte[] stamp) {
        return Stamps.complete(stamped.value(), stamped.stampOffset(), stamp);
    }

    private void put(byte[] key, byte @Nullable [] value) {
        if (value == null) {
            batch.delete(key);
        } else {
            batch.put(key, value);
        }
        written(key, value);
    }

    private void written(byte[] key, byte @Nullable [] value) {
        if (view != null) {
            view.points.put(key, new Pending.Known(value));
        }
    }

    private void cleared(byte[] begin, byte[] end) {
        if (view != null) {
            view.points.subMap(begin, end).clear();
            view.cleared.add(begin, end);
        }
    }

    private byte @Nullable [] current(byte[] key) throws RocksDBException {
        if (view != null) {
            Pending.Known known = view.points.get(key);
            if (known != null) {
                return known.value();
            }
            if (view.cleared.contains(key)) {
                return null;
            }
        }
        return store.getNewest(key);
    }

    private static final class View {
        final TreeMap<byte[], Pending.Known> points = new TreeMap<>(Keys.ORDER);
        final RangeSet cleared = new RangeSet();
    }
}
