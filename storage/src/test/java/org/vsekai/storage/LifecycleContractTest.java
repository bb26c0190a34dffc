package org.vsekai.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How transactions begin, are tried again and end, and what may be asked when; part of {@link DatabaseContractTest}. */
abstract class LifecycleContractTest extends ContractFixture {
    @Test
    void theReadVersionIsTakenOnceAndNotBeforeWhatWasCommitted() {
        long committed = commit("a");
        try (Transaction tx = begin()) {
            long version = await(tx.readVersion());
            assertThat(version).isGreaterThanOrEqualTo(committed);
            commit("b");
            assertThat(await(tx.readVersion())).isEqualTo(version);
            assertThat(await(tx.snapshot().readVersion())).isEqualTo(version);
            assertThat(get(tx, "b")).isNull();
        }
    }

    @Test
    void aCommitIsNewerThanWhatItRead() {
        try (Transaction tx = begin()) {
            long read = await(tx.readVersion());
            tx.set(key("a"), key("1"));
            await(tx.commit());
            assertThat(tx.committedVersion()).isGreaterThan(read);
        }
    }

    @Test
    void whatTheCommitTellsIsNotKnownBefore() {
        try (Transaction tx = begin()) {
            tx.set(key("a"), key("1"));
            assertThatThrownBy(tx::committedVersion).isInstanceOf(RuntimeException.class);
            assertThatThrownBy(tx::versionstamp).isInstanceOf(RuntimeException.class);
        }
    }

    @Test
    void snapshotReadsSeeTheSameStateAndOwnWrites() {
        set("a", "1");
        try (Transaction tx = begin()) {
            assertThat(text(get(tx, "a"))).isEqualTo("1");
            set("a", "2");
            tx.set(key("b"), key("own"));
            assertThat(text(get(tx.snapshot(), "a"))).isEqualTo("1");
            assertThat(text(get(tx.snapshot(), "b"))).isEqualTo("own");
            assertThat(pairsOf(range(tx.snapshot(), "a", "c", 0, false))).containsExactly("a=1", "b=own");
            assertThat(await(tx.snapshot().getAll(List.of(key("b"), key("a"))))).containsExactly(key("own"), key("1"));
        }
    }

    @Test
    void eachKindOfWriteCountsForTheSize() {
        try (Transaction tx = begin()) {
            long size = await(tx.approximateSize());
            List<Step> steps = List.of(
                    each -> each.set(key("a"), key("1")),
                    each -> each.clear(key("b")),
                    each -> each.clearRange(key("c"), key("d")),
                    each -> each.mutate(MutationType.ADD, key("e"), bytes(1)),
                    each -> each.addReadConflictRange(key("f"), key("g")),
                    each -> each.addWriteConflictRange(key("h"), key("i")));
            for (Step step : steps) {
                step.on(tx);
                long after = await(tx.approximateSize());
                assertThat(after).isGreaterThan(size);
                size = after;
            }
        }
    }

    @Test
    @Tag(COUNTS_KEY_BYTES)
    void aConflictRangeTooManyIsTooLarge() {
        try (Transaction tx = begin()) {
            byte[] longKey = new byte[StorageLimits.MAX_KEY_SIZE - 2];
            for (int i = 0; i <= StorageLimits.MAX_TRANSACTION_SIZE / longKey.length / 2 + 1; i++) {
                longKey[0] = (byte) (1 + i / 200);
                longKey[1] = (byte) (1 + i % 200);
                tx.addWriteConflictRange(longKey, Keys.concat(longKey, bytes(1)));
            }
            tx.set(key("a"), key("1"));
            assertFails(StorageError.TRANSACTION_TOO_LARGE, () -> await(tx.commit()));
        }
        assertThat(value("a")).isNull();
    }

    @Test
    void aVersionstampThatHasNoPlaceIsRefused() {
        try (Transaction tx = begin()) {
            assertThatThrownBy(() -> tx.mutate(MutationType.SET_VERSIONSTAMPED_KEY, stamped("k", 2), key("v")))
                    .isInstanceOf(RuntimeException.class);
            assertThatThrownBy(() -> tx.mutate(MutationType.SET_VERSIONSTAMPED_VALUE, key("k"), key("short")))
                    .isInstanceOf(RuntimeException.class);
        }
    }

