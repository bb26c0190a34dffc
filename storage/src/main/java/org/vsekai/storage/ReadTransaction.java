package org.vsekai.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads at one read version, with the transaction's own writes seen over it. Reads through a {@link Transaction} conflict
 * with later writers of what was read; reads through {@link Transaction#snapshot()} don't. Stages fail with {@link
 * StorageException}. The embedded engine's stages are complete on return; ask for several before waiting all the same.
 */
public interface ReadTransaction {
    int UNLIMITED = 0;

    /** Bytes that {@link #forEach} asks for at once. */
    int STREAM_BYTES = 256 * 1024;

    /** The value, or null where there is none. */
    CompletionStage<byte @Nullable []> get(byte[] key);

    /** The values of several keys, in their order, null where there is none. */
    default CompletionStage<List<byte @Nullable []>> getAll(List<byte[]> keys) {
        List<CompletableFuture<byte @Nullable []>> asked =
                keys.stream().map(key -> get(key).toCompletableFuture()).toList();
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).thenApply(ignored -> {
            List<byte @Nullable []> values = new ArrayList<>(asked.size());
            asked.forEach(value -> values.add(value.join()));
            return values;
        });
    }

    /** The pairs with {@code begin <= key < end}, or as many of them as the options ask for. */
    CompletionStage<RangeResult> getRange(byte[] begin, byte[] end, RangeOptions options);

    /**
     * The pairs with {@code begin <= key < end}, in order of keys (backwards if {@code reverse}).
     *
     * @param limit the most pairs to return, {@link #UNLIMITED} for all
     */
    default CompletionStage<List<KeyValue>> getRange(byte[] begin, byte[] end, int limit, boolean reverse) {
        return getRange(begin, end, new RangeOptions(limit, reverse, UNLIMITED)).thenApply(RangeResult::pairs);
    }

    default CompletionStage<List<KeyValue>> getRange(byte[] begin, byte[] end) {
        return getRange(begin, end, UNLIMITED, false);
    }

    /**
     * Streams a range: reads it in pieces of {@link #STREAM_BYTES} and hands over pair after pair, until the visitor returns
     * false or the range ends. No more than one piece is in memory. A limit of the options counts over the whole stream.
     */
    default CompletionStage<Void> forEach(
            byte[] begin, byte[] end, RangeOptions options, Predicate<? super KeyValue> visitor) {
        return new RangeStream(this, options, visitor).read(new KeyRange(begin, end), options.limit());
    }

    /** The version at which this transaction reads; fixed by the first read. */
    CompletionStage<Long> readVersion();
}
