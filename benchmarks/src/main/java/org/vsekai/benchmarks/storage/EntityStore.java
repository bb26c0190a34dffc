package org.vsekai.benchmarks.storage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.vsekai.benchmarks.measuring.CommandLoop;
import org.vsekai.benchmarks.measuring.Machine;
import org.vsekai.core.SplitMix64;
import org.vsekai.storage.TransactionOptions;
import org.vsekai.storage.rocksdb.RocksDatabase;
import org.vsekai.storage.rocksdb.RocksOptions;

/** The process that holds a world of entities: it loads them, is ended or killed, and another one takes over. Argument: the folder. */
final class EntityStore implements AutoCloseable {
    /** Commits under way while loading. */
    private static final int PIPELINE = 4;

    private static final double FULL = 0.9;
    private static final int LOG_STEP = 5 * Workload.LOADED_AT_ONCE;

    private final Path folder;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private @Nullable RocksDatabase database;

    private EntityStore(Path folder) {
        this.folder = folder;
    }

    public static void main(String[] args) throws Exception {
        PrintStream answers = System.out;
        try (var store = new EntityStore(Path.of(args[0]))) {
            CommandLoop.run(answers, store::carryOut);
        }
    }

    private ObjectNode carryOut(String command, String[] arguments) throws Exception {
        return switch (command) {
            case "open" -> open();
            case "load" -> load(0, Integer.parseInt(arguments[0]));
            case "fill" -> fillLog(Integer.parseInt(arguments[0]));
            default -> throw new IllegalArgumentException("no such command");
        };
    }

    /** From the call that opens the store to a transaction that is durable; and from the process's start. */
    private ObjectNode open() {
        long before = System.nanoTime();
        RocksDatabase opened = RocksDatabase.open(folder, RocksOptions.DEFAULT);
        database = opened;
        opened.run(tx -> {
            tx.set(Workload.key(Long.MAX_VALUE), new byte[Workload.VALUE_BYTES]);
            return true;
        });
        long millis = (System.nanoTime() - before) / 1_000_000;
        Instant start = ProcessHandle.current().info().startInstant().orElse(Instant.now());
        return CommandLoop.ok()
                .put("ms", millis)
                .put(
                        "sinceProcessStartMs",
                        Duration.between(start, Instant.now()).toMillis());
    }

    private RocksDatabase database() {
        if (database == null) {
            throw new IllegalStateException("open first");
        }
        return database;
    }

    /** Entities in the order of their keys, {@link Workload#LOADED_AT_ONCE} a transaction, each of them durable. */
    private ObjectNode load(int from, int beyond) throws InterruptedException {
        long before = System.nanoTime();
        long cpuBefore = Machine.cpuNanos();
        var random = new SplitMix64(from);
        var underWay = new Semaphore(PIPELINE);
        for (int first = from; first < beyond; first += Workload.LOADED_AT_ONCE) {
            underWay.acquire();
            put(first, Math.min(beyond, first + Workload.LOADED_AT_ONCE), random, underWay);
        }
        underWay.acquire(PIPELINE);
        Throwable failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException("entities were not loaded", failed);
        }
        return CommandLoop.ok()
                .put("seconds", (System.nanoTime() - before) / 1e9)
                .put("cpuSeconds", (Machine.cpuNanos() - cpuBefore) / 1e9);
    }

    private void put(int from, int beyond, SplitMix64 random, Semaphore underWay) {
        var _ = database()
                .runAsync(TransactionOptions.DEFAULT, tx -> {
                    for (int number = from; number < beyond; number++) {
                        tx.set(Workload.key(number), Workload.value(random, Workload.VALUE_BYTES));
                    }
                    return CompletableFuture.completedFuture(beyond);
                })
                .whenComplete((ignored, failed) -> {
                    failure.compareAndSet(null, failed);
                    underWay.release();
                });
    }

    /**
     * Overwrites entities until the log that is being written is about as large as the one before it was when RocksDB began
     * this one: then a start has the most to replay.
     */
    private ObjectNode fillLog(int entities) throws IOException, InterruptedException {
        int step = Math.min(entities, LOG_STEP);
        long log = newestLog();
        long begun = database().statistics().bytesWritten();
        long last = Long.MAX_VALUE;
        long bytes = 0;
        for (int from = 0; bytes < FULL * last; from = from + 2 * step > entities ? 0 : from + step) {
            load(from, from + step);
            bytes = database().statistics().bytesWritten() - begun;
            if (newestLog() != log) {
                log = newestLog();
                last = bytes;
                begun += bytes;
                bytes = 0;
            }
        }
        return CommandLoop.ok().put("logBytes", bytes);
    }

    /** The number in the name of RocksDB's newest log. */
    private long newestLog() throws IOException {
        long newest = 0;
        try (DirectoryStream<Path> logs = Files.newDirectoryStream(folder, "*.log")) {
            for (Path log : logs) {
                newest = Math.max(
                        newest, Long.parseLong(log.getFileName().toString().replace(".log", "")));
            }
        }
        return newest;
    }

    @Override
    public void close() {
        if (database != null) {
            database.close();
        }
    }
}
