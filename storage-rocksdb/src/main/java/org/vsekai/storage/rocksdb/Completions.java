package org.vsekai.storage.rocksdb;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * The thread that lets outcomes be known, in the order of commits, and then wakes those who watch what was written, so
 * that what waits for them never delays the commit thread. A continuation that blocks here delays all others, and in the end ({@link #MAX_GROUPS} groups) the commits.
 */
final class Completions implements Runnable {
    static final int MAX_GROUPS = 64;

    /** Says that nothing follows. */
    private static final List<CommitRequest> END = List.of();

    private final ArrayBlockingQueue<List<CommitRequest>> groups = new ArrayBlockingQueue<>(MAX_GROUPS);
    private final Thread thread =
            Thread.ofPlatform().name("storage-completions").daemon().unstarted(this);

    private final Watches watches;
    private final CrashPoint.Passing passing;

    Completions(Watches watches, CrashPoint.Passing passing) {
        this.watches = watches;
        this.passing = passing;
    }

    void start() {
        thread.start();
    }

    /** Waits where the queue is full. */
    void offer(List<CommitRequest> settled) {
        if (!settled.isEmpty()) {
            putUninterruptibly(settled);
        }
    }

    /** What was offered is still let known. Only once. */
    void end() {
        putUninterruptibly(END);
    }

    Thread thread() {
        return thread;
    }

    @Override
    public void run() {
        while (true) {
            List<CommitRequest> group = takeUninterruptibly();
            if (group.isEmpty()) {
                return;
            }
            for (CommitRequest request : group) {
                passing.at(CrashPoint.BEFORE_TOLD);
                request.settle();
                passing.at(CrashPoint.TOLD);
            }
            group.forEach(watches::wake);
        }
    }

    private void putUninterruptibly(List<CommitRequest> group) {
        boolean interrupted = false;
        while (true) {
            try {
                groups.put(group);
                break;
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** This thread is the store's own: an interrupt is a continuation's mistake and ends nothing. */
    private List<CommitRequest> takeUninterruptibly() {
        while (true) {
            try {
                return groups.take();
            } catch (InterruptedException ignored) {
                // Take again.
            }
        }
    }
}
