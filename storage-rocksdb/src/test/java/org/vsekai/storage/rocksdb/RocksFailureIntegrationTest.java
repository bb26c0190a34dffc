package org.vsekai.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.rocksdb.RocksDBException;
import org.vsekai.storage.MutationType;
import org.vsekai.storage.StorageError;
import org.vsekai.storage.Transaction;

/** Time, full queues, full disks, failing writes, and transactions that outlive the store. */
class RocksFailureIntegrationTest extends HandledStore {
    @Test
    void aTransactionIsTooOldFiveSecondsAfterItsFirstRead() {
        RocksDatabase database = open();
        Transaction tx = begin(database);
        nowNanos.addAndGet(60_000_000_000L); // Waiting before the first read costs nothing.
        await(tx.get(key("a")));
        nowNanos.addAndGet(4_999_000_000L);
        await(tx.get(key("a")));
        nowNanos.addAndGet(2_000_000);
        assertFails(StorageError.TRANSACTION_TOO_OLD, () -> await(tx.get(key("a"))));
        tx.set(key("b"), key("1"));
        assertFails(StorageError.TRANSACTION_TOO_OLD, () -> await(tx.commit()));
        tx.close();
        assertThat(database.statistics().tooOld()).isEqualTo(1);
    }

    @Test
    void aTransactionThatOnlyWritesIsNeverTooOld() {
        RocksDatabase database = open();
        Transaction tx = begin(database);
        tx.set(key("a"), key("1"));
        nowNanos.addAndGet(60_000_000_000L);
        set(database, "a", "2");
        await(tx.commit());
        tx.close();
    }

    /** After an idle hour the newest version is an hour old by the clock, and yet nothing that reads it is too old. */
    @Test
    void idlenessMakesNothingTooOld() {
        RocksDatabase database = open();
        for (int i = 0; i < 5; i++) {
            nowNanos.addAndGet(3_600_000_000_000L);
            try (Transaction tx = begin(database)) {
                await(tx.get(key("a")));
                tx.set(key("b"), key("" + i));
                await(tx.commit());
            }
        }
    }

    /** The conflict set forgets in the commit thread's time: a transaction that it can't check must not slip through. */
    @Test
    void whatTheConflictSetHasForgottenIsTooOldAndNeverCommits() {
        RocksDatabase database = open();
        try (Transaction tx = begin(database)) {
            await(tx.get(key("a")));
            set(database, "a", "1");
            long forgotten = ConflictSet.WINDOW_VERSIONS * 1_000 + 2_000_000_000L;
            nowNanos.addAndGet(forgotten);
            set(database, "b", "1");
            nowNanos.addAndGet(-forgotten); // The transaction's own clock has not noticed.
            tx.set(key("c"), key("1"));
            assertFails(StorageError.TRANSACTION_TOO_OLD, () -> await(tx.commit()));
        }
    }

    @Test
    void aFailedWriteStopsTheStoreForGood() {
        RocksDatabase database = open();
        set(database, "a", "1");
        beforeWrite = () -> {
            throw new RocksDBException("the disk is broken");
        };
        Transaction open = begin(database);
        await(open.get(key("a")));
        Transaction tx = begin(database);
        tx.set(key("a"), key("2"));
        assertFails(StorageError.COMMIT_UNKNOWN_RESULT, () -> await(tx.commit()));
        beforeWrite = () -> {};
        assertFails(StorageError.IO_ERROR, () -> begin(database));
        assertFails(StorageError.IO_ERROR, () -> await(open.get(key("a"))));
        assertFails(StorageError.IO_ERROR, () -> await(open.commit()));
        assertFails(StorageError.IO_ERROR, () -> set(database, "a", "3"));
        open.close();
        tx.close();
        assertThat(told.join()).hasRootCauseMessage("the disk is broken");
        assertThat(tellings).hasValue(1);
        assertThat(database.statistics().unknownResults()).isEqualTo(1);
        database.close();
        assertThat(value(open(), "a")).isEqualTo("1");
    }

