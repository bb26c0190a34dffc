package org.vsekai.archive;

import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.vsekai.storage.Database;
import org.vsekai.storage.Priority;
import org.vsekai.storage.Transaction;
import org.vsekai.storage.TransactionOptions;

/** A store in which something happens after each transaction of lowest priority: a world that is played between the reads of whoever looks at it. */
public record InterleavedDatabase(Database store, Runnable between) implements Database {
    @Override
    public <T> T run(TransactionOptions options, Function<? super Transaction, ? extends T> body) {
        T result = store.<T>run(options, body);
        if (options.priority() == Priority.BATCH) {
            between.run();
        }
        return result;
    }

    @Override
    public <T> CompletionStage<T> runAsync(
            TransactionOptions options, Function<? super Transaction, ? extends CompletionStage<T>> body) {
        return store.runAsync(options, body);
    }

    @Override
    public Transaction begin(TransactionOptions options) {
        return store.begin(options);
    }

    @Override
    public void close() {}
}
