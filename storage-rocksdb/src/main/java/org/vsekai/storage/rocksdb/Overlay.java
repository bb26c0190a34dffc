package org.vsekai.storage.rocksdb;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.Keys;
import org.vsekai.storage.MutationType;
import org.vsekai.storage.Stamps;
import org.vsekai.storage.StorageLimits;

/**
 * A transaction's own writes: what its reads see over the snapshot, and what its commit will do.
 *
 * <p>Invariant: a point wins over a cleared range around it. So the writes, whatever their order was, are "clear the ranges,
 * then do the points, then put the stamped keys". Confined to the transaction's thread; handed to the commit as it is.
 */
final class Overlay {
    /** A set of a key that the commit completes. {@code overwrittenFrom} is where in {@link #overwritten} what came later begins. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record StampedKey(byte[] key, int stampOffset, byte[] value, int overwrittenFrom, boolean conflicting) {}

    final TreeMap<byte[], Pending> points = new TreeMap<>(Keys.ORDER);

    final RangeSet cleared = new RangeSet();

    final List<StampedKey> stampedKeys = new ArrayList<>();

    /** The ranges that conflict: those cleared, and those that were asked for without a write. */
    final RangeSet writeConflicts = new RangeSet();

    /** The points that were only written by writes that make no conflict. */
    private final TreeSet<byte[]> quietPoints = new TreeSet<>(Keys.ORDER);

    /**
     * Keys with a stamped value, and those that the stamped keys may become: unreadable until the commit or until they are
     * cleared. As in FoundationDB a set in between doesn't help.
     */
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

    void put(byte[] key, byte @Nullable [] value, boolean conflicting) {
        // A cleared key is a cleared range for FoundationDB, with two ends.
        notePoint(key, value == null ? key.length + 1 : value.length, conflicting);
        points.put(key, new Pending.Known(value));
        if (value == null) {
            unreadable.remove(key, Keys.after(key));
        }
        if (!stampedKeys.isEmpty()) {
            overwritten.add(new KeyRange(key, Keys.after(key)));
        }
    }

    /** [begin, end) is not empty. */
    void clearRange(byte[] begin, byte[] end, boolean conflicting) {
        size += begin.length + end.length + StorageLimits.MUTATION_OVERHEAD;
        var hidden = points.subMap(begin, end);
        if (conflicting) {
            addWriteConflict(begin, end);
        } else {
            hidden.keySet().stream()
                    .filter(this::conflicts)
                    .forEach(key -> writeConflicts.add(key, Keys.after(key))); // Counted when it was written.
        }
        hidden.clear();
        quietPoints.subSet(begin, end).clear();
        unreadable.remove(begin, end);
        cleared.add(begin, end);
        if (!stampedKeys.isEmpty()) {
            overwritten.add(new KeyRange(begin, end));
        }
    }

    void operate(MutationType type, byte[] key, byte[] operand, boolean conflicting) {
        notePoint(key, operand.length, conflicting);
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

    void putStampedValue(byte[] key, byte[] value, int stampOffset, boolean conflicting) {
        notePoint(key, value.length + Stamps.OFFSET_SIZE, conflicting);
        points.put(key, new Pending.StampedValue(value, stampOffset));
        unreadable.add(key, Keys.after(key));
    }

    void putStampedKey(byte[] key, int stampOffset, byte[] value, boolean conflicting) {
        countPoint(key, value.length + Stamps.OFFSET_SIZE, conflicting);
        stampedKeys.add(new StampedKey(key, stampOffset, value, overwritten.size(), conflicting));
        unreadable.add(Stamps.lowest(key, stampOffset), Keys.after(Stamps.highest(key, stampOffset)));
    }

    void addWriteConflict(byte[] begin, byte[] end) {
        writeConflicts.add(begin, end);
        size += begin.length + end.length + StorageLimits.CONFLICT_RANGE_OVERHEAD;
    }

    /** Whether the point's write conflicts with those who read it. */
    boolean conflicts(byte[] key) {
        return quietPoints.isEmpty() || !quietPoints.contains(key);
    }

    /** The parts of [begin, end) in which this transaction sees what is stored, and not what it wrote itself. */
    void forEachSeen(byte[] begin, byte[] end, BiConsumer<byte[], byte[]> visitor) {
        var own = points.subMap(begin, end);
        if (own.isEmpty()) {
            cleared.forEachGap(begin, end, visitor);
            return;
        }
        var hidden = new RangeSet();
        own.forEach((key, pending) -> {
            if (!(pending instanceof Pending.Operations)) {
                hidden.add(key, Keys.after(key));
            }
        });
        cleared.forEachGap(begin, end, (from, to) -> hidden.forEachGap(from, to, visitor));
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

    /** Whether something in [begin, end) is only known to the commit. */
    boolean isUnreadable(byte[] begin, byte[] end) {
        return !unreadable.isEmpty() && unreadable.intersects(begin, end);
    }

    /** Whether a later write of this transaction undoes the stamped key, now that it is known. */
    boolean isOverwritten(StampedKey stamped, byte[] completeKey) {
        return overwritten.subList(stamped.overwrittenFrom(), overwritten.size()).stream()
                .anyMatch(range -> range.contains(completeKey));
    }

    /** Before the write is put. A key that was once written with a conflict keeps it. */
    private void notePoint(byte[] key, int valueSize, boolean conflicting) {
        countPoint(key, valueSize, conflicting);
        if (conflicting) {
            quietPoints.remove(key);
        } else if (!points.containsKey(key)) {
            quietPoints.add(key);
        }
    }

    private void countPoint(byte[] key, int valueSize, boolean conflicting) {
        size += key.length + valueSize + StorageLimits.MUTATION_OVERHEAD;
        if (conflicting) {
            size += 2L * key.length + 1 + StorageLimits.CONFLICT_RANGE_OVERHEAD;
        }
    }
}
