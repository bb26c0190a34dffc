package org.vsekai.storage.rocksdb;

import java.util.concurrent.atomic.AtomicInteger;
import org.rocksdb.ReadOptions;
import org.rocksdb.Snapshot;

/**
 * A version of the store that can be read: a native snapshot shared by all transactions that read at it, released when the
 * last of them lets go. Any thread may retain and release.
 */
final class ReadVersion {
    final long version;
    final Snapshot snapshot;
    final ReadOptions options;
    final long pinnedNanos;

    private final NativeStore store;
    private final AtomicInteger references = new AtomicInteger(1);

    ReadVersion(NativeStore store, long version, Snapshot snapshot, long pinnedNanos) {
        this.store = store;
        this.version = version;
        this.snapshot = snapshot;
        this.pinnedNanos = pinnedNanos;
        options = new ReadOptions().setSnapshot(snapshot);
    }

    /** One more reference, unless the last one is already gone. */
    boolean tryRetain() {
        int count = references.get();
        while (count > 0) {
            if (references.compareAndSet(count, count + 1)) {
                return true;
            }
            count = references.get();
        }
        return false;
    }

    void release() {
        if (references.decrementAndGet() == 0) {
            store.unpin(this);
        }
    }
}
