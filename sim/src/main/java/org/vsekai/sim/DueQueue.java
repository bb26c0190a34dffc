package org.vsekai.sim;

import java.util.Arrays;
import org.vsekai.core.HotPath;

/**
 * Entities that change by themselves at a known tick: a binary heap by tick, then id. An entry may be out of date (its
 * entity gone or put off): whoever takes it compares it with the entity. A tick in which nothing is due costs one
 * comparison. Confined to one thread.
 */
@HotPath
public final class DueQueue {
    /** Tick and id of heap node i at [i], valid below size; a node is not later than its children 2i+1, 2i+2. */
    private long[] ticks = new long[64];

    private long[] ids = new long[64];
    private int size;

    public void add(long tick, long id) {
        if (size == ticks.length) {
            ticks = Arrays.copyOf(ticks, size * 2);
            ids = Arrays.copyOf(ids, size * 2);
        }
        int at = size++;
        while (at > 0) {
            int parent = (at - 1) / 2;
            if (!isEarlier(tick, id, ticks[parent], ids[parent])) {
                break;
            }
            ticks[at] = ticks[parent];
            ids[at] = ids[parent];
            at = parent;
        }
        ticks[at] = tick;
        ids[at] = id;
    }

    public boolean isDue(long nowTick) {
        return size > 0 && ticks[0] <= nowTick;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /** Takes the earliest entry's id; the queue must not be empty. */
    public long takeId() {
        long taken = ids[0];
        size--;
        siftDown(ticks[size], ids[size]);
        return taken;
    }

    private void siftDown(long tick, long id) {
        int at = 0;
        while (2 * at + 1 < size) {
            int child = 2 * at + 1;
            if (child + 1 < size && isEarlier(ticks[child + 1], ids[child + 1], ticks[child], ids[child])) {
                child++;
            }
            if (!isEarlier(ticks[child], ids[child], tick, id)) {
                break;
            }
            ticks[at] = ticks[child];
            ids[at] = ids[child];
            at = child;
        }
        ticks[at] = tick;
        ids[at] = id;
    }

    private static boolean isEarlier(long tickA, long idA, long tickB, long idB) {
        return tickA < tickB || (tickA == tickB && idA < idB);
    }
}
