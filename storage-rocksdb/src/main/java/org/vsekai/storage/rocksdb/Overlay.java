package org.vsekai.storage.rocksdb;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.Keys;
import org.vsekai.storage.MutationType;
import org.vsekai.storage.Stamps;

/**
 * A transaction's own writes: what its reads see over the snapshot, and what its commit will do.
 *
 * <p>Invariant: a point wins over a cleared range around it. So the writes, whatever their order was, are "clear the ranges,
 * then do the points, then put the stamped keys". Confined to the transaction's thread; handed to the commit as it is.
 */
final class Overlay {
    /** A set of a key that the commit completes. {@code overwrittenFrom} is where in {@link #overwritten} what came later begins. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record StampedKey(byte[] key, int stampOffset, byte[] value, int overwrittenFrom) {}

    final TreeMap<byte[], Pending> points = new TreeMap<>(Keys.ORDER);

    final RangeSet cleared = new RangeSet();

    final List<StampedKey> stampedKeys = new ArrayList<>();

    /** Conflict ranges that were asked for without a write. */
    final RangeSet writeConflicts = new RangeSet();

    /** The keys that the stamped keys may become: unreadable until the commit. */
    private final RangeSet unreadable = new RangeSet();

    /** What was set or cleared after the first stamped key: where a stamped key falls into it, the later write wins. */
    private final List<KeyRange> overwritten = new ArrayList<>();

    private long size;

    /** Keys and values written, and both ends of each write's conflict range. */
    long size() {
        return size;
    }

    boolean isEmpty() {
        return points.isEmpty() && cleared.isEmpty() && stampedKeys.isEmpty() && writeConflicts.isEmpty();
    }

    void put(byte[] key, byte @Nullable [] value) {
        points.put(key, new Pending.Known(value));
        countPoint(key, value == null ? 0 : value.length);
        if (!stampedKeys.isEmpty()) {
            overwritten.add(new KeyRange(key, Keys.after(key)));
        }
    }

    /** [begin, end) is not empty. */
    void clearRange(byte[] begin, byte[] end) {
        points.subMap(begin, end).clear();
        cleared.add(begin, end);
        size += 2L * (begin.length + end.length);
        if (!stampedKeys.isEmpty()) {
            overwritten.add(new KeyRange(begin, end));
        }
    }

    void operate(MutationType type, byte[] key, byte[] operand) {
        countPoint(key, operand.length);
        points.put(key, operated(lookup(key), new Pending.Operation(type, operand)));
    }

    private static Pending operated(@Nullable Pending before, Pending.Operation operation) {
        return switch (before) {
            case null -> new Pending.Operations(new ArrayList<>(List.of(operation)));
            case Pending.Known known ->
                new Pending.Known(AtomicOperation.apply(operation.type(), known.value(), operation.operand()));
            case Pending.Operations operations -> {
                operations.operations().add(operation);
                yield operations;
            }
            case Pending.StampedValue stamped -> new Pending.StampedOperations(stamped, List.of(operation));
            case Pending.StampedOperations stamped -> stamped.followedBy(operation);
        };
    }

    void putStampedValue(byte[] key, byte[] value, int stampOffset) {
        countPoint(key, value.length);
        points.put(key, new Pending.StampedValue(value, stampOffset));
    }

    void putStampedKey(byte[] key, int stampOffset, byte[] value) {
        countPoint(key, value.length);
        stampedKeys.add(new StampedKey(key, stampOffset, value, overwritten.size()));
        unreadable.add(Stamps.lowest(key, stampOffset), Keys.after(Stamps.highest(key, stampOffset)));
    }

    void addWriteConflict(byte[] begin, byte[] end) {
        writeConflicts.add(begin, end);
        size += begin.length + end.length;
    }

    /** What this transaction will do to the key, or null where that is nothing. */
    @Nullable
    Pending lookup(byte[] key) {
        Pending point = points.get(key);
        if (point == null && cleared.contains(key)) {
            return new Pending.Known(null);
        }
        return point;
    }

    /** Whether a stamped key may come to lie in [begin, end). */
    boolean isUnreadable(byte[] begin, byte[] end) {
        return !unreadable.isEmpty() && unreadable.intersects(begin, end);
    }

    /** Whether a later write of this transaction undoes the stamped key, now that it is known. */
    boolean isOverwritten(StampedKey stamped, byte[] completeKey) {
        return overwritten.subList(stamped.overwrittenFrom(), overwritten.size()).stream()
                .anyMatch(range -> range.contains(completeKey));
    }

    private void countPoint(byte[] key, int valueSize) {
        size += 3L * key.length + 1 + valueSize;
    }
}