    @Test
    void everyOperationKnowsTheReservedKeys() {
        byte[] reserved = bytes(0xFF, 1);
        try (Transaction tx = begin()) {
            List<Step> steps = List.of(
                    each -> each.mutate(MutationType.ADD, reserved, bytes(1)),
                    each -> each.mutate(MutationType.SET_VERSIONSTAMPED_VALUE, reserved, stamped("", 0)),
                    each -> each.addReadConflictRange(key("a"), reserved),
                    each -> each.addWriteConflictRange(key("a"), reserved),
                    each -> get(each.snapshot(), text(reserved) + ""),
                    each -> await(each.snapshot().getRange(key("a"), reserved)));
            for (Step step : steps) {
                assertFails(StorageError.KEY_OUTSIDE_LEGAL_RANGE, () -> step.on(tx));
            }
        }
    }

    @Test
    void everyRangeMustNotEndBeforeItBegins() {
        try (Transaction tx = begin()) {
            assertFails(StorageError.INVERTED_RANGE, () -> tx.addReadConflictRange(key("b"), key("a")));
            assertFails(StorageError.INVERTED_RANGE, () -> tx.addWriteConflictRange(key("b"), key("a")));
            assertFails(StorageError.INVERTED_RANGE, () -> await(tx.snapshot().getRange(key("b"), key("a"))));
        }
    }

    @Test
    void afterTheEndEveryWriteIsRefused() {
        List<Step> steps = List.of(
                each -> each.set(key("a"), key("1")),
                each -> each.clear(key("a")),
                each -> each.clearRange(key("a"), key("b")),
                each -> each.mutate(MutationType.ADD, key("a"), bytes(1)),
                each -> each.addReadConflictRange(key("a"), key("b")),
                each -> each.addWriteConflictRange(key("a"), key("b")),
                each -> await(each.getRange(key("a"), key("b"))),
                each -> await(each.commit()));
        Transaction closed = begin();
        closed.close();
        try (Transaction committed = begin()) {
            committed.set(key("x"), key("1"));
            await(committed.commit());
            for (Step step : steps) {
                assertFails(StorageError.USED_DURING_COMMIT, () -> step.on(committed));
                assertFails(StorageError.TRANSACTION_CANCELLED, () -> step.on(closed));
            }
        }
    }

    @Test
    void whatIsNotCommittedIsGone() {
        try (Transaction tx = begin()) {
            tx.set(key("a"), key("1"));
            tx.mutate(MutationType.SET_VERSIONSTAMPED_KEY, stamped("k", 1), key("v"));
        }
        try (Transaction tx = begin()) {
            assertThat(range(tx, "a", "z", 0, false)).isEmpty();
        }
    }

    @Test
    void theTimeForRetriesEnds() {
        var options = TransactionOptions.DEFAULT.withTimeout(Duration.ofMillis(50));
        var tries = new AtomicInteger();
        assertFails(
                StorageError.TRANSACTION_TIMED_OUT,
                () -> database().run(options, tx -> {
                    get(tx, "a");
                    tx.set(key("b"), key("1"));
                    set("a", "" + tries.incrementAndGet());
                    return true;
                }));
        assertThat(tries).hasPositiveValue();
    }

    @Test
    void everyPriorityCommits() {
        for (Priority priority : Priority.values()) {
            database().run(TransactionOptions.DEFAULT.withPriority(priority), tx -> {
                tx.set(key(priority.name()), key("1"));
                return true;
            });
            assertThat(value(priority.name())).isEqualTo("1");
        }
    }

    @Test
    void anUnknownResultIsTriedAgain() {
        try (Transaction tx = begin()) {
            tx.set(key("a"), key("1"));
            await(tx.onError(new StorageException(StorageError.COMMIT_UNKNOWN_RESULT, "as seen")));
            assertThat(get(tx, "a")).isNull();
            await(tx.onError(new StorageException(StorageError.TRANSACTION_TOO_OLD, "as seen")));
            await(tx.commit());
            assertThat(tx.committedVersion()).isEqualTo(-1);
        }
    }

    @Test
    void runAsyncEndsWithAnErrorThatIsNotRetryable() {
        var tries = new AtomicInteger();
        assertFails(
                StorageError.KEY_TOO_LARGE,
                () -> await(database().runAsync(TransactionOptions.DEFAULT, tx -> {
                    tries.incrementAndGet();
                    tx.set(new byte[StorageLimits.MAX_KEY_SIZE + 1], bytes());
                    return CompletableFuture.completedFuture(true);
                })));
        assertThat(tries).hasValue(1);
    }

    private long commit(String key) {
        try (Transaction tx = begin()) {
            tx.set(key(key), key("1"));
            await(tx.commit());
            return tx.committedVersion();
        }
    }
}
