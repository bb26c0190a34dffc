package org.vsekai.storage.record;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The order of what is asked of one transaction. A write begins when all that was asked before is done, a read when all writes
 * asked before are: so reads run at once with each other, and nothing is read or written half. What failed is done too.
 * Confined to the transaction's thread.
 */
final class Turns {
    private CompletableFuture<?> writes = CompletableFuture.completedFuture(true);
    private CompletableFuture<?> all = CompletableFuture.completedFuture(true);

    <T extends @Nullable Object> CompletionStage<T> read(Supplier<CompletionStage<T>> reading) {
        CompletableFuture<T> begun =
                writes.thenCompose(ignored -> reading.get()).toCompletableFuture();
        all = all.thenCombine(done(begun), (before, now) -> true);
        return begun;
    }

    <T extends @Nullable Object> CompletionStage<T> write(Supplier<CompletionStage<T>> writing) {
        CompletableFuture<T> begun = all.thenCompose(ignored -> writing.get()).toCompletableFuture();
        writes = done(begun);
        all = writes;
        return begun;
    }

    private static CompletableFuture<?> done(CompletableFuture<?> begun) {
        return begun.handle((ignored, failure) -> true);
    }
}
