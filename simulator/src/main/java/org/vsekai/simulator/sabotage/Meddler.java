package org.vsekai.simulator.sabotage;

import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.vsekai.simulator.time.Life;
import org.vsekai.storage.Database;
import org.vsekai.storage.RetryLoop;
import org.vsekai.storage.Transaction;
import org.vsekai.storage.TransactionOptions;

/** A database of one life that puts something in the place of each transaction. */
final class Meddler implements Database {
    /** What is put in the place of a transaction. */
    @FunctionalInterface
    interface Swap {
        Transaction of(Transaction sound, Database database, Life life);
    }

    private final Database sound;
    private final Life life;
    private final Swap swap;

    Meddler(Database sound, Life life, Swap swap) {
        this.sound = sound;
        this.life = life;
        this.swap = swap;
    }

    @Override
    public <T> T run(TransactionOptions options, Function<? super Transaction, ? extends T> body) {
        return sound.run(options, transaction -> body.apply(swap.of(transaction, sound, life)));
    }

    @Override
    public <T> CompletionStage<T> runAsync(
            TransactionOptions options, Function<? super Transaction, ? extends CompletionStage<T>> body) {
        return RetryLoop.runAsync(this, options, body);
    }

    @Override
    public Transaction begin(TransactionOptions options) {
        return swap.of(sound.begin(options), sound, life);
    }

    @Override
    public void close() {
        sound.close();
    }
}
