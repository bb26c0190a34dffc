package org.vsekai.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What every engine does. An engine's test extends this and says which database is tested. */
public abstract class DatabaseContractTest extends ContractFixture {
    @Nested
    class Watches extends WatchContractTest {
        @Override
        protected Database database() {
            return DatabaseContractTest.this.database();
        }
    }

    @Nested
    class Lifecycle extends LifecycleContractTest {
        @Override
        protected Database database() {
            return DatabaseContractTest.this.database();
        }
    }

    @Nested
    class Conflicts extends ConflictContractTest {
        @Override
        protected Database database() {
            return DatabaseContractTest.this.database();
        }
    }

    @Nested
    class Ranges extends RangeContractTest {
        @Override
        protected Database database() {
            return DatabaseContractTest.this.database();
        }
    }

    @Test
    void aCommittedValueIsRead() {
        set("a", "1");
        assertThat(value("a")).isEqualTo("1");
        assertThat(value("b")).isNull();
    }

    @Test
    void anEmptyValueIsNotAnAbsentOne() {
        set("a", "");
        assertThat(value("a")).isEmpty();
    }

    @Test
    void anUncommittedWriteIsSeenByItsTransactionAlone() {
        try (Transaction tx = begin()) {
            tx.set(key("a"), key("1"));
            assertThat(text(get(tx, "a"))).isEqualTo("1");
            assertThat(value("a")).isNull();
        }
        assertThat(value("a")).isNull();
    }

    @Test
    void aTransactionReadsTheStateAtItsFirstRead() {
        set("a", "1");
        try (Transaction tx = begin()) {
            assertThat(text(get(tx, "a"))).isEqualTo("1");
            set("a", "2");
            set("b", "2");
            assertThat(text(get(tx, "a"))).isEqualTo("1");
            assertThat(keysOf(range(tx, "a", "z", 0, false))).containsExactly("a");
        }
    }

    @Test
    void aTransactionBegunAfterACommitReadsIt() {
        for (int i = 0; i < 50; i++) {
            set("a", "" + i);
            assertThat(value("a")).isEqualTo("" + i);
        }
    }

    @Test
    void aPointReadConflictsWithALaterWrite() {
        assertConflict(tx -> get(tx, "a"), other -> other.set(key("a"), key("1")));
        assertConflict(tx -> get(tx, "a"), other -> other.clear(key("a")));
        assertConflict(tx -> get(tx, "a"), other -> other.clearRange(key("A"), key("b")));
        assertConflict(tx -> get(tx, "a"), other -> other.mutate(MutationType.ADD, key("a"), bytes(1)));
        assertConflict(tx -> get(tx, "a"), other -> other.addWriteConflictRange(key("a"), key("b")));
    }

    @Test
    void aRangeReadConflictsWithAKeyThatAppearsInIt() {
        set("m", "1");
        assertConflict(tx -> range(tx, "a", "z", 0, false), other -> other.set(key("q"), key("1")));
        assertConflict(tx -> range(tx, "b", "c", 0, false), other -> other.clearRange(key("a"), key("z")));
        assertConflict(tx -> range(tx, "b", "c", 0, false), other -> other.clearRange(key("bb"), key("bc")));
    }

    @Test
    void aRangeReadThatALimitStoppedConflictsOnlyWithWhatItSaw() {
        set("d", "1");
        set("p", "1");
        assertConflict(tx -> range(tx, "a", "z", 1, false), other -> other.set(key("d"), key("2")));
        assertConflict(tx -> range(tx, "a", "z", 1, false), other -> other.set(key("b"), key("2")));
        clear("b");
        assertNoConflict(tx -> range(tx, "a", "z", 1, false), other -> other.set(key("e"), key("2")));
        clear("e");
        assertConflict(tx -> range(tx, "a", "z", 1, true), other -> other.set(key("q"), key("2")));
        clear("q");
        assertNoConflict(tx -> range(tx, "a", "z", 1, true), other -> other.set(key("o"), key("2")));
    }

