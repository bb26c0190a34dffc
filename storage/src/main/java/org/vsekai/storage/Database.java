package org.vsekai.storage;

import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * An ordered map of byte keys to byte values with strictly serializable transactions: as if they ran one after another, in
 * an order that respects real time. Any thread may use it; a {@link Transaction} belongs to one thread at a time.
 */
public interface Database extends AutoCloseable {
    /**
     * Runs the body in a transaction and commits it, again from the start whenever the store asks for a retry. When it
     * returns, the effects are durable. Blocks: for virtual threads and start-up only.
     *
     * <p>The body may run several times, and after {@code commit_unknown_result} it may already have been committed once: it
     * must be free of side effects and idempotent, or read what tells it that it has been done.
     *
     * @throws StorageException when an error is not retryable or the retry limit is reached
     */
    <T> T run(TransactionOptions options, Function<? super Transaction, ? extends T> body);

    default <T> T run(Function<? super Transaction, ? extends T> body) {
        return run(TransactionOptions.DEFAULT, body);
    }

    /** Like {@link #run}, without blocking: the stage completes on a thread of the store's, where the caller must not block. */
    <T> CompletionStage<T> runAsync(
            TransactionOptions options, Function<? super Transaction, ? extends CompletionStage<T>> body);

    /** A transaction without a retry loop: see {@link Transaction#onError}. */
    Transaction begin(TransactionOptions options);

    /** Waits for commits under way, then lets go of the store. Transactions that are still open fail. */
    @Override
    void close();
}
