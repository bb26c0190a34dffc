package org.vsekai.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vsekai.storage.RetryLoop;
import org.vsekai.storage.StorageError;
import org.vsekai.storage.StorageException;
import org.vsekai.storage.TransactionOptions;

class LogSyncIntegrationTest {
    private static final byte[] KEY = {'k'};
    private static final int LATER = 3;

    @TempDir
    Path folder;

    private RocksDatabase open(CrashPoint.Passing passing) {
        return RocksDatabase.open(
                folder, TestStores.OPTIONS, TestStores.seams(Sabotage.NONE).with(passing));
    }

    private static CompletableFuture<Void> commit(RocksDatabase database, int value) {
        var tx = database.begin(TransactionOptions.DEFAULT);
        tx.set(KEY, new byte[] {(byte) value});
        return tx.commit().toCompletableFuture().whenComplete((ignored, failure) -> tx.close());
    }

    private static byte @Nullable [] read(RocksDatabase database) {
        try (var tx = database.begin(TransactionOptions.DEFAULT)) {
            return RetryLoop.await(tx.get(KEY));
        }
    }

    @Test
    @Timeout(60)
    void whatIsWrittenBesideASyncIsSeenByNobodyUntilTheNextOneAndThatServesAll() throws Exception {
        var syncing = new CountDownLatch(1);
        var written = new Semaphore(0);
        var goOn = new CountDownLatch(1);
        try (var database = open(point -> {
            if (point == CrashPoint.WRITTEN) {
                written.release();
            } else if (point == CrashPoint.BEFORE_SYNC && syncing.getCount() > 0) {
                syncing.countDown();
                awaitUnchecked(goOn);
            }
        })) {
            List<CompletableFuture<Void>> commits = new ArrayList<>(List.of(commit(database, 0)));
            syncing.await();
            written.acquire();
            for (int i = 1; i <= LATER; i++) {
                commits.add(commit(database, i));
                written.acquire(); // Else two could be one group.
            }
            assertThat(read(database)).isNull();
            assertThat(commits).noneMatch(CompletableFuture::isDone);

            goOn.countDown();
            commits.forEach(CompletableFuture::join);
            assertThat(database.statistics().groups()).isEqualTo(2);
            assertThat(read(database)).containsExactly(LATER);
        }
    }

    @Test
    void afterAFailedSyncNobodyKnowsWhatIsDurableAndNothingIsSeenOfIt() {
        try (var database = open(point -> {
            if (point == CrashPoint.BEFORE_SYNC) {
                throw new IllegalStateException("the disk is gone");
            }
        })) {
            var commit = commit(database, 1);
            assertThatThrownBy(() -> RetryLoop.await(commit))
                    .isInstanceOfSatisfying(
                            StorageException.class,
                            failure -> assertThat(failure.error()).isEqualTo(StorageError.COMMIT_UNKNOWN_RESULT));
            assertThatThrownBy(() -> database.begin(TransactionOptions.DEFAULT))
                    .isInstanceOfSatisfying(
                            StorageException.class,
                            failure -> assertThat(failure.error()).isEqualTo(StorageError.IO_ERROR));
            assertThat(database.statistics().commits()).isZero();
            assertThat(database.statistics().unknownResults()).isEqualTo(1);
        }
    }

    private static void awaitUnchecked(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
