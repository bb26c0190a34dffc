package org.vsekai.storage.fdb;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.KeyRules;
import org.vsekai.storage.Keys;
import org.vsekai.storage.MutationType;
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
 * One transaction of FoundationDB's behind the interface: keys are checked and the end of a transaction is noticed here, at the
 * same calls as in the embedded engine; everything else is FoundationDB's. Confined to one thread at a time.
 */
final class FdbTransaction implements Transaction {
    private enum Phase {
        OPEN,
        COMMITTING,
        COMMITTED,
        FAILED
    }

    /** @param version -1 where nothing was written, and then there is no stamp */
    @SuppressWarnings("ArrayRecordComponent") // A carrier, never compared.
    private record Committed(long version, byte @Nullable [] stamp) {}

    private final FdbDatabase database;
    private final TransactionOptions options;
    private final RetryBudget budget;
    private final ReadTransaction snapshot = new SnapshotView();

    private boolean nextIsQuiet;

    // Written by FoundationDB's threads too: a retry continues in another object.
    private volatile com.apple.foundationdb.Transaction fdb;
    private volatile Phase phase = Phase.OPEN;
    private volatile @Nullable Committed committed;
    private volatile boolean closed;

    FdbTransaction(
            FdbDatabase database,
            com.apple.foundationdb.Transaction fdb,
            TransactionOptions options,
            LongSupplier nanoTime) {
        this.database = database;
        this.fdb = fdb;
        this.options = options;
        budget = new RetryBudget(options, nanoTime, 0); // FoundationDB waits, with a jitter of its own.
        fdb.options().setTimeout(millis(options.timeout())); // Stays over retries, unlike the priority.
        setPriority();
    }

    /** As FoundationDB takes it, where 0 would be no limit at all. */
    static long millis(Duration timeout) {
        long millis =
                timeout.compareTo(Duration.ofMillis(Integer.MAX_VALUE)) > 0 ? Integer.MAX_VALUE : timeout.toMillis();
        return Math.max(1, millis);
    }

    @Override
    public CompletionStage<byte @Nullable []> get(byte[] key) {
        return read(() -> getFrom(fdb, key));
    }

    @Override
    public CompletionStage<RangeResult> getRange(byte[] begin, byte[] end, RangeOptions options) {
        return read(() -> FdbRanges.read(fdb, true, begin, end, options));
    }

    @Override
    public CompletionStage<Long> readVersion() {
        return read(() -> fdb.getReadVersion());
    }

    @Override
    public ReadTransaction snapshot() {
        return snapshot;
    }

    @Override
    public void set(byte[] key, byte[] value) {
        checkOpen();
        boolean isQuiet = takeQuiet();
        KeyRules.checkWrite(key, value);
        write(isQuiet, () -> fdb.set(key, value));
    }

    @Override
    public void clear(byte[] key) {
        checkOpen();
        boolean isQuiet = takeQuiet();
        KeyRules.checkLegal(key);
        if (key.length <= StorageLimits.MAX_KEY_SIZE) { // No longer key exists.
            write(isQuiet, () -> fdb.clear(key));
        }
    }

    @Override
    public void clearRange(byte[] begin, byte[] end) {
        checkOpen();
        boolean isQuiet = takeQuiet();
        if (KeyRules.checkRange(begin, end)) {
            write(isQuiet, () -> fdb.clear(begin, end));
        }
    }

    @Override
    public void mutate(MutationType type, byte[] key, byte[] operand) {
        checkOpen();
        boolean isQuiet = takeQuiet();
        switch (type) {
            case SET_VERSIONSTAMPED_KEY -> {
                int offset = KeyRules.stampOffset(key);
                byte[] template = Stamps.content(key);
                KeyRules.checkWrite(offset == 0 ? Stamps.lowest(template, 0) : template, operand);
            }
            case SET_VERSIONSTAMPED_VALUE -> {
                int _ = KeyRules.stampOffset(operand);
                KeyRules.checkWrite(key, Stamps.content(operand));
            }
            case ADD, MAX, MIN, BYTE_MAX, COMPARE_AND_CLEAR -> KeyRules.checkWrite(key, operand);
        }
        write(isQuiet, () -> fdb.mutate(theirs(type), key, operand));
    }

