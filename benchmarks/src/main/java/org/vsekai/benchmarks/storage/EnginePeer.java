package org.vsekai.benchmarks.storage;

import java.io.IOException;
import java.nio.file.Path;
import org.vsekai.core.SplitMix64;
import org.vsekai.storage.Database;
import org.vsekai.storage.RetryLoop;
import org.vsekai.storage.Transaction;
import org.vsekai.storage.rocksdb.RocksDatabase;
import org.vsekai.storage.rocksdb.RocksOptions;
import org.vsekai.storage.rocksdb.RocksStatistics;

/** Our engine, as the server runs it. */
final class EnginePeer implements Peer {
    private final RocksDatabase database;
    private int keys;

    EnginePeer(Path folder) {
        database = RocksDatabase.open(folder, RocksOptions.DEFAULT);
    }

    Database database() {
        return database;
    }

    RocksStatistics statistics() {
        return database.statistics();
    }

    @Override
    public String name() {
        return "engine";
    }

    @Override
    public String settings() {
        return "RocksOptions.DEFAULT, in this process, a virtual thread for each client, as its interface has it";
    }

    @Override
    public void load(int count) {
        keys = count;
        load(database, count);
    }

    static void load(Database database, int count) {
        var random = new SplitMix64(1);
        for (int from = 0; from < count; from += Workload.LOADED_AT_ONCE) {
            int first = from;
            int beyond = Math.min(count, from + Workload.LOADED_AT_ONCE);
            database.run(tx -> {
                for (int number = first; number < beyond; number++) {
                    tx.set(Workload.key(number), Workload.value(random, Workload.VALUE_BYTES));
                }
                return beyond;
            });
        }
    }

    @Override
    public Round transactions(int clients, int seconds) throws IOException, InterruptedException {
        long conflictsBefore = database.statistics().conflicts();
        Round round = ClosedLoop.ofVirtualThreads(number -> {
                    var random = new SplitMix64(System.nanoTime() + number);
                    return () -> database.run(tx -> transact(tx, random));
                })
                .run(clients, seconds);
        long conflicts = database.statistics().conflicts() - conflictsBefore;
        return new Round(round.perSecond(), round.p50Ms(), round.p99Ms(), round.cpuMicros(), conflicts);
    }

    private int transact(Transaction tx, SplitMix64 random) {
        for (int i = 0; i < Workload.READS; i++) {
            RetryLoop.await(tx.get(anyKey(random)));
        }
        for (int i = 0; i < Workload.WRITES; i++) {
            tx.set(anyKey(random), Workload.value(random, Workload.VALUE_BYTES));
        }
        return Workload.WRITES;
    }

    @Override
    public Round pointReads(int seconds) throws IOException, InterruptedException {
        var random = new SplitMix64(2);
        return ClosedLoop.ofVirtualThreads(number ->
                        () -> database.run(tx -> RetryLoop.await(tx.get(anyKey(random))) != null))
                .run(1, seconds);
    }

    @Override
    public Round rangeReads(int pairs, int seconds) throws IOException, InterruptedException {
        var random = new SplitMix64(3);
        return ClosedLoop.ofVirtualThreads(number -> () -> {
                    int first = random.nextInt(Math.max(1, keys - pairs));
                    database.run(tx -> RetryLoop.await(
                                    tx.getRange(Workload.key(first), Workload.key(first + (long) pairs)))
                            .size());
                })
                .run(1, seconds);
    }

    private byte[] anyKey(SplitMix64 random) {
        return Workload.key(random.nextInt(keys));
    }

    @Override
    public void close() {
        database.close();
    }
}
