package org.vsekai.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every engine's watches do; part of {@link DatabaseContractTest}. */
abstract class WatchContractTest extends ContractFixture {
    /** How long a watch may take that must fire: forever, if a wake-up was lost. */
    private static final long PATIENCE_SECONDS = 60;

    @Test
    void aWatchFiresWhenTheValueChanges() {
        set("a", "1");
        CompletionStage<Void> changed = watchOf("a");
        set("b", "2");
        assertWaits(changed);
        set("a", "2");
        assertFires(changed);
    }

    @Test
    void aWatchFiresWhenAKeyAppearsAndWhenItIsCleared() {
        CompletionStage<Void> appears = watchOf("a");
        set("a", "");
        assertFires(appears);
        CompletionStage<Void> disappears = watchOf("a");
        clear("a");
        assertFires(disappears);
    }

    @Test
    void aClearedRangeFiresWhatIsWatchedInsideIt() {
        for (String key : List.of("a", "b", "c", "d")) {
            set(key, "1");
        }
        CompletionStage<Void> before = watchOf("a");
        CompletionStage<Void> first = watchOf("b");
        CompletionStage<Void> last = watchOf("c");
        CompletionStage<Void> end = watchOf("d");
        CompletionStage<Void> absent = watchOf("bb");
        database().run(tx -> {
            tx.clearRange(key("b"), key("d"));
            return true;
        });
        assertFires(first);
        assertFires(last);
        assertWaits(before);
        assertWaits(end);
        assertWaits(absent);
    }

    @Test
    void everyWatchOfAKeyFires() {
        var changes = new ArrayList<CompletionStage<Void>>();
        for (int i = 0; i < 20; i++) {
            changes.add(watchOf("a"));
        }
        set("a", "1");
        changes.forEach(WatchContractTest::assertFires);
    }

    @Test
    void anAtomicOperationFiresAWatch() {
        set("a", "\1");
        CompletionStage<Void> changed = watchOf("a");
        database().run(tx -> {
            tx.mutate(MutationType.ADD, key("a"), bytes(1));
            return true;
        });
        assertFires(changed);
    }

    @Test
    void aVersionstampedKeyFiresAWatch() {
        CompletionStage<Void> stampedValue = watchOf("v");
        database().run(tx -> {
            tx.mutate(MutationType.SET_VERSIONSTAMPED_VALUE, key("v"), stamped("", 0));
            return true;
        });
        assertFires(stampedValue);
    }

    /** What happened between the read and the commit is not lost. */
    @Test
    void aWatchFiresAtOnceWhereTheValueHasChangedAlready() {
        for (boolean writes : List.of(false, true)) {
            CompletionStage<Void> changed;
            try (Transaction tx = begin()) {
                await(tx.readVersion());
                changed = tx.watch(key("a"));
                if (writes) {
                    tx.addWriteConflictKey(key("b"));
                }
                set("a", "changed " + writes);
                assertWaits(changed);
                await(tx.commit());
            }
            assertFires(changed);
        }
    }

    @Test
    void aWatchComparesWithWhatItsTransactionSeesItsOwnWritesIncluded() {
        set("a", "0");
        CompletionStage<Void> changed;
        try (Transaction tx = begin()) {
            tx.set(key("a"), key("1"));
            changed = tx.watch(key("a"));
            await(tx.commit());
        }
        assertWaits(changed);
        set("a", "2");
        assertFires(changed);
    }

    @Test
    void aWatchUnderAnAtomicOperationComparesWithTheSum() {
        set("a", "\5");
        CompletionStage<Void> changed;
        try (Transaction tx = begin()) {
            tx.mutate(MutationType.ADD, key("a"), bytes(1));
            changed = tx.watch(key("a"));
            await(tx.commit());
        }
        assertWaits(changed);
        set("a", "\5");
        assertFires(changed);
    }

    @Test
    void aLongValueIsWatchedLikeAShortOne() {
        String longValue = "x".repeat(StorageLimits.MAX_VALUE_SIZE);
        set("a", longValue);
        CompletionStage<Void> changed = watchOf("a");
        set("a", longValue);
        assertWaits(changed);
        set("a", longValue.substring(1) + "y");
        assertFires(changed);
    }

    @Test
    void aWatchOutlivesItsTransaction() {
        CompletionStage<Void> changed;
        Transaction tx = begin();
        changed = tx.watch(key("a"));
        await(tx.commit());
        tx.close();
        assertWaits(changed);
        set("a", "1");
        assertFires(changed);
    }

