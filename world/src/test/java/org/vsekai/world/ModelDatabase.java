package org.vsekai.world;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.Database;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.Keys;
import org.vsekai.storage.MutationType;
import org.vsekai.storage.RangeOptions;
import org.vsekai.storage.RangeResult;
import org.vsekai.storage.ReadTransaction;
import org.vsekai.storage.RetryLoop;
import org.vsekai.storage.StorageError;
import org.vsekai.storage.StorageException;
import org.vsekai.storage.StorageLimits;
import org.vsekai.storage.Transaction;
import org.vsekai.storage.TransactionOptions;

/**
 * A store in memory whose commits take place when a schedule says so, and fail as it says: the fates are those that a real
 * store's client may meet, a commit that is applied after its sender was told nothing included. Single-threaded and
 * deterministic. Transactions of {@link #run} are settled at once and never fail.
 */
final class ModelDatabase implements Database {
    /** What becomes of a commit. */
    enum Fate {
        APPLIED,
        CONFLICT,
        UNKNOWN_AND_APPLIED,
        UNKNOWN_AND_LOST,
        /** The sender learns that the result is unknown; the commit is tried later, perhaps after others. */
        UNKNOWN_AND_LATE
    }

    private final ArrayDeque<Pending> pending = new ArrayDeque<>();
    private final List<ModelTransaction> late = new ArrayList<>();
    private NavigableMap<byte[], byte[]> content = new TreeMap<>(Keys.ORDER);

    /** A store that doesn't check conflicts: for showing that the checks of the tests see what then goes wrong. */
    private boolean isBroken;

    /** Reads of begun transactions fail while this is set. */
    private boolean failsReads;

    private @Nullable RunRecorder recorder;

    private record Pending(ModelTransaction transaction, CompletableFuture<Void> future) {}

    void breakConflictChecks() {
        isBroken = true;
    }

    void record(RunRecorder newRecorder) {
        recorder = newRecorder;
    }

    /** Something else than a commit, for whoever records the run. */
    void tell(Consumer<RunRecorder> what) {
        if (recorder != null) {
            what.accept(recorder);
        }
    }

    /** From one content to the next, in one step. */
    private void become(NavigableMap<byte[], byte[]> next) {
        Map<byte[], byte @Nullable []> changes = changes(next);
        content = next;
        if (recorder != null) {
            recorder.onCommit(changes);
        }
    }

    /** Values are never written twice, so another array is another write. */
    @SuppressWarnings("ReferenceEquality")
    private Map<byte[], byte @Nullable []> changes(NavigableMap<byte[], byte[]> next) {
        Map<byte[], byte @Nullable []> changes = new TreeMap<>(Keys.ORDER);
        next.forEach((key, value) -> {
            if (content.get(key) != value) {
                changes.put(key, value);
            }
        });
        content.keySet().stream().filter(key -> !next.containsKey(key)).forEach(key -> changes.put(key, null));
        return changes;
    }

    void failReads(boolean fails) {
        failsReads = fails;
    }

    boolean hasPending() {
        return !pending.isEmpty();
    }

    boolean hasLate() {
        return !late.isEmpty();
    }

    /** Settles the oldest commit under way. */
    void settle(Fate fate) {
        Pending settled = pending.removeFirst();
        switch (fate) {
            case APPLIED -> {
                if (settled.transaction.apply()) {
                    settled.future.complete(null);
                } else {
                    fail(settled, StorageError.NOT_COMMITTED);
                }
            }
            case CONFLICT -> fail(settled, StorageError.NOT_COMMITTED);
            case UNKNOWN_AND_APPLIED -> {
                settled.transaction.apply();
                fail(settled, StorageError.COMMIT_UNKNOWN_RESULT);
            }
            case UNKNOWN_AND_LOST -> fail(settled, StorageError.COMMIT_UNKNOWN_RESULT);
            case UNKNOWN_AND_LATE -> {
                late.add(settled.transaction.copy());
                fail(settled, StorageError.COMMIT_UNKNOWN_RESULT);
            }
        }
    }

    /** The disk is full: the oldest commit under way fails for good. */
    void failForGood() {
        fail(pending.removeFirst(), StorageError.IO_ERROR);
    }

