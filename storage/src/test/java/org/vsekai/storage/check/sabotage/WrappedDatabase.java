package org.vsekai.storage.check.sabotage;

import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.vsekai.storage.Database;
import org.vsekai.storage.RetryLoop;
import org.vsekai.storage.Transaction;
import org.vsekai.storage.TransactionOptions;

/** A database whose transactions are wrapped in others. */
abstract class WrappedDatabase implements Database {
    final Database sound;

    WrappedDatabase(Database sound) {
        this.sound = sound;
    }

    @Override
    public abstract Transaction begin(TransactionOptions options);

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
    public void close() {
        sound.close();
    }
}
