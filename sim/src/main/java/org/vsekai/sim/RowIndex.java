package org.vsekai.sim;

import java.util.Arrays;
import org.vsekai.core.HotPath;
import org.vsekai.core.SplitMix64;

/**
 * The rows of a table by the ids of their entities: open addressing with linear probing and backward-shift removal. Ids are
 * not kept here but read from the rows, so an entity costs 5 to 11 bytes. Confined to one thread.
 */
@HotPath
final class RowIndex {
    private static final int FREE = -1;
    private static final int FIRST_CAPACITY = 16;

    private final Ids ids;

    /** A row in slot i at [i], or {@link #FREE}; at most three quarters are taken. */
    private int[] slots = new int[FIRST_CAPACITY];

    private int size;

    /** The id in a row that the index holds. */
    @FunctionalInterface
    interface Ids {
        long id(int row);
    }

    RowIndex(Ids ids) {
        this.ids = ids;
        Arrays.fill(slots, FREE);
    }

    int size() {
        return size;
    }

    /** The row of an id, or {@link EntityTable#NONE}. */
    int get(long id) {
        return slots[slotOf(id)];
    }

    /** Adds an id that is not there, whose row must say so already. */
    void add(long id, int row) {
        if ((size + 1) * 4L > slots.length * 3L) {
            resize(slots.length * 2);
        }
        slots[slotOf(id)] = row;
        size++;
    }

    /** The entity of an id is in another row now. Looks at no row, which may be anywhere in memory. */
    void move(long id, int from, int to) {
        int mask = slots.length - 1;
        int slot = home(id, mask);
        while (slots[slot] != from) {
            slot = slot + 1 & mask;
        }
        slots[slot] = to;
    }

    /** Removes an id that is there, whose row must still say so. */
    void remove(long id) {
        int mask = slots.length - 1;
        int hole = slotOf(id);
        size--;
        int next = hole + 1 & mask;
        while (slots[next] != FREE) {
            int home = home(ids.id(slots[next]), mask);
            if ((next - home & mask) >= (next - hole & mask)) {
                slots[hole] = slots[next];
                hole = next;
            }
            next = next + 1 & mask;
        }
        slots[hole] = FREE;
    }

    /** Gives memory back when most of it is unused. */
    void trim() {
        if (slots.length > FIRST_CAPACITY && size * 4L < slots.length) {
            resize(slots.length / 2);
        }
    }

    long bytes() {
        return ChunkColumns.array(4L * slots.length);
    }

    private int slotOf(long id) {
        int mask = slots.length - 1;
        int slot = home(id, mask);
        while (slots[slot] != FREE && ids.id(slots[slot]) != id) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private static int home(long id, int mask) {
        return (int) SplitMix64.mix(id) & mask;
    }

    private void resize(int capacity) {
        int[] rows = slots;
        slots = new int[capacity];
        Arrays.fill(slots, FREE);
        for (int row : rows) {
            if (row != FREE) {
                slots[slotOf(ids.id(row))] = row;
            }
        }
    }
}
