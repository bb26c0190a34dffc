package org.vsekai.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.rocksdb.RocksDBException;
import org.vsekai.storage.MutationType;
import org.vsekai.storage.StorageError;
import org.vsekai.storage.StorageException;
import org.vsekai.storage.Transaction;

/** What watches do when the store ends, and what the embedded engine promises beyond the contract. */
class RocksWatchIntegrationTest extends HandledStore {
    @Test
    void watchesFailWhenTheStoreIsClosed() {
        RocksDatabase database = open();
        CompletionStage<Void> armed = watch(database, "a");
        Transaction open = begin(database);
        CompletionStage<Void> begun = open.watch(key("b"));
        database.close();
        assertFails(StorageError.DATABASE_CLOSED, () -> await(armed));
        assertFails(StorageError.DATABASE_CLOSED, () -> await(begun));
        assertFails(StorageError.DATABASE_CLOSED, () -> await(open.watch(key("c"))));
        open.close();
    }

    @Test
    void watchesFailWhenTheStoreStops() {
        RocksDatabase database = open();
        CompletionStage<Void> armed = watch(database, "a");
        beforeWrite = () -> {
            throw new RocksDBException("the disk is broken");
        };
        Transaction tx = begin(database);
        CompletionStage<Void> unknown = tx.watch(key("b"));
        tx.set(key("a"), key("2"));
        assertFails(StorageError.COMMIT_UNKNOWN_RESULT, () -> await(tx.commit()));
        assertThatThrownBy(() -> await(unknown)).isInstanceOf(StorageException.class); // As cancelled or as stopped.
        assertFails(StorageError.IO_ERROR, () -> await(armed));
        tx.close();
    }

    /** FoundationDB fires these at once; here the commit tells what it wrote. */
    @Test
    void aWatchThatItsOwnTransactionWritesAfterwardsWaitsForAnotherValue() {
        RocksDatabase database = open();
        CompletionStage<Void> written;
        CompletionStage<Void> stamped;
        CompletionStage<Void> added;
        try (Transaction tx = begin(database)) {
            written = tx.watch(key("a"));
            stamped = tx.watch(key("v"));
            added = tx.watch(key("n"));
            tx.set(key("a"), key("1"));
            tx.mutate(MutationType.SET_VERSIONSTAMPED_VALUE, key("v"), new byte[14]);
            tx.mutate(MutationType.ADD, key("n"), new byte[] {1});
            await(tx.commit());
        }
        set(database, "b", "1");
        assertThat(written.toCompletableFuture()).isNotDone();
        assertThat(stamped.toCompletableFuture()).isNotDone();
        assertThat(added.toCompletableFuture()).isNotDone();
        set(database, "a", "2");
        set(database, "v", "2");
        set(database, "n", "2");
        await(written);
        await(stamped);
        await(added);
    }

    /** Within one group: the watch compares with what its own transaction wrote, not with the end of the group. */
    @Test
    void aValueThatALaterTransactionOfTheSameGroupChangesFires() {
        RocksDatabase database = open();
        var held = new CountDownLatch(1);
        beforeWrite = () -> awaitLatch(held);
        try (Transaction first = begin(database);
                Transaction watching = begin(database);
                Transaction last = begin(database)) {
            first.set(key("a"), key("1"));
            CompletionStage<Void> holding = first.commit();
            watching.mutate(MutationType.ADD, key("n"), new byte[] {1});
            CompletionStage<Void> changed = watching.watch(key("n"));
            CompletionStage<Void> added = watching.commit();
            last.mutate(MutationType.ADD, key("n"), new byte[] {1});
            CompletionStage<Void> addedMore = last.commit();
            held.countDown();
            await(holding);
            await(added);
            await(addedMore);
            await(changed);
        }
        assertThat(database.statistics().groups()).isLessThanOrEqualTo(2);
    }

    private static CompletionStage<Void> watch(RocksDatabase database, String key) {
        try (Transaction tx = begin(database)) {
            CompletionStage<Void> changed = tx.watch(key(key));
            await(tx.commit());
            return changed;
        }
    }
}
