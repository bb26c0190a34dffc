package org.vsekai.storage.rocksdb;

/**
 * The engine's counters since it was opened, for metrics.
 *
 * @param commits transactions made durable
 * @param readOnlyCommits transactions that had nothing to write
 * @param conflicts commits refused because something read had changed
 * @param tooOld transactions refused at commit because they read more than five seconds before
 * @param tooLarge transactions refused for their size
 * @param queueRefusals commits refused because the commit queue was full
 * @param diskFullRefusals commits refused because the disk was nearly full
 * @param unknownResults commits that were under way when the store failed
 * @param groups synced writes
 * @param bytesWritten bytes handed to RocksDB in those writes
 * @param writeNanos time spent in those writes
 * @param queueLength commits waiting now
 * @param committedVersion the version of the newest commit
 * @param openTransactions transactions begun and not closed
 * @param pinnedVersions versions of the store held by readers, the newest included
 * @param oldestPinNanos how long the oldest of them has been held; long after five seconds somebody has leaked a transaction
 * @param leakedTransactions transactions that were reported because they had been open for more than ten seconds
 * @param watches watches that wait
 * @param watchesFired watches that told a change
 * @param conflictBytes heap of the memory that commits are checked against
 * @param conflictBucketsDropped how often part of it was forgotten early, because too many keys were written
 * @param freeBytes free space of the disk
 * @param isDiskLow whether somebody should make room: see {@link RocksOptions#minFreeBytes}
 * @param inside what RocksDB tells of itself
 */
public record RocksStatistics(
        long commits,
        long readOnlyCommits,
        long conflicts,
        long tooOld,
        long tooLarge,
        long queueRefusals,
        long diskFullRefusals,
        long unknownResults,
        long groups,
        long bytesWritten,
        long writeNanos,
        int queueLength,
        long committedVersion,
        long openTransactions,
        int pinnedVersions,
        long oldestPinNanos,
        long leakedTransactions,
        int watches,
        long watchesFired,
        long conflictBytes,
        long conflictBucketsDropped,
        long freeBytes,
        boolean isDiskLow,
        NativeStatistics inside) {}
