package org.vsekai.simulator.store;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.vsekai.simulator.time.Life;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.KeyRules;
import org.vsekai.storage.KeyValue;
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

/** One transaction of a {@link SimulatedStore}. Reads are decided when they are asked for and answered a while later. */
final class StoreTransaction implements Transaction {
    private static final long NO_VERSION = -1;

    private final SimulatedStore store;
    private final Life life;
    private final boolean isImmediate;
    private final RetryBudget budget;
    private final ReadTransaction snapshot = new Snapshot();
    private Writes writes = new Writes();
    private TreeSet<byte[]> readKeys = new TreeSet<>(Keys.ORDER);
    private List<KeyRange> readRanges = new ArrayList<>();
    private long readBytes;
    private long readVersion = NO_VERSION;
    private long readSinceNanos;
    private long committedVersion = NO_VERSION;
    private boolean isOver;
    private boolean isClosed;

    /** @param isImmediate answers everything at once */
    StoreTransaction(SimulatedStore store, Life life, TransactionOptions options, boolean isImmediate) {
        this.store = store;
        this.life = life;
        this.isImmediate = isImmediate;
        budget = new RetryBudget(options, store.time()::nowNanos, store.nextSeed());
    }

    void committedAt(long version) {
        committedVersion = version;
    }

    // ---- reads ----

    @Override
    public CompletionStage<byte @Nullable []> get(byte[] key) {
        return read(() -> value(key.clone(), true));
    }

    @Override
    public CompletionStage<RangeResult> getRange(byte[] begin, byte[] end, RangeOptions options) {
        return read(() -> pairs(begin.clone(), end.clone(), options, true));
    }

    @Override
    public CompletionStage<Long> readVersion() {
        return read(this::version);
    }

    @Override
    public ReadTransaction snapshot() {
        return snapshot;
    }

    private <T extends @Nullable Object> CompletionStage<T> read(Supplier<T> answer) {
        if (isOver) {
            return CompletableFuture.failedFuture(usedUp());
        }
        StorageError fault = isImmediate ? null : store.readFault();
        long nanos = isImmediate ? 0 : store.readNanos();
        CompletableFuture<T> future = new CompletableFuture<>();
        if (fault != null) {
            later(nanos, () -> future.completeExceptionally(new StorageException(fault, "as the seed would have it")));
            return future;
        }
        try {
            T known = answer.get();
            later(nanos, () -> future.complete(known));
        } catch (StorageException failure) {
            later(nanos, () -> future.completeExceptionally(failure));
        }
        return future;
    }

    private void later(long nanos, Runnable action) {
        if (nanos == 0) {
            action.run();
        } else {
            store.time().after(nanos, life, action);
        }
    }

    private long version() {
        if (readVersion == NO_VERSION) {
            readVersion = store.readVersion();
            readSinceNanos = store.time().nowNanos();
        } else if (store.isTooOld(readSinceNanos)) {
            throw new StorageException(StorageError.TRANSACTION_TOO_OLD, "more than five seconds ago");
        }
        return readVersion;
    }

    private byte @Nullable [] value(byte[] key, boolean conflicts) {
        KeyRules.checkLegal(key);
        long version = version();
        if (conflicts && !writes.decides(key)) {
            conflictWith(key);
        }
        byte[] value = writes.over(key, store.cells().get(key, version));
        return value == null ? null : value.clone();
    }

    private void conflictWith(byte[] key) {
        if (readKeys.add(key)) {
            readBytes += 2L * key.length + 1 + StorageLimits.CONFLICT_RANGE_OVERHEAD;
        }
    }

    private void conflictWith(byte[] begin, byte[] end) {
        if (Keys.compare(begin, end) < 0) {
            readRanges.add(new KeyRange(begin, end));
            readBytes += begin.length + end.length + StorageLimits.CONFLICT_RANGE_OVERHEAD;
        }
    }

    private RangeResult pairs(byte[] begin, byte[] end, RangeOptions options, boolean conflicts) {
        long version = version();
        if (!KeyRules.checkRange(begin, end)) {
            return new RangeResult(List.of(), false);
        }
        List<KeyValue> pairs = new ArrayList<>();
        long bytes = 0;
        boolean isCut = false;
        for (KeyValue pair : seen(begin, end, version, options)) {
            pairs.add(new KeyValue(pair.key().clone(), pair.value().clone()));
            bytes += pair.key().length + pair.value().length;
            isCut = pairs.size() == options.limit() || (options.targetBytes() > 0 && bytes >= options.targetBytes());
            if (isCut) {
                break;
            }
        }
        if (conflicts) {
            byte[] last = isCut ? pairs.getLast().key() : Keys.empty();
            conflictWith(
                    isCut && options.reverse() ? last : begin, isCut && !options.reverse() ? Keys.after(last) : end);
        }
        return new RangeResult(pairs, isCut);
    }

    private List<KeyValue> seen(byte[] begin, byte[] end, long version, RangeOptions options) {
        if (writes.isEmpty()) {
            return store.cells().first(begin, end, version, options.reverse(), options.limit());
        }
        TreeMap<byte[], byte[]> all = store.cells().range(begin, end, version);
        writes.over(begin, end, all);
        List<KeyValue> pairs = new ArrayList<>();
        (options.reverse() ? all.descendingMap() : all).forEach((key, value) -> pairs.add(new KeyValue(key, value)));
        return pairs;
    }

