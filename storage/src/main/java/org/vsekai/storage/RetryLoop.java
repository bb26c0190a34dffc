package org.vsekai.storage;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The retry loop that every engine's {@link Database#run} and {@link Database#runAsync} share. */
public final class RetryLoop {
    private RetryLoop() {}

    /** Blocks: see {@link Database#run}. */
    public static <T> T run(
            Database database, TransactionOptions options, Function<? super Transaction, ? extends T> body) {
        try (Transaction transaction = database.begin(options)) {
            while (true) {
                try {
                    T result = body.apply(transaction);
                    await(transaction.commit());
                    return result;
                } catch (StorageException | CompletionException failure) {
                    await(transaction.onError(cause(failure)));
                }
            }
        }
    }

    /** See {@link Database#runAsync}. The first try of the body runs on the caller's thread. */
    public static <T> CompletionStage<T> runAsync(
            Database database,
            TransactionOptions options,
            Function<? super Transaction, ? extends CompletionStage<T>> body) {
        var result = new CompletableFuture<T>();
        try {
            Transaction transaction = database.begin(options);
            attempt(transaction, body, result);
        } catch (StorageException failure) {
            result.completeExceptionally(failure);
        }
        return result;
    }

    /** The failure without the wrappers of completion stages. */
    public static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static <T> void attempt(
            Transaction transaction,
            Function<? super Transaction, ? extends CompletionStage<T>> body,
            CompletableFuture<T> result) {
        outcome(transaction, body).whenComplete((value, failure) -> {
            if (failure == null) {
                transaction.close();
                result.complete(value);
                return;
            }
            transaction.onError(cause(failure)).whenComplete((ignored, fatal) -> {
                if (fatal == null) {
                    attempt(transaction, body, result);
                } else {
                    transaction.close();
                    result.completeExceptionally(cause(fatal));
                }
            });
        });
    }

    /** One try. Whatever the body throws is the stage's failure: it must not escape into a thread of the store's. */
    @SuppressWarnings("CatchingUnchecked")
    private static <T> CompletionStage<T> outcome(
            Transaction transaction, Function<? super Transaction, ? extends CompletionStage<T>> body) {
        try {
            return body.apply(transaction)
                    .thenCompose(value -> transaction.commit().thenApply(ignored -> value));
        } catch (RuntimeException failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    /** Waits for a stage; fails with its failure, unwrapped. */
    public static <T extends @Nullable Object> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException failure) {
            switch (cause(failure)) {
                case RuntimeException unchecked -> throw unchecked;
                case Error error -> throw error;
                default -> throw failure;
            }
        }
    }
}
