package org.vsekai.core;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue for many producers and one consumer, lock-free (D. Vyukov's bounded MPMC queue, here with a single
 * consumer): each slot carries the turn at which it may be written or read. {@link #offer} refuses when the queue is full;
 * the caller counts that. Costs one reference and one long per slot, allocated at start.
 */
@HotPath
public final class MpscQueue<T> {
    private final int mask;
    private final AtomicLongArray turns;
    private final AtomicReferenceArray<@Nullable T> slots;
    private final AtomicLong tail = new AtomicLong();
    private volatile long head;

    /** @param capacity rounded up to a power of two */
    public MpscQueue(int capacity) {
        Check.that(capacity > 0 && capacity <= 1 << 24, "a queue has a sensible capacity", capacity);
        int size = Math.max(2, Integer.highestOneBit(Math.max(1, capacity - 1)) << 1);
        mask = size - 1;
        turns = new AtomicLongArray(size);
        slots = new AtomicReferenceArray<>(size);
        for (int i = 0; i < size; i++) {
            turns.set(i, i);
        }
    }

    /** Any thread. False when full. */
    public boolean offer(T item) {
        while (true) {
            long at = tail.get();
            int slot = (int) at & mask;
            long turn = turns.getAcquire(slot);
            if (turn == at) {
                if (tail.compareAndSet(at, at + 1)) {
                    slots.setPlain(slot, item);
                    turns.setRelease(slot, at + 1);
                    return true;
                }
            } else if (turn < at) {
                return false;
            }
        }
    }

    /** The consumer's thread only. Null when empty. */
    public @Nullable T poll() {
        long at = head;
        int slot = (int) at & mask;
        if (turns.getAcquire(slot) != at + 1) {
            return null;
        }
        T item = slots.getPlain(slot);
        slots.setPlain(slot, null);
        turns.setRelease(slot, at + mask + 1);
        head = at + 1;
        return item;
    }

    /** Any thread; exact only while nobody adds or takes. */
    public int size() {
        return (int) Math.max(0, tail.get() - head);
    }

    public int capacity() {
        return mask + 1;
    }
}