    private final class Snapshot implements ReadTransaction {
        @Override
        public CompletionStage<byte @Nullable []> get(byte[] key) {
            return read(() -> value(key.clone(), false));
        }

        @Override
        public CompletionStage<RangeResult> getRange(byte[] begin, byte[] end, RangeOptions options) {
            return read(() -> pairs(begin.clone(), end.clone(), options, false));
        }

        @Override
        public CompletionStage<Long> readVersion() {
            return StoreTransaction.this.readVersion();
        }
    }

    // ---- writes ----

    @Override
    public void set(byte[] key, byte[] value) {
        checkOpen();
        KeyRules.checkWrite(key, value);
        writes.set(key.clone(), value.clone());
    }

    @Override
    public void clear(byte[] key) {
        checkOpen();
        KeyRules.checkLegal(key);
        writes.set(key.clone(), null);
    }

    @Override
    public void clearRange(byte[] begin, byte[] end) {
        checkOpen();
        if (KeyRules.checkRange(begin, end)) {
            writes.clear(new KeyRange(begin.clone(), end.clone()));
        }
    }

    @Override
    public void mutate(MutationType type, byte[] key, byte[] operand) {
        checkOpen();
        switch (type) {
            case SET_VERSIONSTAMPED_KEY -> {
                checkPlace(key);
                KeyRules.checkWrite(key, operand);
            }
            case SET_VERSIONSTAMPED_VALUE -> {
                checkPlace(operand);
                KeyRules.checkWrite(key, Stamps.content(operand));
            }
            default -> KeyRules.checkWrite(key, operand);
        }
        writes.operate(type, key.clone(), operand.clone());
    }

    private static void checkPlace(byte[] template) {
        if (Stamps.offsetIn(template) < 0) {
            throw new IllegalArgumentException("a versionstamp has no place in " + Keys.printable(template));
        }
    }

    @Override
    public void addReadConflictRange(byte[] begin, byte[] end) {
        checkOpen();
        if (KeyRules.checkRange(begin, end)) {
            version();
            conflictWith(begin.clone(), end.clone());
        }
    }

    @Override
    public void addWriteConflictRange(byte[] begin, byte[] end) {
        checkOpen();
        if (KeyRules.checkRange(begin, end)) {
            writes.addConflict(new KeyRange(begin.clone(), end.clone()));
        }
    }

    /** Not modelled: the write conflicts all the same, which is allowed to cost retries and nothing else. */
    @Override
    public void nextWriteNoWriteConflict() {
        checkOpen();
    }

    @Override
    public CompletionStage<Void> watch(byte[] key) {
        throw new UnsupportedOperationException("the server watches no key");
    }

    @Override
    public CompletionStage<Long> approximateSize() {
        return CompletableFuture.completedFuture(readBytes + writes.size());
    }

    // ---- the end ----

    @Override
    public CompletionStage<Void> commit() {
        if (isOver) {
            return CompletableFuture.failedFuture(usedUp());
        }
        isOver = true;
        if (writes.isEmpty() && writes.conflicts().isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        if (readBytes + writes.size() > StorageLimits.MAX_TRANSACTION_SIZE) {
            return CompletableFuture.failedFuture(
                    new StorageException(StorageError.TRANSACTION_TOO_LARGE, "over ten megabytes"));
        }
        var request = new CommitRequest(this, readVersion, readSinceNanos, readKeys, readRanges, writes);
        if (isImmediate) {
            try {
                store.commitNow(request, life);
                return CompletableFuture.completedFuture(null);
            } catch (StorageException failure) {
                return CompletableFuture.failedFuture(failure);
            }
        }
        return store.commit(request, life);
    }

    @Override
    public long committedVersion() {
        if (!isOver) {
            throw new IllegalStateException("nothing was committed");
        }
        return committedVersion;
    }

    @Override
    public byte[] versionstamp() {
        if (committedVersion == NO_VERSION) {
            throw new IllegalStateException("nothing was committed");
        }
        return Stamps.of(committedVersion, 0);
    }

    @Override
    public CompletionStage<Void> onError(Throwable failure) {
        if (isClosed) {
            return CompletableFuture.failedFuture(usedUp());
        }
        if (!(RetryLoop.cause(failure) instanceof StorageException known)) {
            return CompletableFuture.failedFuture(failure);
        }
        try {
            long wait = budget.spend(known);
            CompletableFuture<Void> ready = new CompletableFuture<>();
            later(isImmediate ? 0 : wait, () -> {
                reset();
                ready.complete(null);
            });
            return ready;
        } catch (StorageException fatal) {
            return CompletableFuture.failedFuture(fatal);
        }
    }

    private void reset() {
        writes = new Writes();
        readKeys = new TreeSet<>(Keys.ORDER);
        readRanges = new ArrayList<>();
        readBytes = 0;
        readVersion = NO_VERSION;
        committedVersion = NO_VERSION;
        isOver = false;
    }

    @Override
    public void close() {
        isOver = true;
        isClosed = true;
    }

    private void checkOpen() {
        if (isOver) {
            throw usedUp();
        }
    }

    private StorageException usedUp() {
        return isClosed
                ? new StorageException(StorageError.TRANSACTION_CANCELLED, "the transaction was closed")
                : new StorageException(StorageError.USED_DURING_COMMIT, "the transaction is committing or has ended");
    }
}
