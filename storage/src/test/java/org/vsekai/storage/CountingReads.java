package org.vsekai.storage;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Counts what a stream asks its transaction for. */
final class CountingReads implements ReadTransaction {
    final Transaction transaction;
    int pieces;
    long largest;

    CountingReads(Transaction transaction) {
        this.transaction = transaction;
    }

    @Override
    public CompletionStage<byte @Nullable []> get(byte[] key) {
        return transaction.get(key);
    }

    @Override
    public CompletionStage<RangeResult> getRange(byte[] begin, byte[] end, RangeOptions options) {
        return transaction.getRange(begin, end, options).thenApply(piece -> {
            pieces++;
            largest = Math.max(
                    largest,
                    piece.pairs().stream()
                            .mapToLong(pair -> pair.key().length + pair.value().length)
                            .sum());
            return piece;
        });
    }

    @Override
    public CompletionStage<Long> readVersion() {
        return transaction.readVersion();
    }
}