    /** The sender of everything under way has died: what it sent may still be applied, at any time. */
    void orphanPending() {
        pending.forEach(orphan -> late.add(orphan.transaction));
        pending.clear();
    }

    /** Tries one late commit. True if it was applied. */
    boolean applyLate(int index) {
        return late.remove(index).apply();
    }

    int lateCount() {
        return late.size();
    }

    List<KeyValue> all(byte[] begin, byte[] end) {
        List<KeyValue> pairs = new ArrayList<>();
        content.subMap(begin, true, end, false).forEach((key, value) -> pairs.add(new KeyValue(key, value)));
        return pairs;
    }

    void put(byte[] key, byte[] value) {
        NavigableMap<byte[], byte[]> next = new TreeMap<>(content);
        next.put(key, value);
        become(next);
    }

    private static void fail(Pending pending, StorageError error) {
        pending.future.completeExceptionally(new StorageException(error, "as scheduled"));
    }

    @Override
    public <T> T run(TransactionOptions options, Function<? super Transaction, ? extends T> body) {
        ModelTransaction transaction = new ModelTransaction();
        T result;
        try {
            result = body.apply(transaction);
        } catch (CompletionException failure) {
            throw failure.getCause() instanceof StorageException storage ? storage : failure;
        }
        if (!transaction.apply()) {
            throw new IllegalStateException("nothing runs beside a blocking transaction");
        }
        return result;
    }

    @Override
    public <T> CompletionStage<T> runAsync(
            TransactionOptions options, Function<? super Transaction, ? extends CompletionStage<T>> body) {
        return RetryLoop.runAsync(this, options, body);
    }

