package org.vsekai.rtc.udp;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.Check;
import org.vsekai.core.HotPath;

/**
 * The peers of one event loop by their next deadline: a binary heap in which each peer knows its place, so moving one costs
 * O(log n) and finding the earliest O(1). Peers with nothing due are not in it. Confined to the event loop.
 */
@HotPath
final class DeadlineHeap<T extends Due> {
    private static final int FIRST_CAPACITY = 64;

    /** Below size: no peer is due before the one at half its index. */
    private Due[] heap = new Due[FIRST_CAPACITY];

    private int size;

    /** Puts the peer where {@link Due#dueNanos} belongs, or takes it out if that is {@link Due#NEVER}. */
    void update(T peer) {
        if (peer.dueNanos == Due.NEVER) {
            remove(peer);
            return;
        }
        if (peer.heapIndex < 0) {
            if (size == heap.length) {
                heap = Arrays.copyOf(heap, size * 2);
            }
            place(peer, size++);
        }
        siftUp(peer);
        siftDown(peer);
    }

    void remove(T peer) {
        int hole = peer.heapIndex;
        if (hole < 0) {
            return;
        }
        Check.that(hole < size, "a peer knows its place", hole);
        peer.heapIndex = -1;
        Due last = heap[--size];
        clear(size);
        if (hole != size) {
            place(last, hole);
            siftUp(last);
            siftDown(last);
        }
    }

    /** The peer that is due first, or null. */
    @SuppressWarnings("unchecked") // Only Ts are put in.
    @Nullable
    T first() {
        return size == 0 ? null : (T) heap[0];
    }

    int size() {
        return size;
    }

    private void siftUp(Due peer) {
        while (peer.heapIndex > 0) {
            int parent = (peer.heapIndex - 1) / 2;
            if (heap[parent].dueNanos <= peer.dueNanos) {
                return;
            }
            swap(peer.heapIndex, parent);
        }
    }

    private void siftDown(Due peer) {
        while (true) {
            int child = 2 * peer.heapIndex + 1;
            if (child + 1 < size && heap[child + 1].dueNanos < heap[child].dueNanos) {
                child++;
            }
            if (child >= size || heap[child].dueNanos >= peer.dueNanos) {
                return;
            }
            swap(peer.heapIndex, child);
        }
    }

    private void swap(int a, int b) {
        Due atA = heap[a];
        place(heap[b], a);
        place(atA, b);
    }

    private void place(Due peer, int index) {
        heap[index] = peer;
        peer.heapIndex = index;
    }

    @SuppressWarnings("NullAway") // The slot lies above size and is not read before it is written again.
    private void clear(int index) {
        heap[index] = null;
    }
}