    @Test
    void commitsThatWaitWhenTheStoreFailsGetAnAnswer() throws Exception {
        RocksDatabase database = open();
        var held = new CountDownLatch(1);
        beforeWrite = () -> {
            awaitLatch(held);
            throw new RocksDBException("the disk is broken");
        };
        var commits = new ArrayList<CompletionStage<Void>>();
        for (int i = 0; i < 20; i++) {
            Transaction tx = begin(database);
            tx.set(key("k" + i), key("1"));
            commits.add(tx.commit());
        }
        held.countDown();
        for (CompletionStage<Void> commit : commits) {
            assertFails(StorageError.COMMIT_UNKNOWN_RESULT, () -> await(commit));
        }
    }

    @Test
    void aNearlyFullDiskStopsTheStoreBeforeAnythingIsWritten() {
        RocksDatabase database = open();
        set(database, "a", "1");
        usableBytes.set(MIN_FREE - 1);
        nowNanos.addAndGet(2_000_000_000L);
        Transaction tx = begin(database);
        tx.set(key("a"), key("2"));
        assertFails(StorageError.IO_ERROR, () -> await(tx.commit()));
        assertThat(told.join()).hasMessageContaining("nearly full").hasMessageContaining("minFreeBytes");
        assertFails(StorageError.IO_ERROR, () -> begin(database));
        assertThat(database.statistics().diskFullRefusals()).isEqualTo(1);
        database.close();
        usableBytes.set(Long.MAX_VALUE);
        assertThat(value(open(), "a")).isEqualTo("1");
    }

    @Test
    void theCommitQueueIsBounded() {
        RocksDatabase database = open();
        var held = new CountDownLatch(1);
        beforeWrite = () -> awaitLatch(held);
        var commits = new ArrayList<CompletionStage<Void>>();
        int tooMany = CommitQueue.MAX_WAITING + CommitQueue.MAX_GROUP + 1;
        for (int i = 0; i < tooMany; i++) {
            Transaction tx = begin(database);
            tx.set(key("k" + i), key("1"));
            commits.add(tx.commit());
            tx.close();
        }
        CompletionStage<Void> last = commits.getLast();
        assertFails(StorageError.NOT_COMMITTED, () -> await(last));
        long refused = database.statistics().queueRefusals();
        assertThat(refused).isPositive();
        held.countDown();
        long committed = commits.stream().filter(HandledStore::succeeds).count();
        assertThat(committed).isEqualTo(tooMany - refused);
        assertThat(database.statistics().commits()).isEqualTo(committed);
        assertThat(database.statistics().groups()).isLessThan(100);
    }

    /** In one group: each operation sees what the transactions before it in the group have written. */
    @Test
    void atomicOperationsOfOneGroupBuildOnEachOther() {
        RocksDatabase database = open();
        var held = new CountDownLatch(1);
        beforeWrite = () -> awaitLatch(held);
        var commits = new ArrayList<CompletionStage<Void>>();
        for (int i = 0; i < 40; i++) {
            Transaction tx = begin(database);
            switch (i) {
                case 10 -> tx.set(key("a"), new byte[] {100});
                case 20 -> tx.clearRange(key("a"), key("b"));
                case 30 -> tx.clear(key("a"));
                default -> tx.mutate(MutationType.ADD, key("a"), new byte[] {1});
            }
            commits.add(tx.commit());
            tx.close();
        }
        held.countDown();
        commits.forEach(HandledStore::await);
        assertThat(database.statistics().groups()).isLessThanOrEqualTo(3);
        try (Transaction tx = begin(database)) {
            assertThat(await(tx.get(key("a")))).isEqualTo(new byte[] {9});
        }
    }

