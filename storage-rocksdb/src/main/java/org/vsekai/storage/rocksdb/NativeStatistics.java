package org.vsekai.storage.rocksdb;

/**
 * What RocksDB tells of itself, for metrics. Zeros where the store is closed.
 *
 * @param cacheBytes native memory in use for blocks and write buffers
 * @param cacheHits blocks found in the cache, since the store was opened
 * @param cacheMisses blocks read from the disk, since then
 * @param stallNanos time that writes were held back because flushes or compactions were behind, since then
 * @param pendingCompactionBytes what compactions have still to rewrite
 * @param level0Files files that wait for their first compaction; writes are slowed from 20 on
 * @param memtableBytes what is not in files yet
 * @param walBytes logs that a start after a crash would replay
 * @param liveFileBytes files of the newest version
 * @param backgroundErrors flushes and compactions that failed; the store stops at the first
 */
public record NativeStatistics(
        long cacheBytes,
        long cacheHits,
        long cacheMisses,
        long stallNanos,
        long pendingCompactionBytes,
        long level0Files,
        long memtableBytes,
        long walBytes,
        long liveFileBytes,
        long backgroundErrors) {
    static final NativeStatistics NONE = new NativeStatistics(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}
