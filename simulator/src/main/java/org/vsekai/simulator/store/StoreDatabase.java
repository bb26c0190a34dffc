package org.vsekai.simulator.store;

import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.vsekai.simulator.time.Life;
import org.vsekai.storage.Database;
import org.vsekai.storage.RetryLoop;
import org.vsekai.storage.Transaction;
import org.vsekai.storage.TransactionOptions;

/** The store as one life of the server sees it: with its death everything that it awaits stays unanswered. */
final class StoreDatabase implements Database {
    private final SimulatedStore store;
    private final Life life;
    private final boolean isImmediate;

    /** @param isImmediate answers everything at once */
    StoreDatabase(SimulatedStore store, Life life, boolean isImmediate) {
        this.store = store;
        this.life = life;
        this.isImmediate = isImmediate;
    }

    /** Done within one moment of virtual time, since nobody can wait in a world with one thread. */
    @Override
    public <T> T run(TransactionOptions options, Function<? super Transaction, ? extends T> body) {
        return RetryLoop.run(new StoreDatabase(store, life, true), options, body);
    }

    @Override
    public <T> CompletionStage<T> runAsync(
            TransactionOptions options, Function<? super Transaction, ? extends CompletionStage<T>> body) {
        return RetryLoop.runAsync(this, options, body);
    }

    @Override
    public Transaction begin(TransactionOptions options) {
        return new StoreTransaction(store, life, options, isImmediate);
    }

    @Override
    public void close() {}
}
