package org.vsekai.server;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.vsekai.storage.rocksdb.NativeStatistics;
import org.vsekai.storage.rocksdb.RocksDatabase;
import org.vsekai.storage.rocksdb.RocksStatistics;

/** The figures of the embedded engine, as of the last {@link #read}. */
final class StoreMetrics {
    private static final String PREFIX = "sekai.storage.";

    private static final double NANOS_PER_SECOND = 1e9;

    private final MeterRegistry registry;
    private final RocksDatabase store;
    private volatile RocksStatistics figures;

    StoreMetrics(MeterRegistry registry, RocksDatabase store) {
        this.registry = registry;
        this.store = store;
        figures = store.statistics();
        commits();
        readers();
        memoryAndDisk();
        inside();
    }

    void read() {
        figures = store.statistics();
    }

    private void commits() {
        count("commits", "Transactions made durable", RocksStatistics::commits);
        count("conflicts", "Commits refused: something read had changed", RocksStatistics::conflicts);
        count("too.old", "Commits refused: read too long ago", RocksStatistics::tooOld);
        count("too.large", "Transactions refused for their size", RocksStatistics::tooLarge);
        count("queue.refusals", "Commits refused: queue full", RocksStatistics::queueRefusals);
        count("disk.full.refusals", "Commits refused: disk nearly full", RocksStatistics::diskFullRefusals);
        count("unknown.results", "Commits cut off by a failure", RocksStatistics::unknownResults);
        count("groups", "Synced writes", RocksStatistics::groups);
        count("written.bytes", "Bytes of synced writes", RocksStatistics::bytesWritten);
        countSeconds("write.seconds", "Time of synced writes", RocksStatistics::writeNanos);
        gauge("queue", "Commits waiting", RocksStatistics::queueLength);
        gauge("conflict.bytes", "Heap that commits are checked against", RocksStatistics::conflictBytes);
        count(
                "conflict.buckets.dropped",
                "Times that part of it was forgotten early: too many keys written",
                RocksStatistics::conflictBucketsDropped);
    }

    private void readers() {
        gauge("open.transactions", "Transactions open", RocksStatistics::openTransactions);
        count("leaked.transactions", "Transactions open for over 10 s", RocksStatistics::leakedTransactions);
        gauge("oldest.pin.seconds", "Age of the oldest reader", figures -> seconds(figures.oldestPinNanos()));
        gauge("watches", "Watches that wait", RocksStatistics::watches);
        count("watches.fired", "Watches that told a change", RocksStatistics::watchesFired);
    }

    private void memoryAndDisk() {
        gauge("free.bytes", "Free space of the store's disk", RocksStatistics::freeBytes);
        gauge("disk.low", "1 where the disk is getting full", figures -> figures.isDiskLow() ? 1 : 0);
        gaugeInside("cache.bytes", "Native memory of the store", NativeStatistics::cacheBytes);
        gaugeInside("memtable.bytes", "What is not in files yet", NativeStatistics::memtableBytes);
        gaugeInside("wal.bytes", "Logs that a start after a crash would replay", NativeStatistics::walBytes);
        gaugeInside("file.bytes", "Files of the newest version", NativeStatistics::liveFileBytes);
    }

    private void inside() {
        count(
                "cache.hits",
                "Blocks found in the cache",
                figures -> figures.inside().cacheHits());
        count(
                "cache.misses",
                "Blocks read from the disk",
                figures -> figures.inside().cacheMisses());
        countSeconds(
                "stall.seconds",
                "Time that writes were held back: flushes or compactions are behind",
                figures -> figures.inside().stallNanos());
        gaugeInside(
                "pending.compaction.bytes",
                "What compactions have still to rewrite",
                NativeStatistics::pendingCompactionBytes);
        gaugeInside("level0.files", "Files that wait for their first compaction", NativeStatistics::level0Files);
        count(
                "background.errors",
                "Flushes and compactions that failed",
                figures -> figures.inside().backgroundErrors());
    }

    private void count(String name, String description, ToDoubleFunction<RocksStatistics> value) {
        FunctionCounter.builder(PREFIX + name, this, metrics -> value.applyAsDouble(metrics.figures))
                .description(description)
                .register(registry);
    }

    private void countSeconds(String name, String description, ToLongFunction<RocksStatistics> nanos) {
        count(name, description, figures -> seconds(nanos.applyAsLong(figures)));
    }

    private void gauge(String name, String description, ToDoubleFunction<RocksStatistics> value) {
        Gauge.builder(PREFIX + name, this, metrics -> value.applyAsDouble(metrics.figures))
                .description(description)
                .strongReference(true)
                .register(registry);
    }

    private void gaugeInside(String name, String description, ToDoubleFunction<NativeStatistics> value) {
        gauge(name, description, figures -> value.applyAsDouble(figures.inside()));
    }

    private static double seconds(long nanos) {
        return nanos / NANOS_PER_SECOND;
    }
}
