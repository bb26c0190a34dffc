package org.vsekai.storage.rocksdb;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.vsekai.core.Tally;
import org.vsekai.storage.StorageError;
import org.vsekai.storage.StorageException;

/**
 * The commit thread: takes what waits as a group, decides who commits, and writes the group to the log. {@link LogSync}
 * makes it durable, publishes the new read version, and only then lets the outcomes be known. That order is what makes the
 * store respect real time: who begins after a commit was acknowledged reads it. What is written and not yet durable is seen
 * by nobody but the groups after it, which fail with it.
 *
 * <p>Versions are microseconds since the store was opened on top of {@link #base}, which is {@link #RESTART_GAP} beyond the
 * last version of the run before: they only grow, and none is used twice.
 *
 * <p>On any failure it stops for good: the state of a failed write is unknown, so nothing may be built on it.
 */
final class Committer implements Runnable {
    /** The engine's own entry: the version of the newest group, in each group's batch. */
    static final byte[] LAST_VERSION_KEY = {(byte) 0xFF, (byte) 0xFF, 'v'};

    /** Beyond every version that the run before can have given out without having written it. */
    static final long RESTART_GAP = 100_000_000;

    /** How much may be written before the free space of the disk is looked at again. */
    private static final long SPACE_CHECK_BYTES = 4L << 20;

    private static final long SPACE_CHECK_NANOS = 1_000_000_000;

    private final NativeStore store;
    private final CommitQueue queue;
    private final LogSync sync;
    private final AcknowledgedVersion acknowledged;
    private final AtomicReference<ReadVersion> newest;
    private final ConflictSet conflicts;
    private final Seams seams;
    private final CrashPoint.Passing passing;
    private final RocksOptions options;
    private final Tally<CommitOutcome> outcomes;
    private final Consumer<StorageException> onFailure;
    private final Thread thread =
            Thread.ofPlatform().name("storage-commit").daemon().unstarted(this);

    private final long base;
    private final long startNanos;
    private long lastVersion;

    private long bytesSinceSpaceCheck = SPACE_CHECK_BYTES;
    private long spaceCheckedNanos;

    /** The store has stopped before a write, not in it: what waits is known not to be committed. */
    private boolean diskIsFull;

    // Written by the commit thread only.
    private volatile long bytesWritten;
    private volatile long writeNanos;

    /** @param recoveredVersion the last version found in the store, 0 in a new one */
    Committer(Parts parts, long recoveredVersion, Consumer<StorageException> onFailure) {
        store = parts.store();
        queue = parts.queue();
        acknowledged = parts.acknowledged();
        seams = parts.seams();
        passing = seams.passing();
        options = parts.options();
        outcomes = parts.outcomes();
        this.onFailure = onFailure;
        base = (seams.sabotage() == Sabotage.VERSIONS_REUSED ? 0 : recoveredVersion) + RESTART_GAP;
        lastVersion = base;
        startNanos = seams.nanoTime().getAsLong();
        spaceCheckedNanos = startNanos;
        conflicts = new ConflictSet(base, ConflictSet.MAX_BYTES, seams.sabotage());
        newest = new AtomicReference<>(store.pin(base, startNanos));
        sync = new LogSync(parts, this::publish, onFailure);
    }

    /** What the commit thread works with. */
    record Parts(
            NativeStore store,
            CommitQueue queue,
            Completions completions,
            AcknowledgedVersion acknowledged,
            Seams seams,
            RocksOptions options,
            Tally<CommitOutcome> outcomes) {}

    void start() {
        thread.start();
        sync.start();
    }

    Thread thread() {
        return thread;
    }

    /** Ends after {@link #thread}. */
    Thread syncThread() {
        return sync.thread();
    }

    /** The newest durable version; the caller holds a reference. Any thread, inside the store's gate. */
    ReadVersion acquireReadVersion() {
        while (true) {
            ReadVersion version = newest.get();
            if (version.tryRetain()) {
                return version;
            }
        }
    }

    long newestVersion() {
        return newest.get().version;
    }

    ConflictSet conflicts() {
        return conflicts;
    }

    long syncs() {
        return sync.syncs();
    }

    long bytesWritten() {
        return bytesWritten;
    }

    long writeNanos() {
        return writeNanos + sync.syncNanos();
    }

    @Override
    public void run() {
        boolean goesOn = true;
        while (goesOn) {
            List<CommitRequest> group = queue.takeGroup();
            goesOn = !group.isEmpty() && commitOrStop(group);
        }
        sync.end();
    }

    /** False where the store has stopped. */
    private boolean commitOrStop(List<CommitRequest> group) {
        StorageException failure = sync.failure();
        if (failure == null) {
            failure = commitOrFail(group);
        }
        if (failure != null) {
            stop(group, failure);
            return false;
        }
        passing.at(CrashPoint.GROUP_OFFERED);
        return true;
    }

    /** The loop that owns the thread: whatever goes wrong stops the store in good order instead of leaving callers waiting. */
    @SuppressWarnings("CatchingUnchecked")
    private @Nullable StorageException commitOrFail(List<CommitRequest> group) {
        try {
            refuseOnFullDisk();
            commit(group);
            return null;
        } catch (StorageException failure) {
            return failure;
        } catch (RocksDBException failure) {
            return new StorageException(StorageError.IO_ERROR, "writing to the store failed; it has stopped", failure);
        } catch (RuntimeException | Error failure) {
            return new StorageException(
                    StorageError.IO_ERROR, "the commit thread failed; the store has stopped", failure);
        }
    }