    @Test
    void whatWasNotReadDoesNotConflict() {
        assertNoConflict(tx -> get(tx, "a"), other -> other.set(key("b"), key("1")));
        assertNoConflict(tx -> get(tx.snapshot(), "a"), other -> other.set(key("a"), key("1")));
        assertNoConflict(tx -> range(tx.snapshot(), "a", "z", 0, false), other -> other.set(key("a"), key("1")));
        assertNoConflict(tx -> range(tx, "a", "b", 0, false), other -> other.set(key("b"), key("1")));
        assertNoConflict(tx -> tx.set(key("a"), key("2")), other -> other.set(key("a"), key("1")));
        assertNoConflict(tx -> tx.mutate(MutationType.ADD, key("a"), bytes(1)), other -> other.set(key("a"), bytes(1)));
    }

    @Test
    void readingItsOwnWriteDoesNotConflict() {
        assertNoConflict(
                tx -> {
                    tx.set(key("a"), key("1"));
                    get(tx, "a");
                },
                other -> other.set(key("a"), key("2")));
    }

    @Test
    void readingAValueUnderAnAtomicOperationConflicts() {
        set("a", "\1");
        assertConflict(
                tx -> {
                    tx.mutate(MutationType.ADD, key("a"), bytes(1));
                    assertThat(get(tx, "a")).isEqualTo(bytes(2));
                },
                other -> other.set(key("a"), bytes(7)));
    }

    @Test
    void conflictRangesCanBeAddedWithoutReadingOrWriting() {
        assertConflict(tx -> tx.addReadConflictRange(key("a"), key("b")), other -> other.set(key("aa"), key("1")));
        assertNoConflict(tx -> tx.addReadConflictRange(key("a"), key("b")), other -> other.set(key("b"), key("1")));
    }

    @Test
    void aTransactionThatOnlyReadsNeverConflicts() {
        try (Transaction tx = begin()) {
            get(tx, "a");
            set("a", "1");
            await(tx.commit());
            assertThat(tx.committedVersion()).isEqualTo(-1);
        }
    }

    @Test
    void rangesAreInOrderAndLimited() {
        for (String key : List.of("c", "a", "e", "b", "d")) {
            set(key, key);
        }
        try (Transaction tx = begin()) {
            assertThat(keysOf(range(tx, "a", "e", 0, false))).containsExactly("a", "b", "c", "d");
            assertThat(keysOf(range(tx, "a", "e", 0, true))).containsExactly("d", "c", "b", "a");
            assertThat(keysOf(range(tx, "b", "z", 2, false))).containsExactly("b", "c");
            assertThat(keysOf(range(tx, "b", "z", 2, true))).containsExactly("e", "d");
            assertThat(keysOf(range(tx, "b", "b", 0, false))).isEmpty();
        }
    }

    @Test
    void aRangeReadMergesTheTransactionsOwnWrites() {
        for (String key : List.of("a", "b", "c", "d", "e", "f")) {
            set(key, "0");
        }
        try (Transaction tx = begin()) {
            tx.set(key("bb"), key("1"));
            tx.set(key("c"), key("1"));
            tx.clear(key("d"));
            tx.clearRange(key("e"), key("g"));
            tx.set(key("ee"), key("1"));
            tx.mutate(MutationType.BYTE_MAX, key("a"), key("9"));
            assertThat(pairsOf(range(tx, "a", "z", 0, false))).containsExactly("a=9", "b=0", "bb=1", "c=1", "ee=1");
            assertThat(pairsOf(range(tx, "a", "z", 0, true))).containsExactly("ee=1", "c=1", "bb=1", "b=0", "a=9");
            assertThat(pairsOf(range(tx, "a", "z", 3, true))).containsExactly("ee=1", "c=1", "bb=1");
            await(tx.commit());
        }
        try (Transaction tx = begin()) {
            assertThat(pairsOf(range(tx, "a", "z", 0, false))).containsExactly("a=9", "b=0", "bb=1", "c=1", "ee=1");
        }
    }

