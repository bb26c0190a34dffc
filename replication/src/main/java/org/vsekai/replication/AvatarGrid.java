package org.vsekai.replication;

import java.util.Arrays;
import org.vsekai.core.HotPath;
import org.vsekai.core.Units;
import org.vsekai.sim.ChunkKey;
import org.vsekai.sim.LongIntMap;

/**
 * Where the avatars are, by cells of two chunks' width: who is near is found without looking at anybody who isn't. Each
 * cell's avatars are a doubly linked list through columns. Moving within a cell costs two stores; into another, two look-ups.
 * Nothing is allocated once warm. Confined to the gateway's thread; about 40 bytes per slot.
 */
@HotPath
final class AvatarGrid {
    static final int NONE = -1;
    static final long CELL_MICROS = 2 * Units.CHUNK_MICROS;

    private final LongIntMap firstInCell = new LongIntMap();

    /** Of the avatar in slot s at [s]. */
    private final long[] xMicros;

    private final long[] zMicros;

    /** The cell of slot s at [s], meaningful where {@code isPlaced[s]}. */
    private final long[] cells;

    private final boolean[] isPlaced;

    /** The slot after and before slot s in the list of its cell at [s]. */
    private final int[] next;

    private final int[] previous;

    AvatarGrid(int maxSlots) {
        xMicros = new long[maxSlots];
        zMicros = new long[maxSlots];
        cells = new long[maxSlots];
        isPlaced = new boolean[maxSlots];
        next = new int[maxSlots];
        previous = new int[maxSlots];
        Arrays.fill(next, NONE);
        Arrays.fill(previous, NONE);
    }

    void place(int slot, long x, long z) {
        xMicros[slot] = x;
        zMicros[slot] = z;
        long cell = cellAt(x, z);
        if (isPlaced[slot]) {
            if (cells[slot] == cell) {
                return;
            }
            unlink(slot);
        }
        isPlaced[slot] = true;
        cells[slot] = cell;
        link(slot, cell);
    }

    /** The slot may hold nobody. */
    void remove(int slot) {
        if (isPlaced[slot]) {
            unlink(slot);
            isPlaced[slot] = false;
        }
    }

    long xMicros(int slot) {
        return xMicros[slot];
    }

    long zMicros(int slot) {
        return zMicros[slot];
    }

    static int cellIndex(long micros) {
        return Math.toIntExact(Math.floorDiv(micros, CELL_MICROS));
    }

    /** The first slot in a cell, or {@link #NONE}. */
    int firstIn(int cellX, int cellZ) {
        return firstInCell.get(ChunkKey.of(cellX, cellZ));
    }

    /** The slot after this one in its cell, or {@link #NONE}. */
    int nextInCell(int slot) {
        return next[slot];
    }

    private static long cellAt(long x, long z) {
        return ChunkKey.of(cellIndex(x), cellIndex(z));
    }

    private void link(int slot, long cell) {
        int first = firstInCell.get(cell);
        next[slot] = first;
        previous[slot] = NONE;
        if (first != NONE) {
            previous[first] = slot;
        }
        firstInCell.put(cell, slot);
    }

    private void unlink(int slot) {
        if (next[slot] != NONE) {
            previous[next[slot]] = previous[slot];
        }
        if (previous[slot] != NONE) {
            next[previous[slot]] = next[slot];
        } else if (next[slot] != NONE) {
            firstInCell.put(cells[slot], next[slot]);
        } else {
            firstInCell.remove(cells[slot]);
        }
    }
}
