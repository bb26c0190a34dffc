package org.vsekai.storage.rocksdb;

import java.util.EnumSet;
import java.util.Properties;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.HistogramType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.Statistics;
import org.rocksdb.TickerType;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBufferManager;
import org.vsekai.core.Check;

/**
 * RocksDB's options for this engine, and the native objects they share. One cache bounds the memory: blocks, indexes and
 * filters live in it, and the write buffers are charged to it.
 *
 * <p>The reasons of each setting are in {@code docs/adr/0003-embedded-engine-on-rocksdb.md}.
 */
final class NativeOptions implements AutoCloseable {
    private static final long MIB = 1L << 20;

    /** The part of the budget that write buffers may take. */
    private static final int WRITE_BUFFER_SHARE = 4;

    private static final long MAX_WRITE_BUFFER = 64 * MIB;

    /** Bounds the replay at start: about 4 µs of CPU for each record. */
    private static final long MAX_WAL_SIZE = 128 * MIB;

    /** Many range tombstones make every read slow: the write buffer is flushed at this many. */
    private static final int MAX_RANGE_DELETIONS = 1_000;

    /**
     * Each log names the end of the one before it, so that the replay stops where unsynced writes at that end are missing,
     * instead of going on with those after them. RocksDB 11.8 has no method for it in Java. It refuses a store without any
     * log, and so one whose creation was cut short between its manifest and its first log.
     */
    private static final String VERIFIED_LOGS = "track_and_verify_wals";

    final Options options;

    private final DBOptions base;
    private final ColumnFamilyOptions defaults = new ColumnFamilyOptions();

    private final LRUCache cache;
    private final WriteBufferManager buffers;
    private final BloomFilter filter = new BloomFilter(10);

    /** Counters only: a histogram would read the clock at each get. */
    private final Statistics statistics = new Statistics(EnumSet.allOf(HistogramType.class));

    /** @param create for making a store, or going on with that, not for commits: its logs are not verified */
    NativeOptions(RocksOptions engine, boolean create) {
        base = create ? new DBOptions() : verified();
        options = new Options(base, defaults);
        cache = new LRUCache(engine.memoryBytes());
        long bufferBudget = engine.memoryBytes() / WRITE_BUFFER_SHARE;
        buffers = new WriteBufferManager(bufferBudget, cache);
        options.setCreateIfMissing(create)
                .setParanoidChecks(true)
                .setStatistics(statistics)
                .setWriteBufferManager(buffers)
                .setWriteBufferSize(Math.min(bufferBudget / 2, MAX_WRITE_BUFFER))
                .setMaxWriteBufferNumber(4)
                .setMemtableMaxRangeDeletions(MAX_RANGE_DELETIONS)
                .setMaxBackgroundJobs(Math.max(2, Runtime.getRuntime().availableProcessors()))
                .setBytesPerSync(MIB)
                .setMaxTotalWalSize(MAX_WAL_SIZE)
                .setRecycleLogFileNum(4)
                .setWalRecoveryMode(WALRecoveryMode.PointInTimeRecovery)
                .setAllowConcurrentMemtableWrite(false)
                .setMaxOpenFiles(-1)
                .setSkipStatsUpdateOnDbOpen(true)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setKeepLogFileNum(5)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setBottommostCompressionType(CompressionType.ZSTD_COMPRESSION)
                .setLevelCompactionDynamicLevelBytes(true)
                .setTableFormatConfig(tableFormat());
    }

    private static DBOptions verified() {
        var properties = new Properties();
        properties.setProperty(VERIFIED_LOGS, "true");
        DBOptions options = DBOptions.getDBOptionsFromProps(properties);
        Check.that(options != null, "RocksDB knows the option " + VERIFIED_LOGS);
        return options;
    }

    private BlockBasedTableConfig tableFormat() {
        return new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setBlockSize(16 * 1024)
                .setFormatVersion(6)
                .setFilterPolicy(filter)
                .setCacheIndexAndFilterBlocks(true)
                .setPinL0FilterAndIndexBlocksInCache(true)
                .setOptimizeFiltersForMemory(true);
    }

    /** Bytes of the block cache in use, the write buffers charged to it included. */
    long cacheUsage() {
        return cache.getUsage();
    }

    long count(TickerType ticker) {
        return statistics.getTickerCount(ticker);
    }

    @Override
    public void close() {
        options.close();
        base.close();
        defaults.close();
        statistics.close();
        buffers.close();
        cache.close();
        filter.close();
    }
}
