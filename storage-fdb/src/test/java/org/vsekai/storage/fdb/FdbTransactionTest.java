package org.vsekai.storage.fdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.apple.foundationdb.FDBException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vsekai.storage.MutationType;
import org.vsekai.storage.RangeOptions;
import org.vsekai.storage.RetryLoop;
import org.vsekai.storage.StorageError;
import org.vsekai.storage.StorageException;
import org.vsekai.storage.StorageLimits;
import org.vsekai.storage.Transaction;
import org.vsekai.storage.TransactionOptions;

/** What the adapter decides itself: which calls it refuses without asking FoundationDB, and the ends of a transaction. */
class FdbTransactionTest {
    private static final byte[] RESERVED = {(byte) 0xFF};
    private static final byte[] TOO_LONG = new byte[StorageLimits.MAX_KEY_SIZE + 1];

    private final RecordingFdb fdb = new RecordingFdb();
    private final FdbDatabase database = new FdbDatabase(fdb.database(), () -> 0);

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void keysAndValuesAreCheckedBeforeFoundationDbIsAsked() {
        Transaction tx = begun();
        assertRefused(StorageError.KEY_OUTSIDE_LEGAL_RANGE, () -> tx.set(RESERVED, key("1")));
        assertRefused(StorageError.KEY_TOO_LARGE, () -> tx.set(TOO_LONG, key("1")));
        assertRefused(StorageError.VALUE_TOO_LARGE, () -> tx.set(key("a"), new byte[StorageLimits.MAX_VALUE_SIZE + 1]));
        assertRefused(StorageError.KEY_OUTSIDE_LEGAL_RANGE, () -> tx.clear(RESERVED));
        assertRefused(StorageError.INVERTED_RANGE, () -> tx.clearRange(key("b"), key("a")));
        assertRefused(StorageError.KEY_TOO_LARGE, () -> tx.mutate(MutationType.ADD, TOO_LONG, key("1")));
        assertThatThrownBy(() -> tx.mutate(MutationType.SET_VERSIONSTAMPED_KEY, key("short"), key("1")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> tx.mutate(MutationType.SET_VERSIONSTAMPED_VALUE, key("a"), key("short")))
                .isInstanceOf(IllegalArgumentException.class);
        assertRefused(StorageError.INVERTED_RANGE, () -> tx.addReadConflictRange(key("b"), key("a")));
        assertRefused(StorageError.INVERTED_RANGE, () -> tx.addWriteConflictRange(key("b"), key("a")));
        assertFails(StorageError.KEY_OUTSIDE_LEGAL_RANGE, tx.get(RESERVED));
        assertFails(StorageError.INVERTED_RANGE, tx.getRange(key("b"), key("a")));
        assertFails(StorageError.KEY_OUTSIDE_LEGAL_RANGE, tx.watch(RESERVED));
        assertFails(StorageError.KEY_TOO_LARGE, tx.watch(TOO_LONG));
        assertThat(fdb.calls()).isEmpty();
    }

    @Test
    void whatCanHaveNoEffectIsNotAsked() {
        Transaction tx = begun();
        tx.clear(TOO_LONG);
        tx.clearRange(key("a"), key("a"));
        tx.addReadConflictRange(key("a"), key("a"));
        tx.addWriteConflictRange(key("a"), key("a"));
        assertThat(RetryLoop.await(tx.get(TOO_LONG))).isNull();
        assertThat(RetryLoop.await(tx.getRange(key("a"), key("a")))).isEmpty();
        assertThat(fdb.calls()).isEmpty();
    }

    @Test
    void failuresOfFoundationDbAreTheInterfacesAtEveryCall() {
        Transaction tx = begun();
        fdb.fail("get", 1007)
                .fail("getReadVersion", 1037)
                .fail("getApproximateSize", 2000)
                .fail("watch", 1032);
        assertFails(StorageError.TRANSACTION_TOO_OLD, tx.get(key("a")));
        assertFails(StorageError.PROCESS_BEHIND, tx.readVersion());
        assertFails(StorageError.CLIENT_INVALID_OPERATION, tx.approximateSize());
        assertFails(StorageError.TOO_MANY_WATCHES, tx.watch(key("a")));
        fdb.answer("get", () -> {
            throw new FDBException("as told", 1036);
        });
        assertFails(StorageError.ACCESSED_UNREADABLE, tx.get(key("a")));
        fdb.answer("set", () -> {
            throw new FDBException("as told", 2102);
        });
        assertRefused(StorageError.KEY_TOO_LARGE, () -> tx.set(key("a"), key("1")));
        fdb.answer("getRange", () -> {
            throw new FDBException("as told", 1031);
        });
        assertFails(StorageError.TRANSACTION_TIMED_OUT, tx.getRange(key("a"), key("b"), RangeOptions.ALL));
    }

    @Test
    void aFailedCommitEndsTheTransactionUntilItIsReset() {
        Transaction tx = begun();
        fdb.fail("commit", 1021);
        assertFails(StorageError.COMMIT_UNKNOWN_RESULT, tx.commit());
        assertEnded(StorageError.USED_DURING_COMMIT, tx);
        RetryLoop.await(tx.onError(new StorageException(StorageError.COMMIT_UNKNOWN_RESULT, "as told")));
        tx.set(key("a"), key("1"));
        RetryLoop.await(tx.commit());
        assertThat(tx.committedVersion()).isEqualTo(RecordingFdb.COMMITTED_VERSION);
    }

    @Test
    void aTransactionThatWroteNothingHasNoVersionstampAndNoneIsWaitedFor() {
        Transaction tx = begun();
        fdb.answer("getCommittedVersion", () -> -1L).fail("getVersionstamp", 2021);
        RetryLoop.await(tx.commit());
        assertThat(tx.committedVersion()).isEqualTo(-1);
        assertThatThrownBy(tx::versionstamp).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anEndedTransactionIsRefusedWithoutAskingFoundationDb() {
        Transaction tx = begun();
        assertThatThrownBy(tx::committedVersion).isInstanceOf(IllegalStateException.class);
        var commit = new CompletableFuture<Void>();
        fdb.answer("commit", () -> commit);
        CompletionStage<Void> done = tx.commit();
        fdb.calls();
        assertEnded(StorageError.USED_DURING_COMMIT, tx);
        commit.complete(null);
        RetryLoop.await(done);
        assertEnded(StorageError.USED_DURING_COMMIT, tx);
        tx.close();
        fdb.calls();
        tx.close();
        assertEnded(StorageError.TRANSACTION_CANCELLED, tx);
        assertFails(
                StorageError.TRANSACTION_CANCELLED,
                tx.onError(new StorageException(StorageError.NOT_COMMITTED, "as told")));
        assertThat(fdb.calls()).isEmpty();
    }

    @Test
    void closingDuringACommitWaitsWithTheNativeCloseForItsEnd() {
        Transaction tx = begun();
        var commit = new CompletableFuture<Void>();
        fdb.answer("commit", () -> commit);
        CompletionStage<Void> done = tx.commit();
        tx.close();
        assertThat(fdb.calls()).doesNotContain("close()");
        commit.complete(null);
        RetryLoop.await(done);
        assertThat(fdb.calls()).contains("close()");
    }

    @Test
    void aRetryThatBecomesReadyAfterTheCloseIsClosedToo() {
        Transaction tx = begun();
        var ready = new CompletableFuture<com.apple.foundationdb.Transaction>();
        fdb.answer("onError", () -> ready);
        tx.onError(new StorageException(StorageError.NOT_COMMITTED, "as told"));
        tx.close();
        fdb.calls();
        ready.complete(fdb.database().createTransaction());
        assertThat(fdb.calls()).containsExactly("database.createTransaction()", "close()");
    }

    @Test
    void retriesAreCountedHereAndTheWaitIsFoundationDbs() {
        Transaction tx = database.begin(TransactionOptions.DEFAULT.withMaxRetries(1));
        fdb.calls();
        var conflict = new StorageException(StorageError.NOT_COMMITTED, "as told");
        RetryLoop.await(tx.onError(conflict));
        assertThat(fdb.calls()).containsExactly("onError(NOT_COMMITTED 1020)");
        assertThatThrownBy(() -> RetryLoop.await(tx.onError(conflict))).isSameAs(conflict);
        var fatal = new StorageException(StorageError.TRANSACTION_TOO_LARGE, "as told");
        assertThatThrownBy(() -> RetryLoop.await(tx.onError(fatal))).isSameAs(fatal);
        var foreign = new IllegalStateException("mine");
        assertThatThrownBy(() -> RetryLoop.await(tx.onError(foreign))).isSameAs(foreign);
        assertThat(fdb.calls()).isEmpty();
    }

    @Test
    void aTimeThatEndsInFoundationDbsWaitIsATimeout() {
        Transaction tx = begun();
        fdb.fail("onError", 1031);
        assertFails(
                StorageError.TRANSACTION_TIMED_OUT,
                tx.onError(new StorageException(StorageError.NOT_COMMITTED, "as told")));
    }

    @Test
    void aWatchCompletesFailsAndIsCancelledAsItself() {
        Transaction tx = begun();
        var changed = new CompletableFuture<Void>();
        var cancelled = new CompletableFuture<Void>();
        fdb.answer("watch", () -> changed).answer("watch", () -> cancelled).fail("watch", 1025);
        CompletableFuture<Void> first = tx.watch(key("a")).toCompletableFuture();
        assertThat(first).isNotDone();
        changed.complete(null);
        assertThat(first).isCompleted();
        tx.watch(key("a")).toCompletableFuture().cancel(true);
        assertThat(cancelled).isCancelled();
        assertFails(StorageError.TRANSACTION_CANCELLED, tx.watch(key("a")));
    }

    @Test
    void aClosedDatabaseFailsWhatIsOpenAndWaitsForCommits() {
        Transaction tx = begun();
        CompletionStage<Void> watch = tx.watch(key("a"));
        Transaction committing = begun();
        var commit = new CompletableFuture<Void>();
        fdb.answer("commit", () -> commit);
        CompletionStage<Void> done = committing.commit();
        var closing = CompletableFuture.runAsync(database::close);
        assertThat(closing).isNotDone();
        commit.complete(null);
        closing.join();
        RetryLoop.await(done);
        assertThat(committing.committedVersion()).isEqualTo(RecordingFdb.COMMITTED_VERSION);
        assertFails(StorageError.DATABASE_CLOSED, watch);
        assertEnded(StorageError.DATABASE_CLOSED, tx);
        assertRefused(StorageError.DATABASE_CLOSED, () -> database.begin(TransactionOptions.DEFAULT));
    }

    private Transaction begun() {
        Transaction tx = database.begin(TransactionOptions.DEFAULT);
        fdb.calls();
        return tx;
    }

    private static void assertEnded(StorageError error, Transaction tx) {
        for (Consumer<Transaction> write : List.<Consumer<Transaction>>of(
                t -> t.set(key("a"), key("1")),
                t -> t.clear(key("a")),
                t -> t.clearRange(key("a"), key("b")),
                t -> t.mutate(MutationType.ADD, key("a"), key("1")),
                t -> t.addReadConflictRange(key("a"), key("b")),
                t -> t.addWriteConflictRange(key("a"), key("b")),
                Transaction::nextWriteNoWriteConflict)) {
            assertRefused(error, () -> write.accept(tx));
        }
        assertFails(error, tx.get(key("a")));
        assertFails(error, tx.getRange(key("a"), key("b")));
        assertFails(error, tx.readVersion());
        assertFails(error, tx.snapshot().get(key("a")));
        assertFails(error, tx.snapshot().getRange(key("a"), key("b")));
        assertFails(error, tx.watch(key("a")));
        assertFails(error, tx.approximateSize());
        assertFails(error, tx.commit());
    }

    private static void assertFails(StorageError error, CompletionStage<?> stage) {
        assertRefused(error, () -> RetryLoop.await(stage));
    }

    private static void assertRefused(StorageError error, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StorageException.class,
                        failure -> assertThat(failure.error()).isEqualTo(error));
    }

    private static byte[] key(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
