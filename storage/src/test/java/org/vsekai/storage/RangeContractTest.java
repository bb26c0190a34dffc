package org.vsekai.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Ranges by limit and by bytes, streams, and several keys at once; part of {@link DatabaseContractTest}. */
abstract class RangeContractTest extends ContractFixture {
    private static final byte[] FROM = key("k");

    private static final byte[] TO = key("l");

    @Test
    void severalKeysAreReadInTheirOrderWithOwnWritesAndTwins() {
        set("a", "1");
        set("b", "2");
        try (Transaction tx = begin()) {
            tx.set(key("c"), key("3"));
            tx.clear(key("b"));
            tx.mutate(MutationType.BYTE_MAX, key("a"), key("7"));
            List<byte[]> keys = List.of(key("c"), key("x"), key("a"), key("b"), key("a"));
            assertThat(await(tx.getAll(keys)).stream().map(ContractFixture::text))
                    .containsExactly("3", null, "7", null, "7");
            assertThat(await(tx.snapshot().getAll(keys)).stream().map(ContractFixture::text))
                    .containsExactly("3", null, "7", null, "7");
            assertThat(await(tx.getAll(List.of()))).isEmpty();
        }
    }

    @Test
    void manyKeysAreReadAtOnce() {
        fill(500);
        try (Transaction tx = begin()) {
            List<byte[]> keys = new ArrayList<>();
            for (int i = 499; i >= 0; i--) {
                keys.add(numbered(i));
                keys.add(Keys.after(numbered(i)));
            }
            var values = await(tx.getAll(keys));
            for (int i = 0; i < 1_000; i++) {
                assertThat(text(values.get(i))).isEqualTo(i % 2 == 0 ? "v" + (499 - i / 2) : null);
            }
        }
    }

    @Test
    void severalKeysConflictLikeOneByOne() {
        assertConflict(tx -> await(tx.getAll(List.of(key("a"), key("b")))), other -> other.set(key("b"), key("1")));
        assertNoConflict(
                tx -> await(tx.snapshot().getAll(List.of(key("a"), key("b")))), other -> other.set(key("b"), key("2")));
        assertNoConflict(
                tx -> {
                    tx.set(key("b"), key("mine"));
                    await(tx.getAll(List.of(key("a"), key("b"))));
                },
                other -> other.set(key("b"), key("3")));
    }

    @Test
    void oneBadKeyOfSeveralFailsThemAll() {
        try (Transaction tx = begin()) {
            tx.mutate(MutationType.SET_VERSIONSTAMPED_VALUE, key("v"), stamped("", 0));
            assertFails(StorageError.KEY_OUTSIDE_LEGAL_RANGE, () -> await(tx.getAll(List.of(key("a"), bytes(0xFF)))));
            assertFails(StorageError.ACCESSED_UNREADABLE, () -> await(tx.getAll(List.of(key("a"), key("v")))));
        }
    }

    @Test
    @Tag(COUNTS_KEY_BYTES)
    void aByteTargetEndsAReadWithThePairThatReachesIt() {
        fill(10);
        try (Transaction tx = begin()) {
            for (boolean reverse : List.of(false, true)) {
                RangeOptions options = new RangeOptions(0, reverse, 1);
                RangeResult first = await(tx.getRange(FROM, TO, options));
                assertThat(first.pairs()).hasSize(1);
                assertThat(first.more()).isTrue();
                assertThat(first.pairs().getFirst().key()).isEqualTo(numbered(reverse ? 9 : 0));
                int pair = numbered(0).length + 2;
                assertThat(await(tx.getRange(FROM, TO, options.withTargetBytes(3 * pair)))
                                .pairs())
                        .hasSize(3);
                assertThat(await(tx.getRange(FROM, TO, options.withTargetBytes(3 * pair + 1)))
                                .pairs())
                        .hasSize(4);
                RangeResult limited =
                        await(tx.getRange(FROM, TO, options.withLimit(2).withTargetBytes(3 * pair)));
                assertThat(limited.pairs()).hasSize(2);
                assertThat(limited.more()).isTrue();
                RangeResult all = await(tx.getRange(FROM, TO, options.withTargetBytes(1_000_000)));
                assertThat(all.pairs()).hasSize(10);
                assertThat(all.more()).isFalse();
            }
        }
    }

    @Test
    void aReadThatBytesStoppedConflictsOnlyUpToItsLastPair() {
        fill(10);
        var few = new RangeOptions(0, false, 1);
        assertConflict(tx -> await(tx.getRange(FROM, TO, few)), other -> other.set(numbered(0), key("new")));
        assertNoConflict(tx -> await(tx.getRange(FROM, TO, few)), other -> other.set(numbered(1), key("new")));
        assertConflict(tx -> await(tx.getRange(FROM, TO, few.reversed())), other -> other.clear(numbered(9)));
        assertNoConflict(tx -> await(tx.getRange(FROM, TO, few.reversed())), other -> other.clear(numbered(7)));
    }

    @Test
    void aStreamHandsOverEveryPairInOrderOverItsPieces() {
        fill(100);
        try (Transaction tx = begin()) {
            for (boolean reverse : List.of(false, true)) {
                List<String> inPieces = streamed(tx, new RangeOptions(0, reverse, 40));
                assertThat(inPieces).isEqualTo(keysOf(range(tx, "k", "l", 0, reverse)));
                assertThat(inPieces).hasSize(100);
            }
        }
    }

