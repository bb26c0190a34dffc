package org.vsekai.storage.rocksdb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vsekai.core.Tally;
import org.vsekai.storage.CannotOpenException;
import org.vsekai.storage.Database;
import org.vsekai.storage.Priority;
import org.vsekai.storage.RetryLoop;
import org.vsekai.storage.StorageError;
import org.vsekai.storage.StorageException;
import org.vsekai.storage.Transaction;
import org.vsekai.storage.TransactionOptions;
import org.vsekai.storage.disk.Disk;

/**
 * The embedded engine. One process owns the folder. Four threads: one commits, one syncs, one lets outcomes be known, one wakes
 * transactions that wait before a retry and looks after the store; the last two run callers' continuations, which must not
 * block.
 *
 * <p>Stops for good at the first failure of a write, of a read, or at a nearly full disk: what was under way gets {@link
 * StorageError#COMMIT_UNKNOWN_RESULT}, everything after {@link StorageError#IO_ERROR}, and {@link RocksOptions#onFailure}
 * is told. Starting again is the way out; nothing that was acknowledged is lost.
 */
public final class RocksDatabase implements Database {
    private static final Logger LOG = LoggerFactory.getLogger(RocksDatabase.class);

    private final RocksOptions options;
    private final Seams seams;
    private final NativeStore store;
    private final AcknowledgedVersion acknowledged;
    private final Committer committer;
    private final CommitQueue queue = new CommitQueue();
    private final Watches watches = new Watches(this::newestValue);
    private final Completions completions;
    private final ScheduledThreadPoolExecutor retries;
    private final Tally<CommitOutcome> outcomes = new Tally<>(CommitOutcome.class);
    private final Pins pins = new Pins();
    private final Upkeep upkeep;
    private final AtomicLong openTransactions = new AtomicLong();
    private final AtomicLong transactionSeeds = new AtomicLong();
    private final AtomicReference<@Nullable StorageException> failure = new AtomicReference<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    private RocksDatabase(
            RocksOptions options,
            Seams seams,
            NativeStore store,
            AcknowledgedVersion acknowledged,
            long recoveredVersion) {
        this.options = options;
        this.seams = seams;
        this.store = store;
        this.acknowledged = acknowledged;
        completions = new Completions(watches, seams.passing());
        var parts = new Committer.Parts(store, queue, completions, acknowledged, seams, options, outcomes);
        committer = new Committer(parts, recoveredVersion, this::stop);
        upkeep = new Upkeep(new Upkeep.Parts(
                pins,
                seams.nanoTime(),
                seams.usableBytes(),
                this::backgroundErrors,
                options.minFreeBytes(),
                this::stop));
        retries = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("storage-retries").daemon().factory());
    }

    /**
     * Opens the store in the folder, or makes one where the folder is empty or absent.
     *
     * @throws CannotOpenException in use, foreign, damaged, of a newer version, or on a full disk; the message is for a person
     */
    public static RocksDatabase open(Path directory, RocksOptions options) {
        return open(directory, options, Seams.production(() -> usableBytes(directory)));
    }

    static RocksDatabase open(Path directory, RocksOptions options, Seams seams) {
        StoreFolder folder = StoreFolder.enter(seams.disk(), directory, FormatStep.newestFormat(seams.formatSteps()));
        seams.passing().at(CrashPoint.FOLDER_ENTERED);
        long usable = seams.usableBytes().getAsLong();
        if (usable < options.minFreeBytes()) {
            throw new CannotOpenException(
                    "The disk of " + folder.path() + " is nearly full: " + usable
                            + " bytes are free and minFreeBytes is " + options.minFreeBytes()
                            + ". Free some space, or lower that limit.",
                    null);
        }
        NativeLibrary.load(options.nativeLibraryFolder());
        if (folder.isNew()) { // Made first, then opened like any other: NativeOptions says why.
            openNative(folder, new NativeOptions(options, true)).close();
        }
        NativeStore store = openNative(folder, new NativeOptions(options, false));
        seams.passing().at(CrashPoint.ROCKS_OPENED);
        return start(folder, options, seams, store);
    }

    private static NativeStore openNative(StoreFolder folder, NativeOptions options) {
        try {
            return new NativeStore(RocksDB.open(options.options, folder.path().toString()), options);
        } catch (RocksDBException cause) {
            options.close();
            throw folder.explain(cause);
        }
    }

    private static RocksDatabase start(StoreFolder folder, RocksOptions options, Seams seams, NativeStore store) {
        AcknowledgedVersion acknowledged = null;
        RocksDatabase database = null;
        try {
            acknowledged = AcknowledgedVersion.open(seams.disk(), folder.path());
            seams.passing().at(CrashPoint.ACKNOWLEDGED_OPENED);
            long recovered = recoveredVersion(store);
            if (recovered < acknowledged.get()) {
                throw folder.damaged(
                        "commits up to version " + acknowledged.get()
                                + " were acknowledged, but its log (*.log) ends at "
                                + recovered + ". To go on without the later ones, delete the file "
                                + AcknowledgedVersion.FILE_NAME,
                        null);
            }
            seams.passing().at(CrashPoint.VERSION_RECOVERED);
            if (folder.isNew()) {
                folder.created();
                seams.passing().at(CrashPoint.FOLDER_CREATED);
            }
            migrate(folder, store, seams.formatSteps());
            database = new RocksDatabase(options, seams, store, acknowledged, recovered);
            database.committer.start();
            database.completions.start();
            database.upkeep.run();
            var _ = database.retries.scheduleWithFixedDelay(
                    database.upkeep, Upkeep.PERIOD_NANOS, Upkeep.PERIOD_NANOS, TimeUnit.NANOSECONDS);
            seams.passing().at(CrashPoint.STARTED);
            return database;
        } catch (RocksDBException cause) {
            throw folder.explain(cause);
        } catch (IOException cause) {
            throw new CannotOpenException("The folder " + folder.path() + " can't be used: " + cause, cause);
        } finally {
            if (database == null) {
                store.close();
                if (acknowledged != null) {
                    acknowledged.close();
                }
            }
        }
    }

    private static void migrate(StoreFolder folder, NativeStore store, List<FormatStep> steps)
            throws RocksDBException, IOException {
        for (int format = folder.format(); format < FormatStep.newestFormat(steps); format++) {
            LOG.info("The store in {} is brought from format {} to {}.", folder.path(), format, format + 1);
            steps.get(format - 1).run(store);
            folder.migratedTo(format + 1);
        }
    }

    private static long recoveredVersion(NativeStore store) throws RocksDBException {
        byte[] version = store.getNewest(Committer.LAST_VERSION_KEY);
        return version == null ? 0 : ByteBuffer.wrap(version).getLong();
    }

    private static long usableBytes(Path directory) {
        try {
            return Disk.real().usableBytes(directory);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    @Override
    public <T> T run(TransactionOptions transactionOptions, Function<? super Transaction, ? extends T> body) {
        return RetryLoop.run(this, transactionOptions, body);
    }

    @Override
    public <T> CompletionStage<T> runAsync(
            TransactionOptions transactionOptions, Function<? super Transaction, ? extends CompletionStage<T>> body) {
        return RetryLoop.runAsync(this, transactionOptions, body);
    }

    @Override
    public Transaction begin(TransactionOptions transactionOptions) {
        checkUsable();
        openTransactions.incrementAndGet();
        return new RocksTransaction(this, transactionOptions, seams.nanoTime(), transactionSeeds.incrementAndGet());
    }

    public RocksStatistics statistics() {
        long now = seams.nanoTime().getAsLong();
        return new RocksStatistics(
                outcomes.get(CommitOutcome.COMMITTED),
                outcomes.get(CommitOutcome.READ_ONLY),
                outcomes.get(CommitOutcome.CONFLICT),
                outcomes.get(CommitOutcome.TOO_OLD),
                outcomes.get(CommitOutcome.TOO_LARGE),
                outcomes.get(CommitOutcome.QUEUE_FULL),
                outcomes.get(CommitOutcome.DISK_FULL),
                outcomes.get(CommitOutcome.UNKNOWN),
                committer.syncs(),
                committer.bytesWritten(),
                committer.writeNanos(),
                queue.size(),
                committer.newestVersion(),
                openTransactions.get(),
                store.pinnedVersions(),
                now - store.oldestPinNanos(now),
                pins.leaked(),
                watches.count(),
                watches.fired(),
                committer.conflicts().bytes(),
                committer.conflicts().bucketsDropped(),
                upkeep.freeBytes(),
                upkeep.isDiskLow(),
                inside());
    }

    private NativeStatistics inside() {
        try {
            return inGate(store::statistics);
        } catch (StorageException ended) {
            return NativeStatistics.NONE;
        }
    }

    private long backgroundErrors() {
        try {
            return inGate(store::backgroundErrors);
        } catch (StorageException ended) {
            return 0;
        }
    }

    /** What the store's own thread does each second. */
    void lookAfter() {
        upkeep.run();
    }

    /** @throws StorageException where the store has stopped or was closed */
    void checkUsable() {
        StorageException stopped = failure.get();
        if (stopped != null) {
            throw new StorageException(StorageError.IO_ERROR, "the store has stopped; see the cause", stopped);
        }
        if (closed.get()) {
            throw closedError();
        }
    }

    static StorageException closedError() {
        return new StorageException(StorageError.DATABASE_CLOSED, "the store was closed");
    }

    NativeStore store() {
        return store;
    }

    /** Something done with native objects. */
    interface NativeRead<T extends @Nullable Object> {
        T run() throws RocksDBException;
    }

    /** Runs a read while the store can't be released; its failure stops the store. */
    <T extends @Nullable Object> T inGate(NativeRead<T> read) {
        if (!store.enter()) {
            throw closedError();
        }
        try {
            return read.run();
        } catch (RocksDBException cause) {
            var stopping =
                    new StorageException(StorageError.IO_ERROR, "reading the store failed; it has stopped", cause);
            stop(stopping);
            throw stopping;
        } finally {
            store.exit();
        }
    }

    /** The newest value that transactions can read. */
    private byte @Nullable [] newestValue(byte[] key) {
        return inGate(() -> {
            ReadVersion newest = committer.acquireReadVersion();
            try {
                return store.get(newest.options, key);
            } finally {
                newest.release();
            }
        });
    }

    Watches watches() {
        return watches;
    }

    /** The newest version, held until {@link #unpin}. Inside the gate. */
    Pins.Pin pin() {
        return pins.hold(committer.acquireReadVersion(), seams.nanoTime().getAsLong());
    }

    void unpin(Pins.Pin pin) {
        pins.letGo(pin);
    }

    boolean isSabotaged(Sabotage sabotage) {
        return seams.sabotage() == sabotage;
    }

    void count(CommitOutcome outcome) {
        outcomes.count(outcome);
    }

    void transactionClosed() {
        openTransactions.decrementAndGet();
    }

    /** Hands a transaction to the commit thread; a refusal is its outcome. */
    void commit(CommitRequest request, Priority priority) {
        switch (queue.offer(request, priority)) {
            case ACCEPTED -> {}
            case FULL -> {
                outcomes.count(CommitOutcome.QUEUE_FULL);
                request.failure = new StorageException(
                        StorageError.NOT_COMMITTED,
                        "not tried: too many commits of this priority are waiting (CommitQueue)");
                request.settle();
            }
            case CLOSED -> {
                StorageException stopped = failure.get();
                request.failure = stopped == null
                        ? closedError()
                        : new StorageException(StorageError.IO_ERROR, "the store has stopped; see the cause", stopped);
                request.settle();
            }
        }
    }

    /** Runs the task on a thread of the store's after a while. False where the store is closing. */
    boolean later(long nanos, Runnable task) {
        try {
            var _ = retries.schedule(task, nanos, TimeUnit.NANOSECONDS);
            return true;
        } catch (RejectedExecutionException closing) {
            return false;
        }
    }

    /** Fail-stop. Only the first failure counts. Any thread. */
    void stop(StorageException cause) {
        if (!failure.compareAndSet(null, cause)) {
            return;
        }
        LOG.error("The store has stopped.", cause);
        queue.close();
        var _ = Thread.ofPlatform().name("storage-failure").daemon().start(() -> {
            try {
                options.onFailure().accept(cause);
            } finally {
                watches.end(new StorageException(StorageError.IO_ERROR, "the store has stopped; see the cause", cause));
            }
        });
    }

    /**
     * @throws IllegalStateException in a continuation that runs on a thread of the store's, for which it would have to wait
     */
    @Override
    public void close() {
        if (Thread.currentThread() == completions.thread()) {
            throw new IllegalStateException("a store can't be closed by a continuation of one of its commits");
        }
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        queue.close();
        seams.passing().at(CrashPoint.CLOSE_BEGUN);
        joinUninterruptibly(committer.thread());
        joinUninterruptibly(committer.syncThread());
        seams.passing().at(CrashPoint.COMMITS_ENDED);
        completions.end();
        joinUninterruptibly(completions.thread());
        seams.passing().at(CrashPoint.COMPLETIONS_ENDED);
        watches.end(closedError());
        flush();
        // The waits before retries end within RetryBudget's longest; what they wake then finds the store closed.
        retries.shutdown();
        store.close();
        seams.passing().at(CrashPoint.ROCKS_CLOSED);
        acknowledged.close();
        seams.passing().at(CrashPoint.CLOSED);
    }

    /** A store that has stopped is left as it is: its log has everything. */
    private void flush() {
        if (failure.get() != null) {
            return;
        }
        try {
            store.flush();
        } catch (RocksDBException harmless) {
            LOG.warn("The store could not be flushed when it was closed; the next start replays its log.", harmless);
        }
    }

    private static void joinUninterruptibly(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
