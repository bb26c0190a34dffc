package org.vsekai.storage.rocksdb;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.KeyRules;
import org.vsekai.storage.Keys;
import org.vsekai.storage.MutationType;
import org.vsekai.storage.Priority;
import org.vsekai.storage.RangeOptions;
import org.vsekai.storage.RangeResult;
import org.vsekai.storage.ReadTransaction;
import org.vsekai.storage.RetryBudget;
import org.vsekai.storage.RetryLoop;
import org.vsekai.storage.Stamps;
import org.vsekai.storage.StorageError;
import org.vsekai.storage.StorageException;
import org.vsekai.storage.StorageLimits;
import org.vsekai.storage.Transaction;
import org.vsekai.storage.TransactionOptions;

/**
 * One transaction: gathers reads (for the conflict check) and writes on its caller's thread. The read version is taken by
 * the first read only, so a transaction that only writes can neither conflict nor be too old. Confined to one thread at a
 * time; its stages are complete on return, but for {@link #commit} and {@link #onError}.
 */
final class RocksTransaction implements Transaction {
    private enum Phase {
        OPEN,
        COMMITTING,
        COMMITTED,
        FAILED
    }

    private final RocksDatabase database;
    private final RetryBudget budget;
    private final Priority priority;
    private final LongSupplier nanoTime;
    private final ReadTransaction snapshot = new SnapshotView();

    private Overlay writes = new Overlay();
    private Reads reads;
    private List<Watch> watches = new ArrayList<>();

    private boolean closed;

    /** The next write makes no conflict. */
    private boolean nextIsQuiet;

    // Also written by the store's completion thread.
    private volatile Phase phase = Phase.OPEN;
    private volatile CommitRequest.@Nullable Committed committed;

    RocksTransaction(RocksDatabase database, TransactionOptions options, LongSupplier nanoTime, long seed) {
        this.database = database;
        this.nanoTime = nanoTime;
        priority = options.priority();
        budget = new RetryBudget(options, nanoTime, seed);
        reads = new Reads(database, writes, nanoTime);
    }

    @Override
    public CompletionStage<byte @Nullable []> get(byte[] key) {
        return read(() -> reads.value(key.clone(), true));
    }

    @Override
    public CompletionStage<List<byte @Nullable []>> getAll(List<byte[]> keys) {
        return read(() -> reads.values(keys, true));
    }

    @Override
    public CompletionStage<RangeResult> getRange(byte[] begin, byte[] end, RangeOptions options) {
        return read(() -> reads.pairs(new KeyRange(begin.clone(), end.clone()), options, true));
    }

    @Override
    public CompletionStage<Long> readVersion() {
        return read(() -> reads.version().version);
    }

    @Override
    public ReadTransaction snapshot() {
        return snapshot;
    }

    @Override
    public void set(byte[] key, byte[] value) {
        checkOpen();
        boolean conflicting = conflicting();
        KeyRules.checkWrite(key, value);
        writes.put(key.clone(), value.clone(), conflicting);
    }

    @Override
    public void clear(byte[] key) {
        checkOpen();
        boolean conflicting = conflicting();
        KeyRules.checkLegal(key);
        if (key.length <= StorageLimits.MAX_KEY_SIZE) { // No longer key exists.
            writes.put(key.clone(), null, conflicting);
        }
    }

    @Override
    public void clearRange(byte[] begin, byte[] end) {
        checkOpen();
        boolean conflicting = conflicting();
        if (KeyRules.checkRange(begin, end)) {
            writes.clearRange(begin.clone(), end.clone(), conflicting);
        }
    }

    @Override
    public void mutate(MutationType type, byte[] key, byte[] operand) {
        checkOpen();
        boolean conflicting = conflicting();
        switch (type) {
            case SET_VERSIONSTAMPED_KEY -> {
                int offset = KeyRules.stampOffset(key);
                byte[] template = Stamps.content(key);
                KeyRules.checkWrite(offset == 0 ? Stamps.lowest(template, 0) : template, operand);
                writes.putStampedKey(template, offset, operand.clone(), conflicting);
            }
            case SET_VERSIONSTAMPED_VALUE -> {
                int offset = KeyRules.stampOffset(operand);
                byte[] template = Stamps.content(operand);
                KeyRules.checkWrite(key, template);
                writes.putStampedValue(key.clone(), template, offset, conflicting);
            }
            case ADD, MAX, MIN, BYTE_MAX, COMPARE_AND_CLEAR -> {
                KeyRules.checkWrite(key, operand);
                writes.operate(type, key.clone(), operand.clone(), conflicting);
            }
        }
    }