    @Test
    void aStreamSeesOwnWritesInEachPiece() {
        fill(50);
        try (Transaction tx = begin()) {
            tx.clearRange(numbered(10), numbered(20));
            tx.set(numbered(15), key("mine"));
            tx.set(Keys.after(numbered(30)), key("mine"));
            tx.clear(numbered(49));
            for (boolean reverse : List.of(false, true)) {
                assertThat(streamed(tx, new RangeOptions(0, reverse, 40)))
                        .hasSize(50 - 10 + 1 + 1 - 1)
                        .isEqualTo(keysOf(range(tx, "k", "l", 0, reverse)));
            }
        }
    }

    @Test
    void aLimitCountsOverTheWholeStream() {
        fill(50);
        try (Transaction tx = begin()) {
            for (boolean reverse : List.of(false, true)) {
                for (int limit : new int[] {1, 7, 49, 50, 51}) {
                    assertThat(streamed(tx, new RangeOptions(limit, reverse, 40)))
                            .isEqualTo(keysOf(range(tx, "k", "l", limit, reverse)));
                }
            }
        }
    }

    @Test
    void aStreamEndsWhereItsVisitorSaysSoAndConflictsOnlyWithThePiecesRead() {
        fill(50);
        assertNoConflict(tx -> assertThat(firstOfStream(tx)).isEqualTo(1), other -> other.set(numbered(40), key("x")));
        assertConflict(tx -> firstOfStream(tx), other -> other.set(numbered(0), key("x")));
    }

    @Test
    void aVisitorsFailureIsTheStreams() {
        fill(3);
        try (Transaction tx = begin()) {
            assertThatThrownBy(() -> await(tx.forEach(FROM, TO, RangeOptions.ALL, pair -> {
                        throw new IllegalStateException("mine");
                    })))
                    .hasMessageContaining("mine");
        }
    }

    /** A range of many pieces: neither the stack nor the heap holds more than one of them. */
    @Test
    void aLongStreamIsReadInPieces() {
        int values = 200;
        byte[] large = new byte[StorageLimits.MAX_VALUE_SIZE];
        for (int from = 0; from < values; from += 50) {
            int first = from;
            database().run(tx -> {
                for (int i = first; i < first + 50; i++) {
                    tx.set(numbered(i), large);
                }
                return true;
            });
        }
        var counting = new CountingReads(begin());
        var bytes = new long[1];
        try (Transaction tx = counting.transaction) {
            await(counting.forEach(FROM, TO, RangeOptions.ALL, pair -> {
                bytes[0] += pair.value().length;
                return true;
            }));
        }
        assertThat(bytes[0]).isEqualTo((long) values * large.length);
        assertThat(counting.pieces).isGreaterThan(50);
        assertThat(counting.largest).isLessThan(ReadTransaction.STREAM_BYTES + large.length + 100);
    }

    @Test
    void theEmptyKeyIsAKeyLikeOthers() {
        try (Transaction tx = begin()) {
            tx.set(Keys.empty(), key("first"));
            await(tx.commit());
        }
        try (Transaction tx = begin()) {
            assertThat(text(await(tx.get(Keys.empty())))).isEqualTo("first");
            assertThat(pairsOf(await(tx.getRange(Keys.empty(), key("a"))))).containsExactly("=first");
            assertThat(await(tx.getRange(Keys.empty(), Keys.empty()))).isEmpty();
            tx.clearRange(Keys.empty(), bytes(0));
            assertThat(await(tx.get(Keys.empty()))).isNull();
        }
    }

    @Test
    @Tag(COUNTS_KEY_BYTES)
    void theLongestKeyIsInARangeThatEndsAfterIt() {
        byte[] longest = new byte[StorageLimits.MAX_KEY_SIZE];
        Arrays.fill(longest, (byte) 'm');
        database().run(tx -> {
            tx.set(longest, key("1"));
            return true;
        });
        try (Transaction tx = begin()) {
            assertThat(await(tx.getRange(longest, Keys.after(longest)))).hasSize(1);
            assertThat(await(tx.get(new byte[StorageLimits.MAX_KEY_SIZE + 1]))).isNull();
            tx.clear(new byte[StorageLimits.MAX_KEY_SIZE + 1]);
        }
    }

    private int firstOfStream(ReadTransaction tx) {
        int[] seen = new int[1];
        await(tx.forEach(FROM, TO, RangeOptions.ALL.withTargetBytes(40), pair -> {
            seen[0]++;
            return false;
        }));
        return seen[0];
    }

    private static List<String> streamed(ReadTransaction tx, RangeOptions options) {
        var keys = new ArrayList<String>();
        await(tx.forEach(FROM, TO, options, pair -> keys.add(text(pair.key()))));
        return keys;
    }

    private void fill(int count) {
        database().run(tx -> {
            for (int i = 0; i < count; i++) {
                tx.set(numbered(i), key("v" + i));
            }
            return true;
        });
    }

    private static byte[] numbered(int number) {
        return key(String.format("k%04d", number));
    }
}
