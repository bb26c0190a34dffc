package org.vsekai.archive.backup;

import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.vsekai.storage.Database;
import org.vsekai.storage.Transaction;
import org.vsekai.storage.TransactionOptions;

/** A store that takes some transactions and then no more. */
final class CutDatabase implements Database {
    private final Database store;
    private int left;

    CutDatabase(Database store, int transactions) {
        this.store = store;
        left = transactions;
    }

    @Override
    public <T> T run(TransactionOptions options, Function<? super Transaction, ? extends T> body) {
        if (left == 0) {
            throw new IllegalStateException("cut");
        }
        left--;
        return store.<T>run(options, body);
    }

    @Override
    public <T> CompletionStage<T> runAsync(
            TransactionOptions options, Function<? super Transaction, ? extends CompletionStage<T>> body) {
        throw new UnsupportedOperationException("a restore blocks");
    }

    @Override
    public Transaction begin(TransactionOptions options) {
        throw new UnsupportedOperationException("a restore runs its transactions");
    }

    @Override
    public void close() {}
}