    private void commit(List<CommitRequest> group) throws RocksDBException {
        passing.at(CrashPoint.GROUP_TAKEN);
        long version = nextVersion();
        passing.at(CrashPoint.VERSION_CHOSEN);
        conflicts.advanceTo(version);
        var batch = new GroupBatch(store, conflicts, version, group, seams.sabotage());
        var accepted = new ArrayList<CommitRequest>(group.size());
        if (seams.sabotage() == Sabotage.GROUP_UNCHECKED) {
            group.forEach(request -> request.failure = refusal(request));
        }
        for (CommitRequest request : group) {
            if (seams.sabotage() != Sabotage.GROUP_UNCHECKED) {
                request.failure = refusal(request);
            }
            if (request.failure == null) {
                batch.add(request, accepted.size());
                accepted.add(request);
                passing.at(CrashPoint.TRANSACTION_ADDED);
            }
        }
        if (accepted.isEmpty()) {
            sync.offer(new LogSync.Group(group, 0, null));
            return;
        }
        if (seams.sabotage() == Sabotage.TOLD_BEFORE_WRITE) {
            settle(accepted, version);
            accepted.forEach(CommitRequest::settle);
        }
        write(batch.finish(
                LAST_VERSION_KEY,
                ByteBuffer.allocate(Long.BYTES).putLong(version).array()));
        passing.at(CrashPoint.WRITTEN);
        ReadVersion written = store.pin(version, seams.nanoTime().getAsLong());
        settle(accepted, version);
        passing.at(CrashPoint.OUTCOMES_SET);
        sync.offer(new LogSync.Group(group, accepted.size(), written));
    }

    private static void settle(List<CommitRequest> accepted, long version) {
        for (int order = 0; order < accepted.size(); order++) {
            accepted.get(order).committed = new CommitRequest.Committed(version, order);
        }
    }

    private long nextVersion() {
        long elapsedMicros = (seams.nanoTime().getAsLong() - startNanos) / 1_000;
        lastVersion = Math.max(lastVersion + 1, base + elapsedMicros);
        return lastVersion;
    }

    private @Nullable StorageException refusal(CommitRequest request) {
        if (request.reads.isEmpty()) {
            return null;
        }
        if (request.readVersion < conflicts.oldestVersion()) {
            outcomes.count(CommitOutcome.TOO_OLD);
            return new StorageException(StorageError.TRANSACTION_TOO_OLD, "it read too long before its commit");
        }
        if (conflicts.conflicts(request.reads, request.readVersion)) {
            outcomes.count(CommitOutcome.CONFLICT);
            return new StorageException(StorageError.NOT_COMMITTED, "what it read has changed");
        }
        return null;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // One writer.
    private void write(byte[] batch) throws RocksDBException {
        passing.at(CrashPoint.BATCH_BUILT);
        long before = seams.nanoTime().getAsLong();
        seams.beforeWrite().run();
        passing.at(CrashPoint.BEFORE_WRITE);
        seams.groupWrite().write(store, batch);
        writeNanos += seams.nanoTime().getAsLong() - before;
        bytesWritten += batch.length;
        bytesSinceSpaceCheck += batch.length;
    }

    /** On the sync thread. */
    private void publish(ReadVersion durable) {
        acknowledged.advanceTo(durable.version);
        passing.at(CrashPoint.ACKNOWLEDGED_ADVANCED);
        newest.getAndSet(durable).release();
        passing.at(CrashPoint.SNAPSHOT_PUBLISHED);
    }

    private void refuseOnFullDisk() {
        long now = seams.nanoTime().getAsLong();
        if (bytesSinceSpaceCheck < SPACE_CHECK_BYTES && now - spaceCheckedNanos < SPACE_CHECK_NANOS) {
            return;
        }
        bytesSinceSpaceCheck = 0;
        spaceCheckedNanos = now;
        long usable = seams.usableBytes().getAsLong();
        if (usable < options.minFreeBytes()) {
            diskIsFull = true;
            throw new StorageException(
                    StorageError.IO_ERROR,
                    "the disk is nearly full: " + usable + " bytes are free and minFreeBytes is "
                            + options.minFreeBytes()
                            + "; free some space and start again. Nothing that was acknowledged is lost");
        }
    }

    private void stop(List<CommitRequest> group, StorageException cause) {
        onFailure.accept(cause);
        var unsettled = new ArrayList<>(group);
        unsettled.addAll(queue.closeAndDrain());
        for (CommitRequest request : unsettled) {
            request.failure = new StorageException(
                    diskIsFull ? StorageError.IO_ERROR : StorageError.COMMIT_UNKNOWN_RESULT,
                    diskIsFull ? "not committed; see the cause" : "the store failed while this commit was under way",
                    cause);
        }
        outcomes.add(diskIsFull ? CommitOutcome.DISK_FULL : CommitOutcome.UNKNOWN, unsettled.size());
        sync.offer(new LogSync.Group(unsettled, 0, null));
    }
}
