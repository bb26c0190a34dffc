package org.vsekai.storage.rocksdb;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The bounded queue before the commit thread. Any thread offers; only the commit thread takes. */
final class CommitQueue {
    /** Transactions that may wait. */
    static final int MAX_WAITING = 16_384;

    /** Bytes of transactions that may wait. */
    static final long MAX_WAITING_BYTES = 64L << 20;

    /** Transactions that become durable with one write. Fits the 16 bits of a versionstamp's order. */
    static final int MAX_GROUP = 4_096;

    /** A group takes no further transaction beyond these bytes. */
    static final long MAX_GROUP_BYTES = 4L << 20;

    enum Offer {
        ACCEPTED,
        FULL,
        CLOSED
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final ArrayDeque<CommitRequest> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private boolean closed;

    Offer offer(CommitRequest request) {
        lock.lock();
        try {
            if (closed) {
                return Offer.CLOSED;
            }
            // One transaction always fits: else one larger than the bound could never be committed.
            boolean fits = waiting.isEmpty() || waitingBytes + request.size <= MAX_WAITING_BYTES;
            if (!fits || waiting.size() >= MAX_WAITING) {
                return Offer.FULL;
            }
            waiting.add(request);
            waitingBytes += request.size;
            arrived.signal();
            return Offer.ACCEPTED;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for transactions. An empty group says that the queue is closed and drained. */
    List<CommitRequest> takeGroup() {
        var group = new ArrayList<CommitRequest>();
        lock.lock();
        try {
            while (waiting.isEmpty() && !closed) {
                arrived.awaitUninterruptibly();
            }
            long bytes = 0;
            while (!waiting.isEmpty() && group.size() < MAX_GROUP && bytes < MAX_GROUP_BYTES) {
                CommitRequest request = waiting.remove();
                bytes += request.size;
                group.add(request);
            }
            waitingBytes -= bytes;
        } finally {
            lock.unlock();
        }
        return group;
    }

    /** Refuses further offers and returns all that is waiting. */
    List<CommitRequest> closeAndDrain() {
        lock.lock();
        try {
            closed = true;
            arrived.signal();
            var drained = new ArrayList<>(waiting);
            waiting.clear();
            waitingBytes = 0;
            return drained;
        } finally {
            lock.unlock();
        }
    }

    /** Refuses further offers; what is waiting will still be taken. */
    void close() {
        lock.lock();
        try {
            closed = true;
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }
}
