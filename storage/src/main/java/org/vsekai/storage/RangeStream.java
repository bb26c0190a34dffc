package org.vsekai.storage;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** A range read piece by piece: see {@link ReadTransaction#forEach}. */
final class RangeStream {
    private final ReadTransaction transaction;
    private final RangeOptions options;
    private final Predicate<? super KeyValue> visitor;

    RangeStream(ReadTransaction transaction, RangeOptions options, Predicate<? super KeyValue> visitor) {
        this.transaction = transaction;
        this.options = options.targetBytes() == ReadTransaction.UNLIMITED
                ? options.withTargetBytes(ReadTransaction.STREAM_BYTES)
                : options;
        this.visitor = visitor;
    }

    /** @param left the most pairs still to be handed over, {@link ReadTransaction#UNLIMITED} for all */
    CompletionStage<Void> read(KeyRange range, int left) {
        KeyRange rest = range;
        int stillLeft = left;
        // Stages that are complete already are taken in a loop: a recursion over a long range would use up the stack.
        while (true) {
            var piece = transaction
                    .getRange(rest.begin(), rest.end(), options.withLimit(stillLeft))
                    .toCompletableFuture();
            if (!piece.isDone() || piece.isCompletedExceptionally()) {
                KeyRange asked = rest;
                int allowed = stillLeft;
                return piece.thenCompose(found -> isOver(found, allowed)
                        ? CompletableFuture.completedFuture(null)
                        : read(after(found.pairs(), asked), left(found, allowed)));
            }
            RangeResult found = piece.join();
            if (isOver(found, stillLeft)) {
                return CompletableFuture.completedFuture(null);
            }
            rest = after(found.pairs(), rest);
            stillLeft = left(found, stillLeft);
        }
    }

    /** Hands the pairs over. True where nothing more is to be read. */
    private boolean isOver(RangeResult found, int left) {
        for (KeyValue pair : found.pairs()) {
            if (!visitor.test(pair)) {
                return true;
            }
        }
        return !found.more()
                || left != ReadTransaction.UNLIMITED && found.pairs().size() >= left;
    }

    private static int left(RangeResult found, int left) {
        return left == ReadTransaction.UNLIMITED ? left : left - found.pairs().size();
    }

    private KeyRange after(List<KeyValue> pairs, KeyRange range) {
        byte[] last = pairs.getLast().key();
        return options.reverse() ? new KeyRange(range.begin(), last) : new KeyRange(Keys.after(last), range.end());
    }
}
