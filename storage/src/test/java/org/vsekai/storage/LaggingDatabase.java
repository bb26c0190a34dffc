package org.vsekai.storage;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A database whose reads take a while: every stage completes later and on another thread, as those of a store over a network
 * do, and a read sees what its transaction had written when it is answered, not when it was asked. For what is written for
 * stages but has only met complete ones.
 */
public final class LaggingDatabase implements Database {
    private final Database database;
    private final ExecutorService network =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().factory());

    public LaggingDatabase(Database database) {
        this.database = database;
    }

    @Override
    public <T> T run(TransactionOptions options, Function<? super Transaction, ? extends T> body) {
        return RetryLoop.run(this, options, body);
    }

    @Override
    public <T> CompletionStage<T> runAsync(
            TransactionOptions options, Function<? super Transaction, ? extends CompletionStage<T>> body) {
        return RetryLoop.runAsync(this, options, body);
    }

    @Override
    public Transaction begin(TransactionOptions options) {
        return new LaggingTransaction(database.begin(options));
    }

    /** Ends the thread; the database below stays open. */
    @Override
    public void close() {
        network.close();
    }

    private <T extends @Nullable Object> CompletionStage<T> later(Supplier<CompletionStage<T>> call) {
        return CompletableFuture.supplyAsync(call, network).thenCompose(Function.identity());
    }

    private class LaggingReads implements ReadTransaction {
        final Transaction transaction;
        private final ReadTransaction reads;

        LaggingReads(Transaction transaction, ReadTransaction reads) {
            this.transaction = transaction;
            this.reads = reads;
        }

        /** One call at a time: the network's thread and the caller's both come here. */
        <T extends @Nullable Object> CompletionStage<T> alone(Supplier<CompletionStage<T>> call) {
            return later(() -> {
                synchronized (transaction) {
                    return call.get();
                }
            });
        }

        @Override
        public CompletionStage<byte @Nullable []> get(byte[] key) {
            return alone(() -> reads.get(key));
        }

        @Override
        public CompletionStage<RangeResult> getRange(byte[] begin, byte[] end, RangeOptions options) {
            return alone(() -> reads.getRange(begin, end, options));
        }

        @Override
        public CompletionStage<Long> readVersion() {
            return alone(reads::readVersion);
        }
    }

    private final class LaggingTransaction extends LaggingReads implements Transaction {
        LaggingTransaction(Transaction transaction) {
            super(transaction, transaction);
        }

        @Override
        public ReadTransaction snapshot() {
            return new LaggingReads(transaction, transaction.snapshot());
        }

        private void now(Runnable call) {
            synchronized (transaction) {
                call.run();
            }
        }

        @Override
        public void set(byte[] key, byte[] value) {
            now(() -> transaction.set(key, value));
        }

        @Override
        public void clear(byte[] key) {
            now(() -> transaction.clear(key));
        }

        @Override
        public void clearRange(byte[] begin, byte[] end) {
            now(() -> transaction.clearRange(begin, end));
        }

        @Override
        public void mutate(MutationType type, byte[] key, byte[] operand) {
            now(() -> transaction.mutate(type, key, operand));
        }

        @Override
        public void addReadConflictRange(byte[] begin, byte[] end) {
            now(() -> transaction.addReadConflictRange(begin, end));
        }

        @Override
        public void addWriteConflictRange(byte[] begin, byte[] end) {
            now(() -> transaction.addWriteConflictRange(begin, end));
        }

        @Override
        public void nextWriteNoWriteConflict() {
            now(transaction::nextWriteNoWriteConflict);
        }

        @Override
        public CompletionStage<Void> watch(byte[] key) {
            return alone(() -> transaction.watch(key));
        }

        @Override
        public CompletionStage<Long> approximateSize() {
            return alone(transaction::approximateSize);
        }

        @Override
        public CompletionStage<Void> commit() {
            return alone(transaction::commit);
        }

        @Override
        public long committedVersion() {
            return transaction.committedVersion();
        }

        @Override
        public byte[] versionstamp() {
            return transaction.versionstamp();
        }

        @Override
        public CompletionStage<Void> onError(Throwable failure) {
            return alone(() -> transaction.onError(failure));
        }

        @Override
        public void close() {
            now(transaction::close);
        }
    }
}
