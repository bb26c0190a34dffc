package org.vsekai.storage;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Reads at one read version, with the transaction's own writes seen over it. Reads through a {@link Transaction} conflict
 * with later writers of what was read; reads through {@link Transaction#snapshot()} don't. Stages fail with {@link
 * StorageException}. The embedded engine's stages are complete on return; ask for several before waiting all the same.
 */
public interface ReadTransaction {
    /** The value, or null where there is none. */
    CompletionStage<byte @Nullable []> get(byte[] key);

    /**
     * The pairs with {@code begin <= key < end}, in order of keys (backwards if {@code reverse}).
     *
     * @param limit the most pairs to return, {@link #UNLIMITED} for all
     */
    CompletionStage<List<KeyValue>> getRange(byte[] begin, byte[] end, int limit, boolean reverse);

    default CompletionStage<List<KeyValue>> getRange(byte[] begin, byte[] end) {
        return getRange(begin, end, UNLIMITED, false);
    }

    int UNLIMITED = 0;

    /** The version at which this transaction reads; fixed by the first read. */
    CompletionStage<Long> readVersion();
}
