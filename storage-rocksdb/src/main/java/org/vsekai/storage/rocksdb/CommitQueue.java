package org.vsekai.storage.rocksdb;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.vsekai.storage.Priority;

/**
 * The bounded queue before the commit thread, with a rank for each priority. Any thread offers; only the commit thread takes.
 *
 * <p>A group takes what is most urgent first. A rank that {@link #MAX_PASSED_OVER} groups in a row left no room for is served
 * first in the next, by one transaction: so whatever waits is committed in the end. BATCH may fill half of the queue.
 */
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

    /** Groups that may leave out a rank in which something waits. */
    static final int MAX_PASSED_OVER = 16;

    private static final int PRIORITIES = Priority.values().length;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();

    /** Most urgent first. */
    private final List<Rank> ranks =
            Stream.generate(Rank::new).limit(PRIORITIES).toList();

    private int waitingCount;
    private long waitingBytes;
    private boolean closed;

    private static final class Rank {
        final ArrayDeque<CommitRequest> waiting = new ArrayDeque<>();

        /** Groups in a row that took nothing from here although something waited. */
        int passedOver;
    }

    Offer offer(CommitRequest request, Priority priority) {
        lock.lock();
        try {
            if (closed) {
                return Offer.CLOSED;
            }
            int share = priority == Priority.BATCH ? 2 : 1;
            // One transaction always fits: else one larger than the bound could never be committed.
            boolean fits = waitingCount == 0 || waitingBytes + request.size <= MAX_WAITING_BYTES / share;
            if (!fits || waitingCount >= MAX_WAITING / share) {
                return Offer.FULL;
            }
            rank(priority).waiting.add(request);
            waitingCount++;
            waitingBytes += request.size;
            arrived.signal();
            return Offer.ACCEPTED;
        } finally {
            lock.unlock();
        }
    }

    private Rank rank(Priority priority) {
        return ranks.get(PRIORITIES - 1 - priority.ordinal());
    }

    /** Waits for transactions. An empty group says that the queue is closed and drained. */
    List<CommitRequest> takeGroup() {
        lock.lock();
        try {
            while (waitingCount == 0 && !closed) {
                arrived.awaitUninterruptibly();
            }
            return take();
        } finally {
            lock.unlock();
        }
    }

    private List<CommitRequest> take() {
        var group = new ArrayList<CommitRequest>();
        long bytes = 0;
        for (Rank rank : ranks) {
            if (rank.passedOver >= MAX_PASSED_OVER) {
                bytes += take(rank, group);
            }
        }
        for (Rank rank : ranks) {
            int before = group.size();
            while (!rank.waiting.isEmpty() && group.size() < MAX_GROUP && bytes < MAX_GROUP_BYTES) {
                bytes += take(rank, group);
            }
            boolean leftOut = !rank.waiting.isEmpty() && group.size() == before;
            rank.passedOver = leftOut && rank.passedOver < MAX_PASSED_OVER ? rank.passedOver + 1 : 0;
        }
        waitingCount -= group.size();
        waitingBytes -= bytes;
        return group;
    }

    private static long take(Rank rank, List<CommitRequest> group) {
        CommitRequest request = rank.waiting.remove();
        group.add(request);
        return request.size;
    }

    /** Refuses further offers and returns all that is waiting. */
    List<CommitRequest> closeAndDrain() {
        lock.lock();
        try {
            closed = true;
            arrived.signal();
            var drained = new ArrayList<CommitRequest>();
            for (Rank rank : ranks) {
                drained.addAll(rank.waiting);
                rank.waiting.clear();
                rank.passedOver = 0;
            }
            waitingCount = 0;
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
            return waitingCount;
        } finally {
            lock.unlock();
        }
    }
}
