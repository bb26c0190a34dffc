package org.vsekai.storage.rocksdb;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.rocksdb.FlushOptions;
import org.rocksdb.LogFile;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.TickerType;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import org.vsekai.core.Check;

/**
 * RocksDB behind a gate. Using a native object after its release crashes the process, so every use is between {@link
 * #enter} and {@link #exit}, and {@link #close} waits until everybody has left. What is still open then (snapshots of
 * transactions that nobody closed) is released by {@code close}.
 *
 * <p>Any thread may read; only the commit thread writes.
 */
final class NativeStore {
    private static final int CLOSED = Integer.MIN_VALUE;

    private static final long CLOSE_POLL_NANOS = 100_000;

    private final RocksDB db;
    private final NativeOptions options;
    private final WriteOptions synced = new WriteOptions().setSync(true);
    private final Set<ReadVersion> liveVersions = ConcurrentHashMap.newKeySet();

    /** How many are inside, and the sign bit once closed. */
    private final AtomicInteger gate = new AtomicInteger();

    NativeStore(RocksDB db, NativeOptions options) {
        this.db = db;
        this.options = options;
    }

    /** Whether the caller may go in; then it must {@link #exit}. */
    boolean enter() {
        int inside = gate.get();
        while (inside >= 0) {
            if (gate.compareAndSet(inside, inside + 1)) {
                return true;
            }
            inside = gate.get();
        }
        return false;
    }

    void exit() {
        gate.getAndDecrement();
    }

    byte @Nullable [] get(ReadOptions readOptions, byte[] key) throws RocksDBException {
        return db.get(readOptions, key);
    }

    /** The newest value. */
    byte @Nullable [] getNewest(byte[] key) throws RocksDBException {
        return db.get(key);
    }

    RocksIterator iterator(ReadOptions readOptions) {
        return db.newIterator(readOptions);
    }

    /** Durable on return. */
    void writeSynced(byte[] batch) throws RocksDBException {
        try (var nativeBatch = new WriteBatch(batch)) {
            db.write(synced, nativeBatch);
        }
    }

    /** Pins the present state; the caller holds the one reference. */
    ReadVersion pin(long version, long nowNanos) {
        var pinned = new ReadVersion(this, version, db.getSnapshot(), nowNanos);
        liveVersions.add(pinned);
        return pinned;
    }

    /** By the last holder of the version. Too late is fine: then the store has released it while closing. */
    void unpin(ReadVersion version) {
        if (enter()) {
            try {
                if (liveVersions.remove(version)) {
                    releaseNative(version);
                }
            } finally {
                exit();
            }
        }
    }

    private void releaseNative(ReadVersion version) {
        version.options.close();
        db.releaseSnapshot(version.snapshot);
        version.snapshot.close();
    }

    int pinnedVersions() {
        return liveVersions.size();
    }

    /** When the oldest version that somebody still holds was pinned. */
    long oldestPinNanos(long nowNanos) {
        long oldest = nowNanos;
        for (ReadVersion version : liveVersions) {
            oldest = oldest - version.pinnedNanos > 0 ? version.pinnedNanos : oldest;
        }
        return oldest;
    }

    /** Inside the gate. */
    NativeStatistics statistics() throws RocksDBException {
        long walBytes = db.getSortedWalFiles().stream()
                .mapToLong(LogFile::sizeFileBytes)
                .sum();
        return new NativeStatistics(
                options.cacheUsage(),
                options.count(TickerType.BLOCK_CACHE_HIT),
                options.count(TickerType.BLOCK_CACHE_MISS),
                options.count(TickerType.STALL_MICROS) * 1_000,
                db.getLongProperty("rocksdb.estimate-pending-compaction-bytes"),
                Long.parseLong(db.getProperty("rocksdb.num-files-at-level0")),
                db.getLongProperty("rocksdb.cur-size-all-mem-tables"),
                walBytes,
                db.getLongProperty("rocksdb.live-sst-files-size"),
                backgroundErrors());
    }

    /** Flushes and compactions that failed. Inside the gate. */
    long backgroundErrors() throws RocksDBException {
        return db.getLongProperty("rocksdb.background-errors");
    }

    /** The values of several keys, in their order, null where there is none. */
    @SuppressWarnings("NullAway") // RocksDB's list has nulls, which its types don't say.
    List<byte @Nullable []> getAll(ReadOptions readOptions, List<byte[]> keys) throws RocksDBException {
        return db.multiGetAsList(readOptions, keys);
    }

    /** Leaves nothing in the log that the next start would have to replay. After the commit thread has ended, inside the gate. */
    void flush() throws RocksDBException {
        try (var waiting = new FlushOptions().setWaitForFlush(true)) {
            db.flush(waiting);
        }
    }

    /** Once; after the commit thread has ended. */
    void close() {
        int inside = gate.getAndUpdate(count -> count | CLOSED);
        Check.that(inside >= 0, "a store is closed once");
        while (gate.get() != CLOSED) {
            LockSupport.parkNanos(CLOSE_POLL_NANOS);
        }
        liveVersions.forEach(this::releaseNative);
        liveVersions.clear();
        db.close();
        synced.close();
        options.close();
    }
}