    @Test
    void aClearedRangeThatBeginsAtAStoredKeyIsPassedBackwards() {
        for (String key : List.of("a", "b", "c", "d")) {
            set(key, "0");
        }
        try (Transaction tx = begin()) {
            tx.clearRange(key("b"), key("d"));
            assertThat(keysOf(range(tx, "a", "z", 0, true))).containsExactly("d", "a");
            tx.clearRange(key("a"), key("b"));
            assertThat(keysOf(range(tx, "a", "z", 0, true))).containsExactly("d");
        }
    }

    @Test
    void theLastOfSeveralWritesToAKeyWins() {
        database().run(tx -> {
            tx.set(key("a"), key("1"));
            tx.clearRange(key("a"), key("b"));
            tx.set(key("b"), key("1"));
            tx.clear(key("b"));
            tx.clearRange(key("c"), key("d"));
            tx.set(key("c"), key("2"));
            return true;
        });
        assertThat(value("a")).isNull();
        assertThat(value("b")).isNull();
        assertThat(value("c")).isEqualTo("2");
    }

    @Test
    void atomicOperationsAreFoundationDbs() {
        assertThat(after(MutationType.ADD, null, bytes(5, 0))).isEqualTo(bytes(5, 0));
        assertThat(after(MutationType.ADD, bytes(0xFF, 0), bytes(2, 0))).isEqualTo(bytes(1, 1));
        assertThat(after(MutationType.ADD, bytes(0xFF), bytes(1, 0))).isEqualTo(bytes(0, 1));
        assertThat(after(MutationType.ADD, bytes(0xFF, 7, 7), bytes(1, 0))).isEqualTo(bytes(0, 8));
        assertThat(after(MutationType.ADD, bytes(0xFF), bytes(1))).isEqualTo(bytes(0));
        assertThat(after(MutationType.MAX, null, bytes(1))).isEqualTo(bytes(1));
        assertThat(after(MutationType.MAX, bytes(0, 2), bytes(0xFF, 1))).isEqualTo(bytes(0, 2));
        assertThat(after(MutationType.MAX, bytes(0, 0x80), bytes(0, 0x7F))).isEqualTo(bytes(0, 0x80));
        assertThat(after(MutationType.MAX, bytes(9), bytes(1, 1))).isEqualTo(bytes(1, 1));
        assertThat(after(MutationType.MAX, bytes(9, 9, 9), bytes(1, 1))).isEqualTo(bytes(9, 9));
        assertThat(after(MutationType.MIN, null, bytes(9))).isEqualTo(bytes(9));
        assertThat(after(MutationType.MIN, bytes(0, 2), bytes(0xFF, 1))).isEqualTo(bytes(0xFF, 1));
        assertThat(after(MutationType.MIN, bytes(3), bytes(9, 9))).isEqualTo(bytes(3, 0));
        assertThat(after(MutationType.BYTE_MAX, null, bytes(1))).isEqualTo(bytes(1));
        assertThat(after(MutationType.BYTE_MAX, bytes(2), bytes(1, 9))).isEqualTo(bytes(2));
        assertThat(after(MutationType.BYTE_MAX, bytes(1), bytes(1, 0))).isEqualTo(bytes(1, 0));
        assertThat(after(MutationType.COMPARE_AND_CLEAR, bytes(1), bytes(1))).isNull();
        assertThat(after(MutationType.COMPARE_AND_CLEAR, bytes(1), bytes(2))).isEqualTo(bytes(1));
        assertThat(after(MutationType.COMPARE_AND_CLEAR, null, bytes(2))).isNull();
        for (MutationType type : List.of(MutationType.ADD, MutationType.MAX, MutationType.MIN, MutationType.BYTE_MAX)) {
            assertThat(after(type, bytes(), bytes(3, 0)))
                    .as("%s on the empty value", type)
                    .isEqualTo(type == MutationType.MIN ? bytes(0, 0) : bytes(3, 0));
            assertThat(after(type, null, bytes())).as("%s of nothing", type).isEmpty();
        }
    }

