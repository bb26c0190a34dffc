package org.vsekai.storage.directory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.Keys;
import org.vsekai.storage.MutationType;
import org.vsekai.storage.ReadTransaction;
import org.vsekai.storage.Transaction;
import org.vsekai.storage.tuple.Subspace;
import org.vsekai.storage.tuple.Tuple;

/**
 * FoundationDB's high-contention allocator: short byte strings, none ever twice, where transactions that allocate at the same
 * time rarely conflict. Numbers are taken at random from a window, and the window moves on when it is half full. Kept of it:
 *
 * <pre>
 * (0, start of a window) -> how many were taken from it, eight bytes little-endian
 * (1, number)            -> empty: taken from the current window
 * </pre>
 */
final class PrefixAllocator {
    private static final byte[] ONE = {1, 0, 0, 0, 0, 0, 0, 0};

    private final Subspace counters;
    private final Subspace recent;
    private final IntUnaryOperator random;

    /** @param random a number below its argument; used by several threads */
    PrefixAllocator(Subspace subspace, IntUnaryOperator random) {
        counters = subspace.subspace(0L);
        recent = subspace.subspace(1L);
        this.random = random;
    }

    /** A packed integer that was never allocated before. */
    CompletionStage<byte[]> allocate(Transaction transaction) {
        return newestWindow(transaction)
                .thenCompose(start -> fittingWindow(transaction, start, false))
                .thenCompose(start -> candidate(transaction, start))
                .thenCompose(number -> number == null
                        ? allocate(transaction) // The window moved on meanwhile.
                        : CompletableFuture.completedFuture(Tuple.of(number).pack()));
    }

    private CompletionStage<Long> newestWindow(Transaction transaction) {
        ReadTransaction snapshot = transaction.snapshot();
        return snapshot.getRange(counters.range().begin(), counters.range().end(), 1, true)
                .thenApply(this::startOf);
    }

    private long startOf(List<KeyValue> newestCounter) {
        return newestCounter.isEmpty()
                ? 0
                : counters.unpack(newestCounter.getFirst().key()).getLong(0);
    }

    /** Counts one in the window, or in the first after it that is less than half full: its start. */
    private CompletionStage<Long> fittingWindow(Transaction transaction, long start, boolean moved) {
        byte[] counter = counters.pack(start);
        if (moved) {
            transaction.clearRange(counters.key(), counter);
            transaction.nextWriteNoWriteConflict();
            transaction.clearRange(recent.key(), recent.pack(start));
        }
        transaction.mutate(MutationType.ADD, counter, ONE);
        return transaction
                .snapshot()
                .get(counter)
                .thenCompose(count -> 2 * number(count) < windowSize(start)
                        ? CompletableFuture.completedFuture(start)
                        : fittingWindow(transaction, start + windowSize(start), true));
    }

    /**
     * A free number of the window, null where the window is no longer the newest. As of the snapshot the window is less than
     * half full, so two tries are to be expected.
     */
    private CompletionStage<@Nullable Long> candidate(Transaction transaction, long start) {
        long number = start + random.applyAsInt(windowSize(start));
        byte[] key = recent.pack(number);
        CompletionStage<Long> newest = newestWindow(transaction);
        // Read with a conflict, written without: those who write the same number conflict, those who only pass by
        // don't.
        CompletionStage<byte @Nullable []> taken = transaction.get(key);
        transaction.nextWriteNoWriteConflict();
        transaction.set(key, Keys.empty());
        return newest.thenCombine(
                        taken, (window, value) -> window > start ? Try.MOVED : value == null ? Try.FREE : Try.TAKEN)
                .thenCompose(found -> switch (found) {
                    case MOVED -> CompletableFuture.completedFuture(null);
                    case TAKEN -> candidate(transaction, start);
                    case FREE -> {
                        transaction.addWriteConflictKey(key);
                        yield CompletableFuture.completedFuture(number);
                    }
                });
    }

    private enum Try {
        MOVED,
        TAKEN,
        FREE
    }

    private static long number(byte @Nullable [] littleEndian) {
        return littleEndian == null
                ? 0
                : ByteBuffer.wrap(littleEndian).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    /** Small at first, for short keys; larger later, for less contention. About half of a window's numbers are stored. */
    private static int windowSize(long start) {
        if (start < 255) {
            return 64;
        }
        return start < 65_535 ? 1_024 : 8_192;
    }
}