    private static com.apple.foundationdb.MutationType theirs(MutationType type) {
        return switch (type) {
            case ADD -> com.apple.foundationdb.MutationType.ADD;
            case MAX -> com.apple.foundationdb.MutationType.MAX;
            // Since API version 510 an absent value takes the operand.
            case MIN -> com.apple.foundationdb.MutationType.MIN;
            case BYTE_MAX -> com.apple.foundationdb.MutationType.BYTE_MAX;
            case COMPARE_AND_CLEAR -> com.apple.foundationdb.MutationType.COMPARE_AND_CLEAR;
            case SET_VERSIONSTAMPED_KEY -> com.apple.foundationdb.MutationType.SET_VERSIONSTAMPED_KEY;
            case SET_VERSIONSTAMPED_VALUE -> com.apple.foundationdb.MutationType.SET_VERSIONSTAMPED_VALUE;
        };
    }

    @Override
    public void addReadConflictRange(byte[] begin, byte[] end) {
        checkOpen();
        if (KeyRules.checkRange(begin, end)) {
            write(false, () -> {
                // The conflict is with writes after the read version, so there must be one. A failure is the commit's
                // too.
                var _ = fdb.getReadVersion();
                fdb.addReadConflictRange(begin, end);
            });
        }
    }

    @Override
    public void addWriteConflictRange(byte[] begin, byte[] end) {
        checkOpen();
        if (KeyRules.checkRange(begin, end)) {
            write(false, () -> fdb.addWriteConflictRange(begin, end));
        }
    }

    @Override
    public void nextWriteNoWriteConflict() {
        checkOpen();
        nextIsQuiet = true;
    }

    /** The option is FoundationDB's with the write itself, so that one which is not passed on has used it up all the same. */
    private boolean takeQuiet() {
        boolean isQuiet = nextIsQuiet;
        nextIsQuiet = false;
        return isQuiet;
    }

    /** The stage itself is returned, not one that depends on it, so that cancelling it ends the watch. */
    @Override
    public CompletionStage<Void> watch(byte[] key) {
        try {
            checkOpen();
            KeyRules.checkWrite(key, Keys.empty());
            return watched(fdb.watch(key));
        } catch (RuntimeException failure) {
            return CompletableFuture.failedFuture(FdbErrors.translated(failure));
        }
    }

    private CompletableFuture<Void> watched(CompletableFuture<Void> theirs) {
        var ours = new CompletableFuture<Void>();
        database.watchBegins(ours);
        var _ = theirs.whenComplete((changed, failure) -> {
            if (failure == null) {
                ours.complete(null);
            } else {
                ours.completeExceptionally(FdbErrors.translated(failure));
            }
        });
        var _ = ours.whenComplete(
                (changed, failure) -> theirs.cancel(true)); // Without effect where it has ended itself.
        return ours;
    }

    @Override
    public CompletionStage<Long> approximateSize() {
        return read(() -> fdb.getApproximateSize());
    }

    @Override
    public CompletionStage<Void> commit() {
        try {
            checkOpen();
        } catch (StorageException failure) {
            return CompletableFuture.failedFuture(failure);
        }
        com.apple.foundationdb.Transaction used = fdb;
        phase = Phase.COMMITTING;
        CompletableFuture<Void> done = committing(used).handle((place, failure) -> {
            settle(used, place);
            if (failure != null) {
                throw FdbErrors.translated(failure);
            }
            return null;
        });
        database.commitBegins(done);
        return done;
    }

