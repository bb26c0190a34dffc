package org.vsekai.world;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.ReadTransaction;

/** Reads that wait for their answer: for start-up and virtual threads only. */
final class Reads {
    private Reads() {}

    static byte @Nullable [] value(ReadTransaction transaction, byte[] key) {
        return transaction.get(key).toCompletableFuture().join();
    }

    static List<KeyValue> pairs(ReadTransaction transaction, byte[] begin, byte[] end, int limit) {
        return transaction
                .getRange(begin, end, limit, false)
                .toCompletableFuture()
                .join();
    }
}
