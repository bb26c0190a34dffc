package org.vsekai.sim;

import java.util.Arrays;
import org.vsekai.core.Check;
import org.vsekai.core.HotPath;
import org.vsekai.core.SplitMix64;

/**
 * A map from longs to non-negative ints: open addressing with linear probing and backward-shift removal, so there are no
 * tombstones. Iteration is left out on purpose: nothing may depend on the order of its slots. Confined to one thread.
 */
@HotPath
public final class LongIntMap {
    public static final int ABSENT = -1;

    private static final int FIRST_CAPACITY = 16;

    /** Key in slot i at [i], meaningful where {@code values[i] != 0}. */
    private long[] keys = new long[FIRST_CAPACITY];

    /** Value plus one in slot i at [i]; 0 marks a free slot. */
    private int[] values = new int[FIRST_CAPACITY];

    private int size;

    public int get(long key) {
        return values[slotOf(key)] - 1;
    }

    public boolean contains(long key) {
        return values[slotOf(key)] != 0;
    }

    public void put(long key, int value) {
        Check.that(value >= 0 && value < Integer.MAX_VALUE, "a value is not negative", value);
        if ((size + 1) * 2 > keys.length) {
            grow();
        }
        int slot = slotOf(key);
        if (values[slot] == 0) {
            size++;
        }
        keys[slot] = key;
        values[slot] = value + 1;
    }

    /** Removes the key, which may be absent. */
    public void remove(long key) {
        int mask = keys.length - 1;
        int hole = slotOf(key);
        if (values[hole] == 0) {
            return;
        }
        size--;
        int next = hole + 1 & mask;
        while (values[next] != 0) {
            int home = home(keys[next], mask);
            if ((next - home & mask) >= (next - hole & mask)) {
                keys[hole] = keys[next];
                values[hole] = values[next];
                hole = next;
            }
            next = next + 1 & mask;
        }
        values[hole] = 0;
    }

    public int size() {
        return size;
    }

    public void clear() {
        if (size > 0) {
            Arrays.fill(values, 0);
            size = 0;
        }
    }

    /** What the map takes on the heap. */
    long bytes() {
        return ChunkColumns.array(8L * keys.length) + ChunkColumns.array(4L * values.length);
    }

    private int slotOf(long key) {
        int mask = keys.length - 1;
        int slot = home(key, mask);
        while (values[slot] != 0 && keys[slot] != key) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private static int home(long key, int mask) {
        return (int) SplitMix64.mix(key) & mask;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldValues = values;
        keys = new long[oldKeys.length * 2];
        values = new int[oldKeys.length * 2];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldValues[i] != 0) {
                int slot = slotOf(oldKeys[i]);
                keys[slot] = oldKeys[i];
                values[slot] = oldValues[i];
            }
        }
    }
}