    @Override
    public void addReadConflictRange(byte[] begin, byte[] end) {
        checkOpen();
        if (KeyRules.checkRange(begin, end)) {
            // The conflict is with writes after the read version, so there must be one.
            RetryLoop.await(readVersion());
            writes.forEachSeen(begin.clone(), end.clone(), reads.set::addRange);
        }
    }

    @Override
    public void addWriteConflictRange(byte[] begin, byte[] end) {
        checkOpen();
        if (KeyRules.checkRange(begin, end)) {
            writes.addWriteConflict(begin.clone(), end.clone());
        }
    }

    @Override
    public void nextWriteNoWriteConflict() {
        checkOpen();
        nextIsQuiet = true;
    }

    /** Whether the write that is being made conflicts with those who read what it writes. */
    private boolean conflicting() {
        boolean conflicting = !nextIsQuiet;
        nextIsQuiet = false;
        return conflicting;
    }

    @Override
    public CompletionStage<Void> watch(byte[] key) {
        try {
            Watch watch = checked(() -> begunWatch(key.clone()));
            watches.add(watch);
            return watch.changed; // Itself, so that cancelling it ends it.
        } catch (StorageException failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    private Watch begunWatch(byte[] key) throws RocksDBException {
        KeyRules.checkWrite(key, Keys.empty());
        byte[] stored = database.store().get(reads.version().options, key);
        Watch watch = database.watches().begin(key);
        watch.expect(stored);
        return watch;
    }

    @Override
    public CompletionStage<Long> approximateSize() {
        return CompletableFuture.completedFuture(size());
    }

    private long size() {
        return reads.set.size() + writes.size();
    }

    @Override
    public CompletionStage<Void> commit() {
        try {
            checkOpen();
            return writes.isEmpty() ? commitNothing() : commitWrites();
        } catch (StorageException failure) {
            cancel(handedOver());
            return CompletableFuture.failedFuture(failure);
        }
    }

    @Override
    public long committedVersion() {
        return committedOrThrow().version();
    }

    @Override
    public byte[] versionstamp() {
        CommitRequest.Committed place = committedOrThrow();
        if (place.version() < 0) {
            throw new IllegalStateException("a transaction that wrote nothing has no versionstamp");
        }
        return Stamps.of(place.version(), place.order());
    }

    @Override
    public CompletionStage<Void> onError(Throwable failure) {
        if (!(RetryLoop.cause(failure) instanceof StorageException storageFailure)) {
            return CompletableFuture.failedFuture(failure);
        }
        try {
            if (closed) {
                throw closedTransaction();
            }
            long waitNanos = budget.spend(storageFailure);
            reset();
            var ready = new CompletableFuture<Void>();
            boolean scheduled = database.later(waitNanos, () -> ready.complete(null));
            return scheduled ? ready : CompletableFuture.failedFuture(RocksDatabase.closedError());
        } catch (StorageException fatal) {
            return CompletableFuture.failedFuture(fatal);
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            cancel(handedOver());
            reads.letGo();
            database.transactionClosed();
        }
    }

    private CompletionStage<Void> commitNothing() {
        committed = new CommitRequest.Committed(-1, 0);
        phase = Phase.COMMITTED;
        database.count(CommitOutcome.READ_ONLY);
        database.watches().arm(handedOver(), fire -> database.later(0, fire));
        return CompletableFuture.completedFuture(null);
    }

    private CompletionStage<Void> commitWrites() {
        phase = Phase.FAILED; // Until it is under way.
        if (size() > StorageLimits.MAX_TRANSACTION_SIZE) {
            database.count(CommitOutcome.TOO_LARGE);
            throw new StorageException(
                    StorageError.TRANSACTION_TOO_LARGE,
                    size() + " bytes of keys, values and conflict ranges; the limit is "
                            + StorageLimits.MAX_TRANSACTION_SIZE);
        }
        if (!reads.set.isEmpty() && reads.isTooOld()) {
            database.count(CommitOutcome.TOO_OLD);
            throw Reads.tooOld();
        }
        warmOperands();
        List<Watch> begun = handedOver();
        var request =
                new CommitRequest(reads.versionIfAny(CommitRequest.BLIND), reads.set, writes, expectOwnWrites(begun));
        phase = Phase.COMMITTING;
        CompletionStage<Void> done = request.outcome.handle((place, failure) -> {
            settled(request, place);
            if (failure != null) {
                cancel(begun);
                throw asStorageException(failure);
            }
            database.watches().arm(begun, Runnable::run);
            return null;
        });
        database.commit(request, priority);
        return done;
    }

    private void settled(CommitRequest request, CommitRequest.@Nullable Committed place) {
        if (writes == request.writes) { // Else the transaction has been reset since.
            committed = place;
            phase = place == null ? Phase.FAILED : Phase.COMMITTED;
        }
    }

    /** The watches, which from now on are somebody else's to arm or to cancel. */
    private List<Watch> handedOver() {
        List<Watch> begun = watches;
        watches = new ArrayList<>();
        return begun;
    }

    private static void cancel(List<Watch> begun) {
        var cancelled = new StorageException(
                StorageError.TRANSACTION_CANCELLED, "the transaction of this watch has not been committed");
        begun.forEach(watch -> watch.changed.completeExceptionally(cancelled));
    }

    /** Tells the watches what this transaction writes, and returns those for which only the commit knows. */
    private List<Watch> expectOwnWrites(List<Watch> begun) {
        var unknown = new ArrayList<Watch>();
        for (Watch watch : begun) {
            Pending own = writes.lookup(watch.key);
            if (writes.isUnreadable(watch.key, Keys.after(watch.key))) {
                unknown.add(watch);
            } else if (own instanceof Pending.Known known) {
                watch.expect(known.value());
            } else if (own != null) {
                unknown.add(watch);
            }
        }
        return unknown;
    }

    /** Reads what atomic operations need into the cache now, so that the commit thread doesn't wait for the disk. */
    private void warmOperands() {
        var _ = database.inGate(() -> {
            for (var point : writes.points.entrySet()) {
                if (point.getValue() instanceof Pending.Operations) {
                    database.store().getNewest(point.getKey());
                }
            }
            return true;
        });
    }

    private void reset() {
        cancel(handedOver());
        reads.letGo();
        writes = new Overlay();
        reads = new Reads(database, writes, nanoTime);
        nextIsQuiet = false;
        committed = null;
        phase = Phase.OPEN;
    }

    /** A read as a stage that is complete. */
    private <T extends @Nullable Object> CompletionStage<T> read(RocksDatabase.NativeRead<T> read) {
        try {
            return CompletableFuture.completedFuture(checked(read));
        } catch (StorageException failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    /** The checks that all reads share. */
    private <T extends @Nullable Object> T checked(RocksDatabase.NativeRead<T> read) {
        checkOpen();
        return database.inGate(() -> {
            if (reads.isTooOld()) {
                throw Reads.tooOld();
            }
            return read.run();
        });
    }

    private void checkOpen() {
        database.checkUsable();
        if (closed) {
            throw closedTransaction();
        }
        if (phase != Phase.OPEN) {
            throw new StorageException(StorageError.USED_DURING_COMMIT, "the transaction is committing or has ended");
        }
    }

    private static StorageException closedTransaction() {
        return new StorageException(StorageError.TRANSACTION_CANCELLED, "the transaction was closed");
    }

    private CommitRequest.Committed committedOrThrow() {
        CommitRequest.Committed place = committed;
        if (place == null) {
            throw new IllegalStateException("the transaction has not been committed");
        }
        return place;
    }

    private static StorageException asStorageException(Throwable failure) {
        return RetryLoop.cause(failure) instanceof StorageException known
                ? known
                : new StorageException(StorageError.IO_ERROR, "the commit failed", failure);
    }

    private final class SnapshotView implements ReadTransaction {
        @Override
        public CompletionStage<byte @Nullable []> get(byte[] key) {
            return read(() -> reads.value(key.clone(), false));
        }

        @Override
        public CompletionStage<List<byte @Nullable []>> getAll(List<byte[]> keys) {
            return read(() -> reads.values(keys, false));
        }

        @Override
        public CompletionStage<RangeResult> getRange(byte[] begin, byte[] end, RangeOptions options) {
            return read(() -> reads.pairs(new KeyRange(begin.clone(), end.clone()), options, false));
        }

        @Override
        public CompletionStage<Long> readVersion() {
            return RocksTransaction.this.readVersion();
        }
    }
}