    @Test
    void atomicOperationsBuildOnTheTransactionsOwnWrites() {
        set("n", "\7");
        try (Transaction tx = begin()) {
            tx.set(key("a"), bytes(5));
            tx.mutate(MutationType.COMPARE_AND_CLEAR, key("a"), bytes(5));
            assertThat(get(tx, "a")).isNull();
            tx.mutate(MutationType.ADD, key("a"), bytes(1));
            assertThat(get(tx, "a")).isEqualTo(bytes(1));
            tx.clearRange(key("m"), key("o"));
            tx.mutate(MutationType.ADD, key("n"), bytes(2));
            assertThat(get(tx, "n")).isEqualTo(bytes(2));
            await(tx.commit());
        }
        assertThat(value("a")).isEqualTo("\1");
        assertThat(value("n")).isEqualTo("\2");
    }

    @Test
    void onErrorAfterTheEndFails() {
        Transaction tx = begin();
        tx.close();
        assertFails(
                StorageError.TRANSACTION_CANCELLED,
                () -> await(tx.onError(new StorageException(StorageError.NOT_COMMITTED, "as seen"))));
    }

    @Test
    void concurrentAdditionsAllCount() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 16; i++) {
                var _ = threads.submit(() -> {
                    for (int j = 0; j < 10; j++) {
                        database().run(tx -> {
                            tx.mutate(MutationType.ADD, key("sum"), littleEndian(3));
                            return true;
                        });
                    }
                });
            }
        }
        assertThat(sum()).isEqualTo(480);
    }

    @Test
    void concurrentReadModifyWritesAllCount() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                var _ = threads.submit(() -> {
                    for (int j = 0; j < 5; j++) {
                        database().run(tx -> {
                            byte[] sum = get(tx, "sum");
                            tx.set(key("sum"), littleEndian(sum == null ? 1 : number(sum) + 1));
                            return true;
                        });
                    }
                });
            }
        }
        assertThat(sum()).isEqualTo(40);
    }

    @Test
    void versionstampsAreThoseOfTheCommit() {
        byte[] stamp;
        try (Transaction tx = begin()) {
            tx.mutate(MutationType.SET_VERSIONSTAMPED_KEY, stamped("k", 1), key("v"));
            tx.mutate(MutationType.SET_VERSIONSTAMPED_VALUE, key("v"), stamped("xy", 2));
            await(tx.commit());
            stamp = tx.versionstamp();
            assertThat(stamp).hasSize(10);
            assertThat(ByteBuffer.wrap(stamp).getLong()).isEqualTo(tx.committedVersion());
        }
        try (Transaction tx = begin()) {
            assertThat(await(tx.get(Keys.concat(key("k"), stamp)))).isEqualTo(key("v"));
            assertThat(get(tx, "v")).isEqualTo(Keys.concat(key("xy"), stamp));
        }
    }

    @Test
    void versionstampsGrowInTheOrderOfCommits() {
        var stamps = new ArrayList<byte[]>();
        for (int i = 0; i < 20; i++) {
            try (Transaction tx = begin()) {
                tx.set(key("a"), key("" + i));
                await(tx.commit());
                stamps.add(tx.versionstamp());
            }
        }
        assertThat(stamps).isSortedAccordingTo(Keys.ORDER).doesNotHaveDuplicates();
    }

    @Test
    void aKeyThatTheTransactionStampedIsUnreadableUntilItsCommit() {
        try (Transaction tx = begin()) {
            tx.mutate(MutationType.SET_VERSIONSTAMPED_VALUE, key("v"), stamped("", 0));
            tx.mutate(MutationType.SET_VERSIONSTAMPED_KEY, stamped("k", 1), key("v"));
            assertFails(StorageError.ACCESSED_UNREADABLE, () -> get(tx, "v"));
            assertFails(StorageError.ACCESSED_UNREADABLE, () -> range(tx, "a", "l", 0, false));
            assertFails(StorageError.ACCESSED_UNREADABLE, () -> range(tx, "v", "w", 0, false));
            assertThat(range(tx, "a", "k", 0, false)).isEmpty();
            assertThat(get(tx, "w")).isNull();
        }
    }

    @Test
    void aSetLeavesAStampedKeyUnreadableAndAClearMakesItReadable() {
        try (Transaction tx = begin()) {
            tx.mutate(MutationType.SET_VERSIONSTAMPED_VALUE, key("v"), stamped("", 0));
            tx.set(key("v"), key("1"));
            assertFails(StorageError.ACCESSED_UNREADABLE, () -> get(tx, "v"));
            tx.mutate(MutationType.SET_VERSIONSTAMPED_KEY, stamped("k", 1), key("v"));
            tx.clear(key("v"));
            assertThat(get(tx, "v")).isNull();
            tx.clearRange(key("k"), key("l"));
            assertThat(range(tx, "k", "l", 0, false)).isEmpty();
            tx.set(key("v"), key("2"));
            assertThat(text(get(tx, "v"))).isEqualTo("2");
            await(tx.commit());
        }
        assertThat(value("v")).isEqualTo("2");
    }

    @Test
    void aClearAfterAStampedKeyClearsIt() {
        database().run(tx -> {
            tx.mutate(MutationType.SET_VERSIONSTAMPED_KEY, stamped("k", 1), key("1"));
            tx.clearRange(key("k"), key("l"));
            tx.mutate(MutationType.SET_VERSIONSTAMPED_KEY, stamped("k2", 2), key("2"));
            return true;
        });
        try (Transaction tx = begin()) {
            assertThat(range(tx, "k", "l", 0, false))
                    .hasSize(1)
                    .allMatch(pair -> Arrays.equals(pair.value(), key("2")));
        }
    }

    @Test
    @Tag(COUNTS_KEY_BYTES)
    void limitsAreFoundationDbs() {
        try (Transaction tx = begin()) {
            tx.set(new byte[StorageLimits.MAX_KEY_SIZE], new byte[StorageLimits.MAX_VALUE_SIZE]);
            assertFails(StorageError.KEY_TOO_LARGE, () -> tx.set(new byte[StorageLimits.MAX_KEY_SIZE + 1], bytes()));
            assertFails(
                    StorageError.VALUE_TOO_LARGE, () -> tx.set(key("a"), new byte[StorageLimits.MAX_VALUE_SIZE + 1]));
            await(tx.commit());
        }
        try (Transaction tx = begin()) {
            for (int i = 0; i <= 100; i++) {
                tx.set(key("k" + i), new byte[StorageLimits.MAX_VALUE_SIZE]);
            }
            assertThat(await(tx.approximateSize())).isGreaterThan(StorageLimits.MAX_TRANSACTION_SIZE);
            assertFails(StorageError.TRANSACTION_TOO_LARGE, () -> await(tx.commit()));
        }
        assertThat(value("k0")).isNull();
    }

    @Test
    void keysFromFfOnAreReserved() {
        try (Transaction tx = begin()) {
            assertFails(StorageError.KEY_OUTSIDE_LEGAL_RANGE, () -> tx.set(bytes(0xFF), bytes()));
            assertFails(StorageError.KEY_OUTSIDE_LEGAL_RANGE, () -> tx.clear(bytes(0xFF, 1)));
            assertFails(StorageError.KEY_OUTSIDE_LEGAL_RANGE, () -> await(tx.get(bytes(0xFF, 0xFF))));
            assertFails(StorageError.KEY_OUTSIDE_LEGAL_RANGE, () -> await(tx.getRange(key("a"), bytes(0xFF, 0))));
            assertFails(StorageError.KEY_OUTSIDE_LEGAL_RANGE, () -> tx.clearRange(key("a"), bytes(0xFF, 0)));
            assertThat(await(tx.getRange(key("a"), bytes(0xFF)))).isEmpty();
        }
    }

    @Test
    void anInvertedRangeIsRefused() {
        try (Transaction tx = begin()) {
            assertFails(StorageError.INVERTED_RANGE, () -> range(tx, "b", "a", 0, false));
            assertFails(StorageError.INVERTED_RANGE, () -> tx.clearRange(key("b"), key("a")));
        }
    }

    @Test
    void anEndedTransactionIsNotUsedAgain() {
        try (Transaction tx = begin()) {
            tx.set(key("a"), key("1"));
            await(tx.commit());
            assertFails(StorageError.USED_DURING_COMMIT, () -> tx.set(key("a"), key("2")));
            assertFails(StorageError.USED_DURING_COMMIT, () -> get(tx, "a"));
            assertFails(StorageError.USED_DURING_COMMIT, () -> await(tx.commit()));
        }
        Transaction closed = begin();
        closed.close();
        closed.close();
        assertFails(StorageError.TRANSACTION_CANCELLED, () -> get(closed, "a"));
    }

    @Test
    void arraysAreNotSharedWithTheCaller() {
        byte[] key = key("a");
        byte[] value = key("1");
        try (Transaction tx = begin()) {
            tx.set(key, value);
            key[0] = 'x';
            value[0] = 'x';
            byte[] read = Objects.requireNonNull(get(tx, "a"));
            assertThat(text(read)).isEqualTo("1");
            read[0] = 'y';
            range(tx, "a", "b", 0, false).getFirst().key()[0] = 'y';
            await(tx.commit());
        }
        assertThat(value("a")).isEqualTo("1");
    }

    @Test
    void onErrorResetsARetryableFailureAndPassesOnOthers() {
        try (Transaction tx = begin()) {
            get(tx, "a");
            tx.set(key("b"), key("1"));
            set("a", "1");
            assertFails(StorageError.NOT_COMMITTED, () -> await(tx.commit()));
            await(tx.onError(new StorageException(StorageError.NOT_COMMITTED, "as seen")));
            assertThat(text(get(tx, "a"))).isEqualTo("1");
            assertThat(get(tx, "b")).isNull();
            await(tx.commit());
        }
        try (Transaction tx = begin()) {
            var fatal = new StorageException(StorageError.KEY_TOO_LARGE, "as seen");
            assertThatThrownBy(() -> await(tx.onError(fatal))).isSameAs(fatal);
            var foreign = new IllegalStateException("not the store's");
            assertThatThrownBy(() -> await(tx.onError(foreign))).isSameAs(foreign);
        }
    }

    @Test
    void runTriesAgainAfterAConflictAndNotAfterAFailureOfTheBody() {
        var tries = new AtomicInteger();
        database().run(tx -> {
            get(tx, "a");
            tx.set(key("b"), key("1"));
            if (tries.incrementAndGet() == 1) {
                set("a", "1");
            }
            return true;
        });
        assertThat(tries).hasValue(2);
        assertThatThrownBy(() -> database().run(tx -> {
                    tries.incrementAndGet();
                    throw new IllegalStateException("mine");
                }))
                .hasMessage("mine");
        assertThat(tries).hasValue(3);
    }

    @Test
    void runEndsWithTheLastFailureWhenTheRetriesAreUsedUp() {
        var tries = new AtomicInteger();
        var options = TransactionOptions.DEFAULT.withMaxRetries(2);
        assertFails(
                StorageError.NOT_COMMITTED,
                () -> database().run(options, tx -> {
                    get(tx, "a");
                    tx.set(key("b"), key("1"));
                    set("a", "" + tries.incrementAndGet());
                    return true;
                }));
        assertThat(tries).hasValue(3);
    }

    @Test
    void runAsyncCommitsAndTriesAgain() {
        var tries = new AtomicInteger();
        String seen = await(database()
                .runAsync(
                        TransactionOptions.DEFAULT,
                        tx -> tx.get(key("a")).thenCompose(value -> {
                            tx.set(key("b"), key("1"));
                            CompletionStage<Boolean> meddling = tries.incrementAndGet() == 1
                                    ? database().runAsync(TransactionOptions.DEFAULT, other -> {
                                        other.set(key("a"), key("2"));
                                        return CompletableFuture.completedFuture(true);
                                    })
                                    : CompletableFuture.completedFuture(true);
                            return meddling.thenApply(done -> text(value) + "");
                        })));
        assertThat(tries).hasValue(2);
        assertThat(seen).isEqualTo("2");
        assertThat(value("b")).isEqualTo("1");
        CompletionStage<Boolean> failing = database().runAsync(TransactionOptions.DEFAULT, tx -> {
            throw new IllegalStateException("mine");
        });
        assertThatThrownBy(() -> await(failing)).hasMessage("mine");
    }
}
