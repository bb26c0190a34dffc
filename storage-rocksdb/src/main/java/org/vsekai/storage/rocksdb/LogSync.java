package org.vsekai.storage.rocksdb;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.vsekai.core.Tally;
import org.vsekai.storage.StorageError;
import org.vsekai.storage.StorageException;

/**
 * The sync thread: makes durable what the commit thread has written to the log, and only then publishes it as the new read
 * version and lets the outcomes be known, in the order of commits. While it waits for the disk the commit thread goes on: one
 * sync serves all groups that were written since the one before.
 *
 * <p>After a failed sync nothing more is synced or published: all outcomes from there on are unknown.
 */
final class LogSync implements Runnable {
    /** Groups that may wait for a sync; then the commit thread waits too. */
    static final int MAX_GROUPS = 64;

    /**
     * A group on its way: written but not durable; or one that failed, whose outcomes are set already.
     *
     * @param commits how many of the requests were accepted
     * @param pinned the state after the group, null where nothing was written
     */
    record Group(
            List<CommitRequest> requests,
            int commits,
            @Nullable ReadVersion pinned) {}

    private final NativeStore store;
    private final Completions completions;
    private final Tally<CommitOutcome> outcomes;
    private final LongSupplier nanoTime;
    private final CrashPoint.Passing passing;
    private final Consumer<ReadVersion> publish;
    private final Consumer<StorageException> onFailure;
    private final Thread thread =
            Thread.ofPlatform().name("storage-sync").daemon().unstarted(this);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Condition taken = lock.newCondition();
    private final ArrayDeque<Group> waiting = new ArrayDeque<>();
    private boolean ended;

    // Written by the sync thread only.
    private volatile @Nullable StorageException failure;
    private volatile long syncs;
    private volatile long syncNanos;

    /** @param publish gets the newest durable version, with its reference */
    LogSync(Committer.Parts parts, Consumer<ReadVersion> publish, Consumer<StorageException> onFailure) {
        store = parts.store();
        completions = parts.completions();
        outcomes = parts.outcomes();
        nanoTime = parts.seams().nanoTime();
        passing = parts.seams().passing();
        this.publish = publish;
        this.onFailure = onFailure;
    }

    void start() {
        thread.start();
    }

    Thread thread() {
        return thread;
    }

    /** Not null once a sync has failed: then nothing may be written any more. */
    @Nullable
    StorageException failure() {
        return failure;
    }

    long syncs() {
        return syncs;
    }

    long syncNanos() {
        return syncNanos;
    }

    /** By the commit thread, in the order of commits. Waits where too many groups wait. */
    void offer(Group group) {
        lock.lock();
        try {
            while (waiting.size() >= MAX_GROUPS) {
                taken.awaitUninterruptibly();
            }
            waiting.add(group);
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    /** What was offered will still be made durable. */
    void end() {
        lock.lock();
        try {
            ended = true;
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void run() {
        for (List<Group> groups = take(); !groups.isEmpty(); groups = take()) {
            settle(groups);
        }
    }

    /** Waits for groups. None says that there is an end. */
    private List<Group> take() {
        lock.lock();
        try {
            while (waiting.isEmpty() && !ended) {
                arrived.awaitUninterruptibly();
            }
            var groups = new ArrayList<>(waiting);
            waiting.clear();
            taken.signal();
            return groups;
        } finally {
            lock.unlock();
        }
    }

    /** The loop that owns the thread: whatever goes wrong stops the store in good order instead of leaving callers waiting. */
    private void settle(List<Group> groups) {
        if (failure == null) {
            makeDurable(groups);
        }
        StorageException failed = failure;
        for (Group group : groups) {
            if (failed == null) {
                outcomes.add(CommitOutcome.COMMITTED, group.commits);
            } else {
                outcomes.add(CommitOutcome.UNKNOWN, group.commits);
                group.requests.forEach(request -> request.becameUnknown(failed));
            }
            completions.offer(group.requests);
        }
    }

    @SuppressWarnings("CatchingUnchecked")
    private void makeDurable(List<Group> groups) {
        ReadVersion newest = null;
        for (Group group : groups) {
            if (group.pinned != null) {
                if (newest != null) {
                    newest.release();
                }
                newest = group.pinned;
            }
        }
        if (newest == null) {
            return;
        }
        try {
            sync();
            publish.accept(newest);
        } catch (RocksDBException cause) {
            stop(new StorageException(StorageError.IO_ERROR, "syncing the log failed; the store has stopped", cause));
        } catch (RuntimeException | Error cause) {
            stop(new StorageException(StorageError.IO_ERROR, "the sync thread failed; the store has stopped", cause));
        }
    }

    private void stop(StorageException cause) {
        failure = cause;
        onFailure.accept(cause);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // One writer.
    private void sync() throws RocksDBException {
        long before = nanoTime.getAsLong();
        passing.at(CrashPoint.BEFORE_SYNC);
        store.syncLog();
        passing.at(CrashPoint.SYNCED);
        syncs++;
        syncNanos += nanoTime.getAsLong() - before;
    }
}
