package org.vsekai.simulator.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.Keys;
import org.vsekai.storage.MutationType;
import org.vsekai.storage.Stamps;
import org.vsekai.storage.StorageError;
import org.vsekai.storage.StorageException;
import org.vsekai.storage.StorageLimits;

/** What a transaction has written, in its order, and what its own reads see of it. */
final class Writes {
    /** One call that writes. A set is an operation too: the one that doesn't look at what was there. */
    sealed interface Write {}

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Set(byte[] key, byte @Nullable [] value) implements Write {}

    record Clear(KeyRange range) implements Write {}

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Operate(MutationType type, byte[] key, byte[] operand) implements Write {}

    private final List<Write> inOrder = new ArrayList<>();
    private final List<KeyRange> conflicts = new ArrayList<>();
    private long size;

    boolean isEmpty() {
        return inOrder.isEmpty();
    }

    long size() {
        return size;
    }

    /** Whether something was written to the key, so that a read of it doesn't need the store. */
    boolean decides(byte[] key) {
        for (int i = inOrder.size() - 1; i >= 0; i--) {
            switch (inOrder.get(i)) {
                case Set set
                when Arrays.equals(set.key, key) -> {
                    return true;
                }
                case Clear clear
                when clear.range.contains(key) -> {
                    return true;
                }
                default -> {}
            }
        }
        return false;
    }

    void set(byte[] key, byte @Nullable [] value) {
        add(new Set(key, value), key.length + (value == null ? key.length + 1 : value.length), 2 * key.length + 1);
    }

    void clear(KeyRange range) {
        int bytes = range.begin().length + range.end().length;
        add(new Clear(range), bytes, bytes);
    }

    void operate(MutationType type, byte[] key, byte[] operand) {
        add(new Operate(type, key, operand), key.length + operand.length, 2 * key.length + 1);
    }

    private void add(Write write, int bytes, int conflictBytes) {
        inOrder.add(write);
        size += bytes + conflictBytes + StorageLimits.MUTATION_OVERHEAD + StorageLimits.CONFLICT_RANGE_OVERHEAD;
    }

    void addConflict(KeyRange range) {
        conflicts.add(range);
        size += range.begin().length + range.end().length + StorageLimits.CONFLICT_RANGE_OVERHEAD;
    }

    List<KeyRange> conflicts() {
        return conflicts;
    }

    /** The value of one key after the writes. */
    byte @Nullable [] over(byte[] key, byte @Nullable [] stored) {
        byte[] value = stored;
        for (Write write : inOrder) {
            switch (write) {
                case Set set when Arrays.equals(set.key, key) -> value = set.value;
                case Clear clear when clear.range.contains(key) -> value = null;
                case Operate operate
                when Arrays.equals(operate.key, key) ->
                    value = Operations.apply(operate.type, value, readable(operate));
                default -> {}
            }
        }
        return value;
    }

    /** The pairs of a range after the writes. */
    void over(byte[] begin, byte[] end, TreeMap<byte[], byte[]> pairs) {
        KeyRange range = new KeyRange(begin, end);
        for (Write write : inOrder) {
            switch (write) {
                case Set set when range.contains(set.key) -> put(pairs, set.key, set.value);
                case Clear clear -> {
                    byte[] from = later(clear.range.begin(), begin);
                    byte[] to = earlier(clear.range.end(), end);
                    if (Keys.compare(from, to) < 0) {
                        pairs.subMap(from, to).clear();
                    }
                }
                case Operate operate
                when range.contains(operate.key) ->
                    put(pairs, operate.key, Operations.apply(operate.type, pairs.get(operate.key), readable(operate)));
                default -> {}
            }
        }
    }

    private static byte[] readable(Operate operate) {
        if (Operations.isStamped(operate.type)) {
            throw new StorageException(StorageError.ACCESSED_UNREADABLE, "the commit decides what is there");
        }
        return operate.operand;
    }

    /** Does it all, at a version. Returns each key with what it is in the end, null where it is gone. */
    Map<byte[], byte @Nullable []> apply(VersionedCells cells, long version) {
        byte[] stamp = Stamps.of(version, 0);
        TreeMap<byte[], byte @Nullable []> changed = new TreeMap<>(Keys.ORDER);
        for (Write write : inOrder) {
            switch (write) {
                case Set set -> changed.put(set.key, set.value);
                case Clear clear -> {
                    cells.conflictIn(clear.range, version);
                    changed.subMap(clear.range.begin(), clear.range.end()).replaceAll((key, value) -> null);
                    cells.range(clear.range.begin(), clear.range.end(), Long.MAX_VALUE)
                            .forEach((key, value) -> changed.put(key, null));
                }
                case Operate operate -> operate(operate, cells, changed, stamp);
            }
        }
        changed.forEach((key, value) -> cells.put(key, value, version));
        conflicts.forEach(range -> cells.conflictIn(range, version));
        return changed;
    }

    private static void operate(
            Operate operate, VersionedCells cells, TreeMap<byte[], byte @Nullable []> changed, byte[] stamp) {
        switch (operate.type) {
            case SET_VERSIONSTAMPED_KEY -> changed.put(Operations.stamped(operate.key, stamp), operate.operand);
            case SET_VERSIONSTAMPED_VALUE -> changed.put(operate.key, Operations.stamped(operate.operand, stamp));
            default -> {
                byte[] before = changed.containsKey(operate.key)
                        ? changed.get(operate.key)
                        : cells.get(operate.key, Long.MAX_VALUE);
                changed.put(operate.key, Operations.apply(operate.type, before, operate.operand));
            }
        }
    }

    private static void put(TreeMap<byte[], byte[]> pairs, byte[] key, byte @Nullable [] value) {
        if (value == null) {
            pairs.remove(key);
        } else {
            pairs.put(key, value);
        }
    }

    private static byte[] later(byte[] left, byte[] right) {
        return Keys.compare(left, right) >= 0 ? left : right;
    }

    private static byte[] earlier(byte[] left, byte[] right) {
        return Keys.compare(left, right) <= 0 ? left : right;
    }
}
