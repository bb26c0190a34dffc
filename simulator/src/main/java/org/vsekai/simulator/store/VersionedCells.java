package org.vsekai.simulator.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.Keys;

/** All keys with their values of the last seconds: reads at a version, checks of conflicts, and what was never synced taken back. */
final class VersionedCells {
    /** A value from a version on, and what was there before. A null value: the key is not there. */
    private record Cell(
            long version, byte @Nullable [] value, @Nullable Cell older) {}

    /** One put in so many also forgets what of its key is too old to be read. */
    private static final int PUTS_PER_CLEANING = 64;

    private record Grave(long version, byte[] key) {}

    private record RangeWrite(long version, KeyRange range) {}

    private final TreeMap<byte[], Cell> newest = new TreeMap<>(Keys.ORDER);
    private final ArrayDeque<Grave> graves = new ArrayDeque<>();
    private final ArrayDeque<RangeWrite> rangeWrites = new ArrayDeque<>();
    private long oldest;
    private int puts;

    /** Reads at an older version than this are too old. */
    long oldest() {
        return oldest;
    }

    byte @Nullable [] get(byte[] key, long version) {
        return valueAt(newest.get(key), version);
    }

    private static byte @Nullable [] valueAt(@Nullable Cell cell, long version) {
        Cell at = cell;
        while (at != null && at.version > version) {
            at = at.older;
        }
        return at == null ? null : at.value;
    }

    /** All pairs of a range at a version, in order. */
    TreeMap<byte[], byte[]> range(byte[] begin, byte[] end, long version) {
        TreeMap<byte[], byte[]> pairs = new TreeMap<>(Keys.ORDER);
        within(begin, end).forEach((key, cell) -> {
            byte[] value = valueAt(cell, version);
            if (value != null) {
                pairs.put(key, value);
            }
        });
        return pairs;
    }

    /** The first pairs of a range at a version, or the last ones. */
    List<KeyValue> first(byte[] begin, byte[] end, long version, boolean reverse, int limit) {
        NavigableMap<byte[], Cell> cells = within(begin, end);
        List<KeyValue> pairs = new ArrayList<>();
        for (Map.Entry<byte[], Cell> entry : (reverse ? cells.descendingMap() : cells).entrySet()) {
            byte[] value = valueAt(entry.getValue(), version);
            if (value != null) {
                pairs.add(new KeyValue(entry.getKey(), value));
                if (pairs.size() == limit) {
                    break;
                }
            }
        }
        return pairs;
    }

    private NavigableMap<byte[], Cell> within(byte[] begin, byte[] end) {
        return newest.subMap(begin, true, end, false);
    }

    boolean isNewer(byte[] key, long version) {
        Cell cell = newest.get(key);
        return (cell != null && cell.version > version) || isInRangeWrite(key, Keys.after(key), version);
    }

    boolean isAnyNewer(byte[] begin, byte[] end, long version) {
        for (Cell cell : within(begin, end).values()) {
            if (cell.version > version) {
                return true;
            }
        }
        return isInRangeWrite(begin, end, version);
    }

    private boolean isInRangeWrite(byte[] begin, byte[] end, long version) {
        for (RangeWrite write : rangeWrites) {
            if (write.version > version
                    && Keys.compare(write.range.begin(), end) < 0
                    && Keys.compare(begin, write.range.end()) < 0) {
                return true;
            }
        }
        return false;
    }

    void put(byte[] key, byte @Nullable [] value, long version) {
        Cell before = newest.get(key);
        boolean isTimeToForget = ++puts % PUTS_PER_CLEANING == 0;
        newest.put(key, new Cell(version, value, isTimeToForget ? shortened(before) : before));
        if (value == null) {
            graves.addLast(new Grave(version, key));
        }
    }

    /** Readers are no older than {@link #oldest}: of what is older one value is enough. */
    private @Nullable Cell shortened(@Nullable Cell cell) {
        if (cell == null || cell.version <= oldest) {
            return cell == null ? null : new Cell(cell.version, cell.value, null);
        }
        return cell.older == null || cell.older.older == null
                ? cell
                : new Cell(cell.version, cell.value, shortened(cell.older));
    }

    void conflictIn(KeyRange range, long version) {
        rangeWrites.addLast(new RangeWrite(version, range));
    }

    /** Takes back everything later than a version. */
    void takeBack(long version, Iterable<byte[]> keys) {
        for (byte[] key : keys) {
            Cell cell = newest.get(key);
            while (cell != null && cell.version > version) {
                cell = cell.older;
            }
            if (cell == null) {
                newest.remove(key);
            } else {
                newest.put(key, cell);
            }
        }
        rangeWrites.removeIf(write -> write.version > version);
    }

    /** Nobody reads before this version any more. */
    void forgetBefore(long version) {
        oldest = Math.max(oldest, version);
        while (!rangeWrites.isEmpty() && rangeWrites.getFirst().version <= oldest) {
            rangeWrites.removeFirst();
        }
        while (!graves.isEmpty() && graves.getFirst().version <= oldest) {
            Grave grave = graves.removeFirst();
            Cell cell = newest.get(grave.key);
            if (cell != null && cell.value == null && cell.version <= oldest) {
                newest.remove(grave.key);
            }
        }
    }
}
