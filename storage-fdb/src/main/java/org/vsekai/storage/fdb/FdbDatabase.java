package org.vsekai.storage.fdb;

import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.vsekai.storage.Database;
import org.vsekai.storage.RetryLoop;
import org.vsekai.storage.StorageError;
import org.vsekai.storage.StorageException;
import org.vsekai.storage.StorageLimits;
import org.vsekai.storage.Transaction;
import org.vsekai.storage.TransactionOptions;

/**
 * A FoundationDB cluster. Stages complete on threads of {@code fdb-java}'s pool, not on its network thread. Any thread may use
 * it.
 */
public final class FdbDatabase implements Database {
    private final com.apple.foundationdb.Database fdb;
    private final LongSupplier nanoTime;

    /** Commits under way, which closing waits for. */
    private final Set<CompletableFuture<?>> commits = ConcurrentHashMap.newKeySet();

    /** Watches that wait, which closing fails. The client library bounds their number. */
    private final Set<CompletableFuture<?>> watches = ConcurrentHashMap.newKeySet();

    private volatile boolean closed;

    FdbDatabase(com.apple.foundationdb.Database fdb, LongSupplier nanoTime) {
        this.fdb = fdb;
        this.nanoTime = nanoTime;
        fdb.options().setMaxWatches(StorageLimits.MAX_WATCHES);
    }

    /**
     * Connects to the cluster that the file names and waits until it answers.
     *
     * @throws org.vsekai.storage.CannotOpenException without the client library, where the file is no cluster file, or where
     *     the cluster doesn't answer in time
     */
    public static FdbDatabase open(Path clusterFile, FdbOptions options) {
        return new FdbOpening(new NativeFdbClient(), System::nanoTime).open(clusterFile, options);
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
        checkUsable();
        return new FdbTransaction(this, fdb.createTransaction(), options, nanoTime);
    }

    /** A transaction ends within its time, and so does the wait for those that commit. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        CompletableFuture.allOf(commits.toArray(CompletableFuture[]::new))
                .exceptionally(failed -> null) // Its caller is told.
                .join();
        watches.forEach(watch -> watch.completeExceptionally(closedError()));
        fdb.close();
    }

    void checkUsable() {
        if (closed) {
            throw closedError();
        }
    }

    void commitBegins(CompletableFuture<?> commit) {
        trackUntilDone(commits, commit);
    }

    void watchBegins(CompletableFuture<?> watch) {
        trackUntilDone(watches, watch);
        if (closed) {
            watch.completeExceptionally(closedError());
        }
    }

    private static void trackUntilDone(Set<CompletableFuture<?>> tracked, CompletableFuture<?> future) {
        tracked.add(future);
        var _ = future.whenComplete((result, failure) -> tracked.remove(future));
    }

    private static StorageException closedError() {
        return new StorageException(StorageError.DATABASE_CLOSED, "the database was closed");
    }
}
