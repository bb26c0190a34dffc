package org.vsekai.benchmarks.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.CompressionType;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Status;
import org.rocksdb.Transaction;
import org.rocksdb.TransactionDB;
import org.rocksdb.TransactionDBOptions;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteBufferManager;
import org.rocksdb.WriteOptions;
import org.vsekai.core.SplitMix64;
import org.vsekai.storage.rocksdb.RocksOptions;

/**
 * RocksDB's own pessimistic transactions: reads lock what they read, so that transactions on points are serializable as
 * ours; ranges would not be. The options are those of our engine (cache, buffers, blocks, log, compression), but for what
 * serves one writer only: here every client writes, and RocksDB forms the groups. Keys are locked in order, so that there
 * are no deadlocks.
 */
final class TransactionDbPeer implements Peer {
    private static final long MIB = 1L << 20;

    /** What a transaction is refused with that may be tried again. */
    private static final Set<Status.Code> REFUSALS =
            EnumSet.of(Status.Code.Busy, Status.Code.TimedOut, Status.Code.TryAgain);

    static {
        RocksDB.loadLibrary();
    }

    private final List<AutoCloseable> natives = new ArrayList<>();
    private final TransactionDB db;
    private final WriteOptions synced = keep(new WriteOptions().setSync(true));
    private final ReadOptions readOptions = keep(new ReadOptions());
    private final LongAdder again = new LongAdder();
    private int keys;

    TransactionDbPeer(Path folder) throws RocksDBException {
        db = TransactionDB.open(options(), keep(new TransactionDBOptions()), folder.toString());
    }

    private Options options() {
        long memory = RocksOptions.DEFAULT.memoryBytes();
        LRUCache cache = keep(new LRUCache(memory));
        var table = new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setBlockSize(16 * 1024)
                .setFormatVersion(6)
                .setFilterPolicy(keep(new BloomFilter(10)))
                .setCacheIndexAndFilterBlocks(true)
                .setPinL0FilterAndIndexBlocksInCache(true)
                .setOptimizeFiltersForMemory(true);
        return keep(new Options())
                .setCreateIfMissing(true)
                .setWriteBufferManager(keep(new WriteBufferManager(memory / 4, cache)))
                .setWriteBufferSize(Math.min(memory / 8, 64 * MIB))
                .setMaxWriteBufferNumber(4)
                .setMaxBackgroundJobs(Math.max(2, Runtime.getRuntime().availableProcessors()))
                .setBytesPerSync(MIB)
                .setMaxTotalWalSize(128 * MIB)
                .setRecycleLogFileNum(4)
                .setMaxOpenFiles(-1)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setBottommostCompressionType(CompressionType.ZSTD_COMPRESSION)
                .setLevelCompactionDynamicLevelBytes(true)
                .setTableFormatConfig(table);
    }

    private <T extends AutoCloseable> T keep(T nativeObject) {
        natives.add(nativeObject);
        return nativeObject;
    }

    @Override
    public String name() {
        return "transactionDb";
    }

    @Override
    public String settings() {
        return "RocksDB " + RocksDB.rocksdbVersion() + ", the engine's options, synced writes, reads lock (shared), "
                + "in this process, a thread for each client";
    }

    @Override
    public void load(int count) throws IOException {
        keys = count;
        var random = new SplitMix64(1);
        for (int from = 0; from < count; from += Workload.LOADED_AT_ONCE) {
            try (var batch = new WriteBatch()) {
                for (int number = from; number < Math.min(count, from + Workload.LOADED_AT_ONCE); number++) {
                    batch.put(Workload.key(number), Workload.value(random, Workload.VALUE_BYTES));
                }
                db.write(synced, batch);
            } catch (RocksDBException e) {
                throw new IOException(e);
            }
        }
    }

    @Override
    public Round transactions(int clients, int seconds) throws IOException, InterruptedException {
        again.reset();
        List<Client> all = new ArrayList<>();
        Round round = ClosedLoop.ofPlatformThreads(number -> {
                    var client = new Client(new SplitMix64(System.nanoTime() + number));
                    all.add(client);
                    return client;
                })
                .run(clients, seconds);
        all.forEach(Client::close);
        return new Round(round.perSecond(), round.p50Ms(), round.p99Ms(), round.cpuMicros(), again.sum());
    }

    @Override
    public Round pointReads(int seconds) throws IOException, InterruptedException {
        var random = new SplitMix64(2);
        return ClosedLoop.ofPlatformThreads(number -> () -> db.get(readOptions, Workload.key(random.nextInt(keys))))
                .run(1, seconds);
    }

    @Override
    public Round rangeReads(int pairs, int seconds) throws IOException, InterruptedException {
        var random = new SplitMix64(3);
        return ClosedLoop.ofPlatformThreads(number -> () -> readRange(random.nextInt(Math.max(1, keys - pairs)), pairs))
                .run(1, seconds);
    }

    private void readRange(int first, int pairs) throws RocksDBException {
        List<byte[]> found = new ArrayList<>(2 * pairs);
        try (RocksIterator iterator = db.newIterator(readOptions)) {
            iterator.seek(Workload.key(first));
            while (iterator.isValid() && found.size() < 2 * pairs) {
                found.add(iterator.key());
                found.add(iterator.value());
                iterator.next();
            }
            iterator.status();
        }
    }

    @Override
    public void close() throws IOException {
        db.close();
        for (AutoCloseable nativeObject : natives.reversed()) {
            try {
                nativeObject.close();
            } catch (Exception e) {
                throw new IOException(e);
            }
        }
    }

    /** Confined to its thread; reuses its native transaction, which is RocksDB's own advice. */
    private final class Client implements ClosedLoop.Client, AutoCloseable {
        private final SplitMix64 random;
        private final Transaction transaction = db.beginTransaction(synced);

        Client(SplitMix64 random) {
            this.random = random;
        }

        @Override
        public void once() throws RocksDBException {
            while (true) {
                db.beginTransaction(synced, transaction);
                try {
                    transact();
                    return;
                } catch (RocksDBException refused) {
                    if (refused.getStatus() == null
                            || !REFUSALS.contains(refused.getStatus().getCode())) {
                        throw refused;
                    }
                    transaction.rollback();
                    again.increment();
                }
            }
        }

        /** Three writes and two reads by turns, in the order of the keys. */
        private void transact() throws RocksDBException {
            long[] numbers = LongStream.generate(() -> random.nextInt(keys))
                    .limit(Workload.READS + (long) Workload.WRITES)
                    .sorted()
                    .toArray();
            for (int i = 0; i < numbers.length; i++) {
                if (i % 2 == 0) {
                    transaction.put(Workload.key(numbers[i]), Workload.value(random, Workload.VALUE_BYTES));
                } else {
                    transaction.getForUpdate(readOptions, Workload.key(numbers[i]), false);
                }
            }
            transaction.commit();
        }

        @Override
        public void close() {
            transaction.close();
        }
    }
}