    @Test
    void closingWaitsForCommitsAndFailsWhatIsOpen() {
        RocksDatabase database = open();
        var commits = new ArrayList<CompletionStage<Void>>();
        for (int i = 0; i < 100; i++) {
            Transaction tx = begin(database);
            tx.set(key("k" + i), key("1"));
            commits.add(tx.commit());
        }
        Transaction open = begin(database);
        await(open.get(key("a")));
        Transaction leaked = begin(database);
        await(leaked.get(key("a")));
        database.close();
        assertThat(commits).allMatch(HandledStore::succeeds);
        assertFails(StorageError.DATABASE_CLOSED, () -> await(open.get(key("a"))));
        assertFails(StorageError.DATABASE_CLOSED, () -> begin(database));
        assertFails(StorageError.DATABASE_CLOSED, () -> open.set(key("a"), key("1")));
        open.close();
        database.close();
        assertThat(database.statistics().openTransactions()).isEqualTo(101);
        RocksDatabase again = open();
        assertThat(value(again, "k99")).isEqualTo("1");
    }

    @Test
    void aContinuationCannotCloseTheStoreThatRunsIt() throws Exception {
        RocksDatabase database = open();
        var held = new CountDownLatch(1);
        beforeWrite = () -> awaitLatch(held);
        Transaction tx = begin(database);
        tx.set(key("a"), key("1"));
        CompletionStage<Void> closing = tx.commit().thenRun(database::close);
        held.countDown();
        assertThatThrownBy(() -> await(closing)).isInstanceOf(IllegalStateException.class);
        set(database, "a", "2");
    }

    @Test
    void aTransactionThatIsNeverClosedIsReportedOnce() {
        RocksDatabase database = open();
        Transaction leaked = begin(database);
        await(leaked.get(key("a")));
        Transaction blind = begin(database);
        nowNanos.addAndGet(Pins.LEAK_NANOS + 1);
        Transaction young = begin(database);
        await(young.get(key("a")));
        database.lookAfter();
        database.lookAfter();
        assertThat(database.statistics().leakedTransactions()).isEqualTo(1);
        leaked.close();
        blind.close();
        young.close();
        nowNanos.addAndGet(2 * Pins.LEAK_NANOS);
        database.lookAfter();
        assertThat(database.statistics().leakedTransactions()).isEqualTo(1);
    }

    @Test
    void statisticsTellOfTheStoreInside() {
        RocksDatabase database = open();
        usableBytes.set(2 * MIN_FREE - 1);
        for (int i = 0; i < 200; i++) {
            int key = i;
            database.run(tx -> {
                tx.set(key("k" + key), new byte[50_000]);
                return true;
            });
        }
        database.lookAfter();
        RocksStatistics statistics = database.statistics();
        assertThat(statistics.freeBytes()).isEqualTo(2 * MIN_FREE - 1);
        assertThat(statistics.isDiskLow()).isTrue();
        assertThat(statistics.conflictBytes()).isPositive();
        assertThat(statistics.conflictBucketsDropped()).isZero();
        assertThat(statistics.inside().walBytes()).isPositive();
        assertThat(statistics.inside().memtableBytes()).isPositive();
        assertThat(statistics.inside().cacheBytes()).isPositive();
        assertThat(statistics.inside().liveFileBytes()).isPositive();
        assertThat(statistics.inside().backgroundErrors()).isZero();
        database.close();
        assertThat(database.statistics().inside()).isEqualTo(NativeStatistics.NONE);
    }

    @Test
    void snapshotsAreLetGoWithTheirLastReader() {
        RocksDatabase database = open();
        Transaction first = begin(database);
        await(first.get(key("a")));
        set(database, "a", "1");
        Transaction second = begin(database);
        Transaction third = begin(database);
        await(second.get(key("a")));
        await(third.get(key("a")));
        set(database, "a", "2");
        nowNanos.addAndGet(1_000);
        assertThat(database.statistics().pinnedVersions()).isEqualTo(3);
        assertThat(database.statistics().oldestPinNanos()).isEqualTo(1_000);
        second.close();
        assertThat(database.statistics().pinnedVersions()).isEqualTo(3);
        third.close();
        first.close();
        assertThat(database.statistics().pinnedVersions()).isEqualTo(1);
        assertThat(database.statistics().openTransactions()).isZero();
    }
}
