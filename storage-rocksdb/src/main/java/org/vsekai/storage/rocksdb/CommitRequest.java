package org.vsekai.storage.rocksdb;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.Keys;
import org.vsekai.storage.StorageException;

/**
 * A transaction on its way through the commit thread. Made on the caller's thread, where as much of the batch as can be
 * known before the commit is already written.
 */
final class CommitRequest {
    /** The read version of a transaction that read nothing: newer than any write. */
    static final long BLIND = Long.MAX_VALUE;

    final long readVersion;
    final ReadSet reads;
    final Overlay writes;

    /** Watches that wait for another value than the one this commit gives their key. */
    final List<Watch> watches;

    /** The clears and the values that don't depend on the commit. */
    final BatchWriter records;

    final long size;

    /** Completed after the group is durable and visible, by the completion thread. */
    final CompletableFuture<Committed> outcome = new CompletableFuture<>();

    /** The verdict, set by the commit thread. */
    @Nullable
    Committed committed;

    @Nullable
    StorageException failure;

    /** Where in the order of commits it came to be. */
    record Committed(long version, int order) {}

    CommitRequest(long readVersion, ReadSet reads, Overlay writes, List<Watch> watches) {
        this.readVersion = readVersion;
        this.reads = reads;
        this.writes = writes;
        this.watches = watches;
        size = reads.size() + writes.size();
        records = encode(writes);
    }

    /** Whether the commit must know what the group has written to keys so far. */
    boolean readsTheGroup() {
        return !watches.isEmpty()
                || writes.points.values().stream().anyMatch(pending -> pending instanceof Pending.Operations);
    }

    void settle() {
        if (committed != null) {
            outcome.complete(committed);
        } else if (failure != null) {
            outcome.completeExceptionally(failure);
        }
    }

    private static BatchWriter encode(Overlay writes) {
        BatchWriter records = BatchWriter.records((int) Math.min(writes.size() + 64, Integer.MAX_VALUE / 2));
        writes.cleared.forEach((begin, end) -> {
            if (Keys.compare(Keys.after(begin), end) == 0) {
                records.delete(begin);
            } else {
                records.deleteRange(begin, end);
            }
        });
        for (Map.Entry<byte[], Pending> point : writes.points.entrySet()) {
            if (point.getValue() instanceof Pending.Known known) {
                if (known.value() == null) {
                    records.delete(point.getKey());
                } else {
                    records.put(point.getKey(), known.value());
                }
            }
        }
        return records;
    }
}
