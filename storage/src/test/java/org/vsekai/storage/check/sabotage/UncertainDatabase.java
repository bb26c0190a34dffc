package org.vsekai.storage.check.sabotage;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.vsekai.storage.Database;
import org.vsekai.storage.StorageError;
import org.vsekai.storage.StorageException;
import org.vsekai.storage.Transaction;
import org.vsekai.storage.TransactionOptions;

/**
 * Not broken: now and then the result of a commit is unknown, as FoundationDB's is when a connection is lost. Half of those
 * have been committed. A checker must neither complain nor overlook what they wrote.
 */
public final class UncertainDatabase extends WrappedDatabase {
    private static final int PERIOD = 10;

    private final AtomicLong commits = new AtomicLong();

    public UncertainDatabase(Database sound) {
        super(sound);
    }

    @Override
    public Transaction begin(TransactionOptions options) {
        return new WrappedTransaction(sound.begin(options)) {
            @Override
            public CompletionStage<Void> commit() {
                long number = commits.incrementAndGet();
                if (number % PERIOD != 0) {
                    return super.commit();
                }
                var unknown = new StorageException(StorageError.COMMIT_UNKNOWN_RESULT, "the connection was lost");
                return number % (2 * PERIOD) == 0
                        ? CompletableFuture.failedFuture(unknown)
                        : super.commit().thenAccept(done -> {
                            throw unknown;
                        });
            }
        };
    }
}
