package org.vsekai.storage.fdb;

import com.apple.foundationdb.ReadTransaction;
import com.apple.foundationdb.StreamingMode;
import com.apple.foundationdb.Transaction;
import com.apple.foundationdb.async.AsyncIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.vsekai.storage.KeyRules;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.Keys;
import org.vsekai.storage.RangeOptions;
import org.vsekai.storage.RangeResult;

/**
 * Reads of ranges. FoundationDB's Java client has no target in bytes, only batches of roughly known sizes; so such a read takes
 * batches until the target is reached. It does so without conflicts and then adds the one with what was returned: the client
 * fetches a batch ahead, and what nobody saw must not conflict.
 */
final class FdbRanges {
    /** Bytes of the batches that a streaming mode asks for, in FoundationDB's C library. */
    private static final int SMALL_BATCH = 256;

    private static final int MEDIUM_BATCH = 1_000;
    private static final int LARGE_BATCH = 4_096;

    private FdbRanges() {}

    static CompletableFuture<RangeResult> read(
            Transaction fdb, boolean conflicting, byte[] begin, byte[] end, RangeOptions options) {
        if (!KeyRules.checkRange(begin, end)) {
            return CompletableFuture.completedFuture(new RangeResult(List.of(), false));
        }
        if (options.targetBytes() != org.vsekai.storage.ReadTransaction.UNLIMITED) {
            return readToTarget(fdb, conflicting, begin.clone(), end.clone(), options);
        }
        int limit = options.limit();
        boolean isLimited = limit != org.vsekai.storage.ReadTransaction.UNLIMITED;
        ReadTransaction reader = conflicting ? fdb : fdb.snapshot();
        return reader.getRange(
                        begin.clone(),
                        end.clone(),
                        limit,
                        options.reverse(),
                        isLimited ? StreamingMode.EXACT : StreamingMode.WANT_ALL)
                .asList()
                .thenApply(found -> new RangeResult(
                        found.stream().map(FdbRanges::ours).toList(), isLimited && found.size() >= limit));
    }

    private static CompletableFuture<RangeResult> readToTarget(
            Transaction fdb, boolean conflicting, byte[] begin, byte[] end, RangeOptions options) {
        AsyncIterator<com.apple.foundationdb.KeyValue> pairs = fdb.snapshot()
                .getRange(begin, end, options.limit(), options.reverse(), mode(options.targetBytes()))
                .iterator();
        return new Collecting(pairs, options).collect().thenApply(found -> {
            if (conflicting && !found.more()) {
                fdb.addReadConflictRange(begin, end);
            } else if (conflicting) {
                byte[] last = found.pairs().getLast().key();
                fdb.addReadConflictRange(options.reverse() ? last : begin, options.reverse() ? end : Keys.after(last));
            }
            return found;
        });
    }

    private static StreamingMode mode(int targetBytes) {
        if (targetBytes <= SMALL_BATCH) {
            return StreamingMode.SMALL;
        }
        if (targetBytes <= MEDIUM_BATCH) {
            return StreamingMode.MEDIUM;
        }
        return targetBytes <= LARGE_BATCH ? StreamingMode.LARGE : StreamingMode.SERIAL;
    }

    private static KeyValue ours(com.apple.foundationdb.KeyValue pair) {
        return new KeyValue(pair.getKey(), pair.getValue());
    }

    /** Takes pairs until the options are met. Confined to one call at a time. */
    private static final class Collecting {
        private final AsyncIterator<com.apple.foundationdb.KeyValue> source;
        private final RangeOptions options;
        private final List<KeyValue> pairs = new ArrayList<>();
        private long bytes;

        Collecting(AsyncIterator<com.apple.foundationdb.KeyValue> source, RangeOptions options) {
            this.source = source;
            this.options = options;
        }

        /** Pairs that have come are taken in a loop: a recursion over all of them would use up the stack. */
        CompletableFuture<RangeResult> collect() {
            while (true) {
                CompletableFuture<Boolean> next = source.onHasNext();
                if (!next.isDone() || next.isCompletedExceptionally()) {
                    return next.thenCompose(hasNext -> hasNext && takes() ? collect() : ended(hasNext));
                }
                boolean hasNext = next.join();
                if (!hasNext || !takes()) {
                    return ended(hasNext);
                }
            }
        }

        /** Takes the next pair. False where that is enough. */
        private boolean takes() {
            KeyValue pair = ours(source.next());
            pairs.add(pair);
            bytes += pair.key().length + pair.value().length;
            return bytes < options.targetBytes() && pairs.size() != options.limit();
        }

        private CompletableFuture<RangeResult> ended(boolean more) {
            source.cancel();
            return CompletableFuture.completedFuture(new RangeResult(List.copyOf(pairs), more));
        }
    }
}