    /** The same store, in whose transactions everything takes place at once, and well. */
    Database immediate() {
        return new Database() {
            @Override
            public <T> T run(TransactionOptions options, Function<? super Transaction, ? extends T> body) {
                return ModelDatabase.this.run(options, body);
            }

            @Override
            public <T> CompletionStage<T> runAsync(
                    TransactionOptions options, Function<? super Transaction, ? extends CompletionStage<T>> body) {
                return RetryLoop.runAsync(this, options, body);
            }

            @Override
            public Transaction begin(TransactionOptions options) {
                ModelTransaction transaction = new ModelTransaction();
                transaction.isImmediate = true;
                return transaction;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public Transaction begin(TransactionOptions options) {
        ModelTransaction transaction = new ModelTransaction();
        transaction.isScheduled = true;
        return transaction;
    }

    @Override
    public void close() {}

    private final class ModelTransaction implements Transaction {
        /** What this transaction sees; copied at the first write. */
        private NavigableMap<byte[], byte[]> view = content;

        private NavigableMap<byte[], byte[]> snapshot = content;
        private final Map<String, byte[]> readKeys = new HashMap<>();
        private final List<Consumer<NavigableMap<byte[], byte[]>>> writes = new ArrayList<>();
        private boolean isScheduled;
        private boolean isImmediate;
        private long size;

        /** As it is now, whatever its sender does with it next. */
        private ModelTransaction copy() {
            ModelTransaction copy = new ModelTransaction();
            copy.snapshot = snapshot;
            copy.readKeys.putAll(readKeys);
            copy.writes.addAll(writes);
            return copy;
        }

        /** Values are never written twice, so the same array means that nobody has changed the key. */
        @SuppressWarnings("ReferenceEquality")
        private boolean apply() {
            for (byte[] key : readKeys.values()) {
                if (!isBroken && content.get(key) != snapshot.get(key)) {
                    return false;
                }
            }
            if (!writes.isEmpty()) {
                NavigableMap<byte[], byte[]> next = new TreeMap<>(content);
                writes.forEach(write -> write.accept(next));
                become(next);
            }
            return true;
        }

        private void write(int bytes, Consumer<NavigableMap<byte[], byte[]>> write) {
            size += bytes;
            if (size > StorageLimits.MAX_TRANSACTION_SIZE) {
                throw new StorageException(StorageError.TRANSACTION_TOO_LARGE, "in the model");
            }
            if (writes.isEmpty()) {
                view = new TreeMap<>(view);
            }
            writes.add(write);
            write.accept(view);
        }

        @Override
        public CompletionStage<byte @Nullable []> get(byte[] key) {
            if (isScheduled && failsReads) {
                return CompletableFuture.failedStage(
                        new StorageException(StorageError.TRANSACTION_TOO_OLD, "as scheduled"));
            }
            readKeys.put(Keys.printable(key), key);
            return CompletableFuture.completedStage(view.get(key));
        }

        @Override
        public CompletionStage<RangeResult> getRange(byte[] begin, byte[] end, RangeOptions options) {
            NavigableMap<byte[], byte[]> range = view.subMap(begin, true, end, false);
            List<KeyValue> pairs = new ArrayList<>();
            (options.reverse() ? range.descendingMap() : range).forEach((key, value) -> {
                if (options.limit() == UNLIMITED || pairs.size() < options.limit()) {
                    pairs.add(new KeyValue(key, value));
                }
            });
            return CompletableFuture.completedStage(
                    new RangeResult(pairs, options.limit() != UNLIMITED && pairs.size() == options.limit()));
        }

        @Override
        public CompletionStage<Long> readVersion() {
            throw new UnsupportedOperationException("no region asks for it");
        }

        @Override
        public ReadTransaction snapshot() {
            return this;
        }

        @Override
        public void set(byte[] key, byte[] value) {
            if (value.length > StorageLimits.MAX_VALUE_SIZE) {
                throw new StorageException(StorageError.VALUE_TOO_LARGE, "in the model");
            }
            byte[] copy = value.clone();
            write(key.length + value.length, map -> map.put(key, copy));
        }

        @Override
        public void clear(byte[] key) {
            write(key.length, map -> map.remove(key));
        }

        @Override
        public void clearRange(byte[] begin, byte[] end) {
            write(
                    begin.length + end.length,
                    map -> map.subMap(begin, true, end, false).clear());
        }

        @Override
        public void mutate(MutationType type, byte[] key, byte[] operand) {
            if (type != MutationType.MAX) {
                throw new UnsupportedOperationException("no region does it");
            }
            write(key.length + operand.length, map -> {
                byte[] before = map.get(key);
                if (before == null || Long.compareUnsigned(WorldStore.number(before), WorldStore.number(operand)) < 0) {
                    map.put(key, operand.clone());
                }
            });
        }

        @Override
        public void addReadConflictRange(byte[] begin, byte[] end) {
            throw new UnsupportedOperationException("no region does it");
        }

        @Override
        public void addWriteConflictRange(byte[] begin, byte[] end) {
            throw new UnsupportedOperationException("no region does it");
        }

        @Override
        public void nextWriteNoWriteConflict() {
            throw new UnsupportedOperationException("no region does it");
        }

        @Override
        public CompletionStage<Void> watch(byte[] key) {
            throw new UnsupportedOperationException("no region does it");
        }

        @Override
        public CompletionStage<Long> approximateSize() {
            return CompletableFuture.completedStage((long) size);
        }

        @Override
        public CompletionStage<Void> commit() {
            if (isImmediate) {
                return apply()
                        ? CompletableFuture.completedStage(null)
                        : CompletableFuture.failedStage(
                                new StorageException(StorageError.NOT_COMMITTED, "nothing runs beside it"));
            }
            CompletableFuture<Void> future = new CompletableFuture<>();
            pending.addLast(new Pending(this, future));
            return future;
        }

        @Override
        public long committedVersion() {
            throw new UnsupportedOperationException("no region asks for it");
        }

        @Override
        public byte[] versionstamp() {
            throw new UnsupportedOperationException("no region asks for it");
        }

        @Override
        public CompletionStage<Void> onError(Throwable failure) {
            if (!(failure instanceof StorageException storage)
                    || !storage.error().retryable()) {
                return CompletableFuture.failedStage(failure);
            }
            view = content;
            snapshot = content;
            readKeys.clear();
            writes.clear();
            size = 0;
            return CompletableFuture.completedStage(null);
        }

        @Override
        public void close() {}
    }
}
