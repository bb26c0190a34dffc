package org.vsekai.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What conflicts beyond the plain cases, and what doesn't; part of {@link DatabaseContractTest}. */
abstract class ConflictContractTest extends ContractFixture {
    @Test
    void theNextWriteAloneMakesNoConflict() {
        set("a", "\1");
        assertNoConflict(tx -> get(tx, "a"), other -> {
            other.nextWriteNoWriteConflict();
            other.set(key("a"), key("2"));
        });
        assertNoConflict(tx -> get(tx, "a"), other -> {
            other.nextWriteNoWriteConflict();
            other.clear(key("a"));
        });
        assertNoConflict(tx -> range(tx, "a", "c", 0, false), other -> {
            other.nextWriteNoWriteConflict();
            other.clearRange(key("a"), key("c"));
        });
        assertNoConflict(tx -> get(tx, "a"), other -> {
            other.nextWriteNoWriteConflict();
            other.mutate(MutationType.ADD, key("a"), bytes(1));
        });
        assertConflict(tx -> get(tx, "b"), other -> {
            other.nextWriteNoWriteConflict();
            other.set(key("a"), key("2"));
            other.set(key("b"), key("2"));
        });
    }

    @Test
    void aWriteWithoutConflictIsCommittedAllTheSame() {
        set("b", "1");
        database().run(tx -> {
            tx.nextWriteNoWriteConflict();
            tx.set(key("a"), key("1"));
            tx.nextWriteNoWriteConflict();
            tx.clearRange(key("b"), key("c"));
            return true;
        });
        assertThat(value("a")).isEqualTo("1");
        assertThat(value("b")).isNull();
    }

    @Test
    void aKeyThatIsAlsoWrittenNormallyConflicts() {
        assertConflict(tx -> get(tx, "a"), other -> {
            other.nextWriteNoWriteConflict();
            other.set(key("a"), key("1"));
            other.set(key("a"), key("2"));
        });
        assertConflict(tx -> get(tx, "a"), other -> {
            other.set(key("a"), key("1"));
            other.nextWriteNoWriteConflict();
            other.set(key("a"), key("2"));
        });
        assertConflict(tx -> get(tx, "a"), other -> {
            other.set(key("a"), key("1"));
            other.nextWriteNoWriteConflict();
            other.clearRange(key("a"), key("b"));
        });
        assertConflict(tx -> get(tx, "a"), other -> {
            other.clearRange(key("a"), key("b"));
            other.nextWriteNoWriteConflict();
            other.set(key("a"), key("2"));
        });
        assertNoConflict(tx -> get(tx, "a"), other -> {
            other.nextWriteNoWriteConflict();
            other.set(key("a"), key("1"));
            other.nextWriteNoWriteConflict();
            other.clearRange(key("a"), key("b"));
        });
    }

    @Test
    void oneRangeByHandStandsForManyWritesWithoutConflict() {
        assertConflict(tx -> get(tx, "p7"), other -> {
            other.addWriteConflictRange(key("p"), key("q"));
            other.nextWriteNoWriteConflict();
            other.set(key("p1"), key("1"));
        });
    }

    @Test
    void theOptionIsGoneAfterAReset() {
        try (Transaction tx = begin();
                Transaction reader = begin()) {
            get(reader, "a");
            tx.nextWriteNoWriteConflict();
            await(tx.onError(new StorageException(StorageError.NOT_COMMITTED, "as seen")));
            tx.set(key("a"), key("1"));
            await(tx.commit());
            reader.set(key("b"), key("1"));
            assertFails(StorageError.NOT_COMMITTED, () -> await(reader.commit()));
        }
    }

    /** Reads of what the transaction itself wrote say nothing about the store. */
    @Test
    void aRangeReadDoesNotConflictWhereItsOwnWritesHideTheStore() {
        assertNoConflict(
                tx -> {
                    tx.set(key("c"), key("1"));
                    tx.clearRange(key("f"), key("h"));
                    range(tx, "a", "z", 0, false);
                },
                other -> {
                    other.set(key("c"), key("2"));
                    other.set(key("g"), key("2"));
                });
        for (String between : new String[] {"b", "c0", "e", "h", "y"}) {
            clear(between);
            assertConflict(
                    tx -> {
                        tx.set(key("c"), key("1"));
                        tx.clearRange(key("f"), key("h"));
                        range(tx, "a", "z", 0, false);
                    },
                    other -> other.set(key(between), key("2")));
        }
    }

    @Test
    void aRangeReadOverAnAtomicOperationConflictsOnItsKey() {
        assertConflict(
                tx -> {
                    tx.mutate(MutationType.ADD, key("c"), bytes(1));
                    range(tx, "a", "z", 0, false);
                },
                other -> other.set(key("c"), bytes(2)));
    }

    @Test
    void aReadConflictRangeByHandLeavesOutOwnWrites() {
        assertNoConflict(
                tx -> {
                    tx.set(key("c"), key("1"));
                    tx.addReadConflictRange(key("a"), key("z"));
                },
                other -> other.set(key("c"), key("2")));
        assertConflict(
                tx -> {
                    tx.set(key("c"), key("1"));
                    tx.addReadConflictRange(key("a"), key("z"));
                },
                other -> other.set(key("d"), key("2")));
    }

    @Test
    void aConflictRangeOfNoKeysIsNone() {
        assertNoConflict(
                tx -> {
                    tx.addReadConflictRange(key("a"), key("a"));
                    tx.addWriteConflictRange(key("a"), key("a"));
                    assertThat(range(tx, "a", "a", 0, false)).isEmpty();
                },
                other -> other.set(key("a"), key("1")));
    }

    @Test
    @Tag(COUNTS_KEY_BYTES)
    void smallWritesCountWithWhatFoundationDbAddsToThem() {
        try (Transaction tx = begin()) {
            tx.set(key("k"), key("v"));
            assertThat(await(tx.approximateSize()))
                    .isEqualTo(2 + StorageLimits.MUTATION_OVERHEAD + 3 + StorageLimits.CONFLICT_RANGE_OVERHEAD);
        }
        try (Transaction tx = begin()) {
            tx.nextWriteNoWriteConflict();
            tx.set(key("k"), key("v"));
            assertThat(await(tx.approximateSize())).isEqualTo(2 + StorageLimits.MUTATION_OVERHEAD);
        }
        try (Transaction tx = begin()) {
            get(tx, "k");
            assertThat(await(tx.approximateSize())).isEqualTo(3 + StorageLimits.CONFLICT_RANGE_OVERHEAD);
        }
    }

    @Test
    void aTransactionThatOnlyAddsAWriteConflictMakesOthersFail() {
        try (Transaction reader = begin();
                Transaction writer = begin()) {
            get(reader, "a");
            writer.addWriteConflictKey(key("a"));
            await(writer.commit());
            assertThat(writer.committedVersion()).isPositive();
            reader.set(key("b"), key("1"));
            assertFails(StorageError.NOT_COMMITTED, () -> await(reader.commit()));
        }
    }
}
