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
 * The commit thread: takes what waits as a group, decides who commits, makes the group durable with one synced write,
 * publishes the new read version, and only then lets the outcomes be known. That order is what makes the store respect real
 * time: who begins after a commit was acknowledged reads it.
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
    private final Completions completions;
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
    private volatile long groups;
    private volatile long bytesWritten;
    private volatile long writeNanos;

    /** @param recoveredVersion the last version found in the store, 0 in a new one */
    Committer(Parts parts, long recoveredVersion, Consumer<StorageException> onFailure) {
        store = parts.store();
        queue = parts.queue();
        completions = parts.completions();
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
    }

    Thread thread() {
        return thread;
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

    long groups() {
        return groups;
    }

    long bytesWritten() {
        return bytesWritten;
    }

    long writeNanos() {
        return writeNanos;
    }

    @Override
    public void run() {
        while (true) {
            List<CommitRequest> group = queue.takeGroup();
            if (group.isEmpty()) {
                return;
            }
            StorageException failure = commitOrFail(group);
            if (failure != null) {
                stop(group, failure);
                return;
            }
            completions.offer(group);
            passing.at(CrashPoint.GROUP_OFFERED);
        }
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
        acknowledged.advanceTo(version);
        passing.at(CrashPoint.ACKNOWLEDGED_ADVANCED);
        publish(version);
        passing.at(CrashPoint.SNAPSHOT_PUBLISHED);
        settle(accepted, version);
        outcomes.add(CommitOutcome.COMMITTED, accepted.size());
        passing.at(CrashPoint.OUTCOMES_SET);
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
        groups++;
        bytesWritten += batch.length;
        bytesSinceSpaceCheck += batch.length;
    }

    private void publish(long version) {
        ReadVersion before =
                newest.getAndSet(store.pin(version, seams.nanoTime().getAsLong()));
        before.release();
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
        completions.offer(unsettled);
    }
}