    @Test
    void aWatchEndsWithATransactionThatDoesNotCommit() {
        Transaction closed = begin();
        CompletionStage<Void> ofClosed = closed.watch(key("a"));
        closed.close();
        assertFails(StorageError.TRANSACTION_CANCELLED, () -> get(ofClosed));
        try (Transaction tx = begin()) {
            get(tx, "b");
            tx.set(key("c"), key("1"));
            CompletionStage<Void> changed = tx.watch(key("a"));
            set("b", "1");
            assertFails(StorageError.NOT_COMMITTED, () -> await(tx.commit()));
            assertEnds(changed);
        }
        try (Transaction tx = begin()) {
            CompletionStage<Void> changed = tx.watch(key("a"));
            await(tx.onError(new StorageException(StorageError.NOT_COMMITTED, "as seen")));
            assertEnds(changed);
        }
    }

    @Test
    void aWatchOfAReservedKeyOrAfterTheEndIsRefused() {
        try (Transaction tx = begin()) {
            assertFails(StorageError.KEY_OUTSIDE_LEGAL_RANGE, () -> get(tx.watch(bytes(0xFF))));
            assertFails(StorageError.KEY_TOO_LARGE, () -> get(tx.watch(new byte[StorageLimits.MAX_KEY_SIZE + 1])));
            await(tx.commit());
            assertFails(StorageError.USED_DURING_COMMIT, () -> get(tx.watch(key("a"))));
        }
    }

    @Test
    void watchesAreLimitedAndOnesThatWereGivenUpDoNotCount() {
        var waiting = new ArrayList<CompletableFuture<Void>>();
        try (Transaction tx = begin()) {
            for (int i = 0; i < StorageLimits.MAX_WATCHES; i++) {
                waiting.add(tx.watch(key("w" + i)).toCompletableFuture());
            }
            await(tx.commit());
        }
        assertTooManyWatches();
        waiting.getFirst().cancel(true);
        CompletionStage<Void> inItsPlace = watchOf("a");
        assertTooManyWatches();
        set("w1", "1");
        assertFires(waiting.get(1));
        CompletionStage<Void> another = watchOf("b");
        waiting.forEach(watch -> watch.cancel(true));
        set("a", "1");
        set("b", "1");
        assertFires(inItsPlace);
        assertFires(another);
    }

    /**
     * A consumer that waits for a counter to move, and a producer that moves it as fast as it can: where one wake-up is lost,
     * the consumer waits for ever.
     */
    @Test
    void noWakeUpIsLost() throws Exception {
        int rounds = 300;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int waiter = 0; waiter < 4; waiter++) {
                var _ = threads.submit(() -> {
                    for (int i = 0; i < rounds; i++) {
                        database().run(tx -> {
                            tx.mutate(MutationType.ADD, key("counter"), littleEndian(1));
                            return true;
                        });
                    }
                });
            }
            var consumer = threads.submit(() -> {
                while (true) {
                    try (Transaction tx = begin()) {
                        byte[] counter = get(tx, "counter");
                        CompletionStage<Void> changed = tx.watch(key("counter"));
                        await(tx.commit());
                        if (counter != null && number(counter) == 4 * rounds) {
                            changed.toCompletableFuture().cancel(true);
                            return true;
                        }
                        get(changed);
                    }
                }
            });
            assertThat(consumer.get(2 * PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        }
    }

    private CompletionStage<Void> watchOf(String key) {
        try (Transaction tx = begin()) {
            CompletionStage<Void> changed = tx.watch(key(key));
            await(tx.commit());
            return changed;
        }
    }

    private void assertTooManyWatches() {
        try (Transaction tx = begin()) {
            CompletionStage<Void> refused = tx.watch(key("a"));
            assertFails(StorageError.TOO_MANY_WATCHES, () -> {
                await(tx.commit()); // FoundationDB tells it here or there.
                get(refused);
            });
        }
    }

    /** With whatever failure: FoundationDB passes on that of the commit. */
    private static void assertEnds(CompletionStage<Void> watch) {
        assertThat(watch.toCompletableFuture().handle((done, failure) -> failure))
                .succeedsWithin(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .isInstanceOf(StorageException.class);
    }

    private static void assertFires(CompletionStage<Void> watch) {
        assertThat(watch.toCompletableFuture()).succeedsWithin(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** It may fire without a change in theory; that it does so each time would be a bug. */
    private static void assertWaits(CompletionStage<Void> watch) {
        assertThat(watch.toCompletableFuture()).isNotDone();
    }

    private static void get(CompletionStage<Void> watch) {
        await(watch.toCompletableFuture().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }
}
