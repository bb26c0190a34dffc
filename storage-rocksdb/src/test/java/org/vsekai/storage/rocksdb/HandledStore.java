package org.vsekai.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.vsekai.storage.Keys;
import org.vsekai.storage.RetryLoop;
import org.vsekai.storage.StorageError;
import org.vsekai.storage.StorageException;
import org.vsekai.storage.Transaction;
import org.vsekai.storage.TransactionOptions;

/** A store with its clock, disk and writes in the test's hands. */
abstract class HandledStore {
    static final long MIN_FREE = 1_000;

    @TempDir
    Path folder;

    final AtomicLong nowNanos = new AtomicLong();
    final AtomicLong usableBytes = new AtomicLong(Long.MAX_VALUE);
    final CompletableFuture<StorageException> told = new CompletableFuture<>();
    final AtomicInteger tellings = new AtomicInteger();
    final RocksOptions options = TestStores.OPTIONS.withOnFailure(failure -> {
        tellings.incrementAndGet();
        told.complete(failure);
    });

    /** Takes the place of a write when set. */
    volatile Seams.BeforeWrite beforeWrite = () -> {};

    final RocksDatabase[] opened = new RocksDatabase[1];

    @AfterEach
    void close() {
        if (opened[0] != null) {
            opened[0].close();
        }
    }

    RocksDatabase open() {
        var seams = new Seams(nowNanos::get, usableBytes::get, () -> beforeWrite.run(), Sabotage.NONE);
        opened[0] = RocksDatabase.open(folder, options.withMinFreeBytes(MIN_FREE), seams);
        return opened[0];
    }

    static Transaction begin(RocksDatabase database) {
        return database.begin(TransactionOptions.DEFAULT);
    }

    static void set(RocksDatabase database, String key, String value) {
        try (Transaction tx = begin(database)) {
            tx.set(key(key), key(value));
            await(tx.commit());
        }
    }

    static String value(RocksDatabase database, String key) {
        try (Transaction tx = begin(database)) {
            byte[] value = await(tx.get(key(key)));
            return value == null ? "absent" : Keys.printable(value);
        }
    }

    static boolean succeeds(CompletionStage<Void> commit) {
        try {
            await(commit);
            return true;
        } catch (StorageException refused) {
            return false;
        }
    }

    static <T extends @Nullable Object> T await(CompletionStage<T> stage) {
        return RetryLoop.await(stage);
    }

    static void assertFails(StorageError error, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StorageException.class,
                        failure -> assertThat(failure.error()).isEqualTo(error));
    }

    static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    static byte[] key(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