    /** The stamp must be asked for before the commit; it comes for those that wrote something alone. */
    private static CompletableFuture<Committed> committing(com.apple.foundationdb.Transaction used) {
        try {
            CompletableFuture<byte[]> stamp = used.getVersionstamp();
            return used.commit().thenCompose(done -> {
                long version = used.getCommittedVersion();
                return version < 0
                        ? CompletableFuture.completedFuture(new Committed(-1, null))
                        : stamp.thenApply(bytes -> new Committed(version, bytes));
            });
        } catch (RuntimeException failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    private void settle(com.apple.foundationdb.Transaction used, @Nullable Committed place) {
        if (used == fdb) { // Else the transaction has been reset since.
            committed = place;
            phase = place == null ? Phase.FAILED : Phase.COMMITTED;
        }
        if (closed) {
            used.close(); // Not before: it would have cancelled the commit.
        }
    }

    @Override
    public long committedVersion() {
        return committedOrThrow().version();
    }

    @Override
    public byte[] versionstamp() {
        byte[] stamp = committedOrThrow().stamp();
        if (stamp == null) {
            throw new IllegalStateException("a transaction that wrote nothing has no versionstamp");
        }
        return stamp.clone();
    }

    /** The retries are counted here; the wait, and what a retry may not do before it, are FoundationDB's. */
    @Override
    public CompletionStage<Void> onError(Throwable failure) {
        if (!(RetryLoop.cause(failure) instanceof StorageException known)) {
            return CompletableFuture.failedFuture(failure);
        }
        try {
            database.checkUsable();
            checkNotClosed();
            long _ = budget.spend(known);
            phase = Phase.FAILED; // Until it is reset.
            return fdb.onError(FdbErrors.theirs(known)).handle((next, fatal) -> {
                if (fatal != null) {
                    throw FdbErrors.translated(fatal);
                }
                continueIn(next);
                return null;
            });
        } catch (RuntimeException fatal) {
            return CompletableFuture.failedFuture(FdbErrors.translated(fatal));
        }
    }

    private void continueIn(com.apple.foundationdb.Transaction next) {
        fdb = next;
        committed = null;
        nextIsQuiet = false;
        if (closed) {
            next.close();
        } else {
            setPriority();
            phase = Phase.OPEN;
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            if (phase != Phase.COMMITTING) {
                fdb.close();
            }
        }
    }

    private void setPriority() {
        switch (options.priority()) {
            case BATCH -> fdb.options().setPriorityBatch();
            case DEFAULT -> {} // As FoundationDB's.
            case IMMEDIATE -> fdb.options().setPrioritySystemImmediate();
        }
    }

    private static CompletionStage<byte @Nullable []> getFrom(com.apple.foundationdb.ReadTransaction fdb, byte[] key) {
        KeyRules.checkLegal(key);
        if (key.length > StorageLimits.MAX_KEY_SIZE) {
            return CompletableFuture.completedFuture(null); // No such key exists.
        }
        return fdb.get(key).thenApply(value -> value); // Null where there is none, which their type does not say.
    }

    private <T extends @Nullable Object> CompletionStage<T> read(Supplier<? extends CompletionStage<T>> call) {
        try {
            checkOpen();
            return call.get().handle((result, failure) -> {
                if (failure != null) {
                    throw FdbErrors.translated(failure);
                }
                return result;
            });
        } catch (RuntimeException failure) {
            return CompletableFuture.failedFuture(FdbErrors.translated(failure));
        }
    }

    private void write(boolean isQuiet, Runnable call) {
        try {
            if (isQuiet) {
                fdb.options().setNextWriteNoWriteConflictRange();
            }
            call.run();
        } catch (RuntimeException failure) {
            throw FdbErrors.translated(failure);
        }
    }

    private void checkOpen() {
        database.checkUsable();
        checkNotClosed();
        if (phase != Phase.OPEN) {
            throw new StorageException(StorageError.USED_DURING_COMMIT, "the transaction is committing or has ended");
        }
    }

    private void checkNotClosed() {
        if (closed) {
            throw new StorageException(StorageError.TRANSACTION_CANCELLED, "the transaction was closed");
        }
    }

    private Committed committedOrThrow() {
        Committed place = committed;
        if (place == null) {
            throw new IllegalStateException("the transaction has not been committed");
        }
        return place;
    }

    private final class SnapshotView implements ReadTransaction {
        @Override
        public CompletionStage<byte @Nullable []> get(byte[] key) {
            return read(() -> getFrom(fdb.snapshot(), key));
        }

        @Override
        public CompletionStage<RangeResult> getRange(byte[] begin, byte[] end, RangeOptions options) {
            return read(() -> FdbRanges.read(fdb, false, begin, end, options));
        }

        @Override
        public CompletionStage<Long> readVersion() {
            return FdbTransaction.this.readVersion();
        }
    }
}
