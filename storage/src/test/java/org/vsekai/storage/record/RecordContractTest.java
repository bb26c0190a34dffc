package org.vsekai.storage.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.vsekai.storage.StorageLimits;
import org.vsekai.storage.Transaction;
import org.vsekai.storage.record.test.v1.Item;
import org.vsekai.storage.record.test.v1.Place;
import org.vsekai.storage.record.test.v1.Quality;
import org.vsekai.storage.record.test.v1.Score;
import org.vsekai.storage.tuple.Tuple;

/** Records, queries, unique indexes and totals. A part of {@link RecordStoreContractTest}. */
public abstract class RecordContractTest extends RecordFixture {
    @Test
    void aRecordIsReadAsItWasPutAndGoneWhenDeleted() {
        Item item = owned(7, "ada", 3);
        put(item);
        assertThat(get(7)).contains(item);
        assertThat(get(8)).isEmpty();
        assertThat(delete(7)).isTrue();
        assertThat(delete(7)).isFalse();
        assertThat(get(7)).isEmpty();
    }

    @Test
    void aRecordTakesThePlaceOfTheOneWithItsKey() {
        put(owned(7, "ada", 3), owned(7, "eve", 4));
        assertThat(get(7)).contains(owned(7, "eve", 4));
        assertThat(ids(BY_OWNER.query("ada"))).isEmpty();
        assertThat(ids(BY_OWNER.query("eve"))).containsExactly(7L);
    }

    @Test
    void readsSeeWritesThatNobodyHasWaitedForYet() {
        List<Optional<Item>> seen = database().run(tx -> {
            Records records = store.in(tx);
            CompletionStage<Void> first = records.put(ITEMS, owned(1, "ada", 3));
            CompletionStage<Void> second = records.put(ITEMS, owned(1, "ada", 4));
            CompletionStage<Optional<Item>> one = records.get(ITEMS, 1);
            CompletionStage<Optional<Item>> two = records.get(ITEMS, 2);
            await(first);
            await(second);
            return List.of(await(one), await(two));
        });
        assertThat(seen).containsExactly(Optional.of(owned(1, "ada", 4)), Optional.empty());
        assertThat(total(WEIGHT_BY_OWNER, "ada")).isEqualTo(4);
        assertThat(ids(BY_OWNER.query("ada"))).containsExactly(1L);
    }

    @Test
    void readsDontSeeWritesThatWereAskedForLater() {
        for (int id = 0; id < 100; id++) {
            put(owned(id, "ada", id));
        }
        Page<Item> seen = database().run(tx -> {
            Records records = store.in(tx);
            CompletionStage<Page<Item>> page = records.query(BY_OWNER.query("ada"));
            CompletionStage<Page<Item>> unconflicting = records.snapshot().query(BY_OWNER.query("ada"));
            CompletionStage<Boolean> deleted = records.delete(ITEMS, 99);
            assertThat(await(unconflicting).records()).hasSize(100);
            await(deleted);
            return await(page);
        });
        assertThat(seen.records()).hasSize(100);
        assertThat(ids(BY_OWNER.query("ada"))).hasSize(99);
    }

    @Test
    void keysOfSeveralFieldsOrderRecords() {
        RecordType<Score> scores =
                RecordType.named("score").message(Score.getDefaultInstance()).key("board", "points", "player");
        RecordStore board =
                RecordStore.of(HOME.subspace("board"), Schema.version(1).with(scores));
        upgrade(board);
        long[] points = {-5, 300, 0, -70_000, 2};
        for (long each : points) {
            in(board, records -> records.put(scores, score("a", each)));
            in(board, records -> records.put(scores, score("b", each)));
        }
        assertThat(all(board, scores.query("a")).stream().map(Score::getPoints))
                .containsExactly(-70_000L, -5L, 0L, 2L, 300L);
        assertThat(all(board, scores.query("a").atLeast(-5).below(300)).stream().map(Score::getPoints))
                .containsExactly(-5L, 0L, 2L);
        assertThat(all(board, scores.query("b").above(-5).atMost(300).reversed()).stream()
                        .map(Score::getPoints))
                .containsExactly(300L, 2L, 0L);
        assertThat(all(board, scores.query())).hasSize(10);
        assertThat(all(board, scores.query("a", 2, new byte[] {2}))).containsExactly(score("a", 2));
    }

    private static Score score(String board, long points) {
        return Score.newBuilder()
                .setBoard(board)
                .setPoints(points)
                .setPlayer(ByteString.copyFrom(new byte[] {(byte) points}))
                .build();
    }

    @Test
    void anIndexIsQueriedByItsFirstFieldsAndARangeOfTheNext() {
        put(owned(1, "ada", 30), owned(2, "ada", 10), owned(3, "eve", 20), owned(4, "ada", 20), owned(5, "ad", 1));
        assertThat(ids(BY_OWNER.query("ada"))).containsExactly(2L, 4L, 1L);
        assertThat(ids(BY_OWNER.query("ada").reversed())).containsExactly(1L, 4L, 2L);
        assertThat(ids(BY_OWNER.query("ada").above(10))).containsExactly(4L, 1L);
        assertThat(ids(BY_OWNER.query("ada").atLeast(10).below(30))).containsExactly(2L, 4L);
        assertThat(ids(BY_OWNER.query("ada").atMost(20).reversed().limit(1))).containsExactly(4L);
        assertThat(ids(BY_OWNER.query("ada", 20))).containsExactly(4L);
        assertThat(ids(BY_OWNER.query().atLeast("ada").below("b"))).containsExactly(2L, 4L, 1L);
        assertThat(ids(BY_OWNER.query("ada").above(30).below(10))).isEmpty();
    }

    @Test
    void nestedFieldsAreIndexedAndUnsetOnesComeFirst() {
        put(placed(1, 5, 5), placed(2, -5, 1), item(3), placed(4, 5, -9));
        assertThat(ids(BY_PLACE.query())).containsExactly(3L, 2L, 4L, 1L);
        assertThat(ids(BY_PLACE.query(5))).containsExactly(4L, 1L);
        assertThat(ids(BY_PLACE.query((Object) null))).containsExactly(3L);
        assertThat(ids(BY_PLACE.query().below(5))).containsExactly(2L);
        assertThat(ids(BY_PLACE.query().atLeast(-5))).containsExactly(2L, 4L, 1L);
    }

    @Test
    void aRepeatedFieldMakesAnEntryForEachOfItsValues() {
        put(tagged(1, "sharp", "old", "sharp"), tagged(2, "old"), item(3));
        assertThat(ids(BY_TAG.query("old"))).containsExactly(1L, 2L);
        assertThat(ids(BY_TAG.query("sharp"))).containsExactly(1L);
        assertThat(total(COUNT_BY_TAG, "sharp")).isEqualTo(1);
        put(tagged(1, "old", "blunt"));
        assertThat(ids(BY_TAG.query("sharp"))).isEmpty();
        assertThat(ids(BY_TAG.query("blunt"))).containsExactly(1L);
        assertThat(total(COUNT_BY_TAG, "old")).isEqualTo(2);
        assertThat(total(COUNT_BY_TAG, "sharp")).isZero();
    }

    @Test
    void indexesTakeFieldsOfEveryKind() {
        Index<Item> byQuality = ITEMS.index("by-quality", "quality");
        Index<Item> byVisited = ITEMS.index("by-visited", "visited.x");
        RecordType<Score> scores =
                RecordType.named("score").message(Score.getDefaultInstance()).key("points");
        Index<Score> byAll = scores.index("by-all", "verified", "accuracy", "pace", "player");
        RecordStore other = RecordStore.of(
                HOME.subspace("other"),
                Schema.version(1).with(ITEMS, byQuality, byVisited).with(scores, byAll));
        upgrade(other);
        Item fine = item(1).toBuilder()
                .setQuality(Quality.QUALITY_FINE)
                .addVisited(Place.newBuilder().setX(4))
                .addVisited(Place.newBuilder().setX(-4))
                .build();
        Score score = Score.newBuilder()
                .setPoints(-1)
                .setVerified(true)
                .setAccuracy(0.5)
                .setPace(-1.5f)
                .setPlayer(ByteString.copyFromUtf8("p"))
                .build();
        in(other, records -> records.put(ITEMS, fine));
        in(other, records -> records.put(scores, score));
        assertThat(all(other, byQuality.query(Quality.QUALITY_FINE))).containsExactly(fine);
        assertThat(all(other, byQuality.query(2))).containsExactly(fine);
        assertThat(all(other, byVisited.query(-4L))).containsExactly(fine);
        assertThat(all(other, byAll.query(true, 0.5, -1.5f, ByteString.copyFromUtf8("p"))))
                .containsExactly(score);
        assertThat(all(other, byAll.query(false))).isEmpty();
    }

    @Test
    void aQueryGoesOnInAnotherTransactionWhereItsPageEnded() {
        for (int id = 1; id <= 25; id++) {
            put(owned(id, "ada", 100 - id));
        }
        for (Query<Item> query : List.of(
                ITEMS.query(),
                ITEMS.query().reversed(),
                ITEMS.query().atLeast(3).below(20),
                BY_OWNER.query("ada"),
                BY_OWNER.query("ada").above(80).reversed())) {
            List<Item> whole = in(records -> records.query(query)).records();
            assertThat(whole).hasSizeGreaterThan(10);
            for (int limit : new int[] {1, 4, 5, 25}) {
                assertThat(all(store, query.limit(limit)))
                        .as("%s by %s", query, limit)
                        .isEqualTo(whole);
            }
        }
    }

    @Test
    void aContinuationGoesOnThoughItsRecordIsGone() {
        put(owned(1, "ada", 1), owned(2, "ada", 2), owned(3, "ada", 3));
        for (Query<Item> query :
                List.of(ITEMS.query().limit(2), BY_OWNER.query("ada").limit(2))) {
            put(owned(2, "ada", 2));
            byte[] next = in(records -> records.query(query)).continuation().orElseThrow();
            delete(2);
            assertThat(ids(query.continuing(next))).containsExactly(3L);
        }
    }

    @Test
    void aDamagedOrForeignContinuationIsRefused() {
        put(owned(1, "ada", 1), owned(2, "ada", 2), owned(1_000, "eve", 2), owned(1_001, "eve", 2));
        Query<Item> query = BY_OWNER.query("ada").limit(1);
        byte[] token = in(records -> records.query(query)).continuation().orElseThrow();
        for (int i = 0; i < token.length; i++) {
            byte[] damaged = token.clone();
            damaged[i] ^= 0x10;
            assertRefused(RecordError.BAD_CONTINUATION, () -> ids(query.continuing(damaged)));
        }
        for (byte[] none : new byte[][] {{}, {1}, new byte[9], new byte[40]}) {
            assertRefused(RecordError.BAD_CONTINUATION, () -> ids(query.continuing(none)));
        }
        for (Query<Item> other :
                List.of(ITEMS.query(), BY_OWNER.query("eve"), query.reversed(), query.below(9), BY_SERIAL.query())) {
            assertRefused(RecordError.BAD_CONTINUATION, () -> ids(other.continuing(token)), "belongs to another query");
        }
        assertThat(ids(query.limit(5).continuing(token))).containsExactly(2L);
    }

    @Test
    void largeRecordsAreSplitOverKeysAndReadWhole() {
        int max = StorageLimits.MAX_VALUE_SIZE;
        for (int bytes : new int[] {0, 1, max - 20, max - 6, max, max + 1, 2 * max - 6, 3 * max, 1_234_567}) {
            Item item = large(5, bytes);
            put(item(4), item, item(6));
            assertThat(get(5)).contains(item);
            assertThat(all(store, ITEMS.query()).stream().map(Item::getId)).containsExactly(4L, 5L, 6L);
            assertThat(all(store, ITEMS.query().reversed()).stream().map(Item::getId))
                    .containsExactly(6L, 5L, 4L);
            assertThat(in(records -> records.query(ITEMS.query(5))).records()).containsExactly(item);
            assertThat(all(store, ITEMS.query().limit(1))).contains(item).hasSize(3);
            assertThat(all(store, ITEMS.query().limit(1).reversed()))
                    .contains(item)
                    .hasSize(3);
        }
    }

    @Test
    void aRecordThatShrinksLeavesNoOldPart() {
        byte[] home = HOME.pack("record", "item", 5);
        for (int bytes : new int[] {450_000, 250_000, 150_000, 260_000, 99_000, 10, 120_000}) {
            put(large(5, bytes));
            assertThat(get(5)).contains(large(5, bytes));
            assertThat(pairsUnder(home)).hasSize((bytes + 14 + 99_999) / 100_000);
        }
        delete(5);
        assertThat(pairsUnder(home)).isEmpty();
    }

    @Test
    void pagesOfLargeRecordsAreShort() {
        for (int id = 1; id <= 6; id++) {
            put(large(id, 400_000).toBuilder().setOwner("ada").build());
        }
        for (Query<Item> query : List.of(ITEMS.query(), ITEMS.query().reversed())) {
            assertThat(ids(query)).hasSize(3);
            assertThat(all(store, query)).hasSize(6);
        }
        for (int id = 1; id <= 40; id++) {
            put(large(id, 40_000).toBuilder().setOwner("eve").setWeight(id).build());
        }
        assertThat(ids(BY_OWNER.query("eve"))).hasSize(27);
        assertThat(all(store, BY_OWNER.query("eve").reversed())).hasSize(40);
    }

    @Test
    void aRecordThatIsTooLargeIsRefused() {
        assertRefused(RecordError.TOO_LARGE, () -> put(large(1, 5_000_001)), "(1)", "item");
        assertRefused(RecordError.TOO_LARGE, () -> put(owned(1, "x".repeat(10_000), 1)), "by-owner");
        assertThat(pairsUnder(HOME.pack("record"))).isEmpty();
    }

    @Test
    void aUniqueIndexRefusesASecondRecordWithItsValues() {
        put(serial(1, "A-1"), serial(2, "A-2"));
        assertThatThrownBy(() -> put(serial(3, "A-1")))
                .isInstanceOfSatisfying(UniqueViolationException.class, violation -> {
                    assertThat(violation.index()).isSameAs(BY_SERIAL);
                    assertThat(violation.values()).isEqualTo(Tuple.of("A-1"));
                    assertThat(violation.primaryKey()).isEqualTo(Tuple.of(3));
                    assertThat(violation.otherPrimaryKey()).isEqualTo(Tuple.of(1));
                })
                .hasMessageContainingAll("item/by-serial", "A-1", "(1)", "(3)");
        put(serial(1, "A-1")); // Itself.
        put(serial(1, "A-3"), serial(3, "A-1"));
        delete(2);
        put(serial(4, "A-2"));
        assertThat(ids(BY_SERIAL.query("A-2"))).containsExactly(4L);
        put(item(5), item(6)); // Unset ones are free.
    }

    @Test
    void aRefusedPutHasWrittenNothingAndTheTransactionGoesOn() {
        put(serial(1, "A-1"));
        database().run(tx -> {
            Records records = store.in(tx);
            Item refused = serial(2, "A-1").toBuilder().setOwner("ada").build();
            assertThatThrownBy(() -> await(records.put(ITEMS, refused))).isInstanceOf(UniqueViolationException.class);
            await(records.put(ITEMS, serial(3, "A-3")));
            return true;
        });
        assertThat(ids(ITEMS.query())).containsExactly(1L, 3L);
        assertThat(ids(BY_OWNER.query("ada"))).isEmpty();
        assertThat(total(COUNT)).isEqualTo(2);
    }

    @Test
    void aPutThatIsTooLongForATotalHasWrittenNothing() {
        RecordStore other =
                RecordStore.of(HOME.subspace("other"), Schema.version(1).with(ITEMS, WEIGHT_BY_OWNER));
        upgrade(other);
        database().run(tx -> {
            Records records = other.in(tx);
            Item refused = owned(2, "x".repeat(10_000), 1);
            assertRefused(RecordError.TOO_LARGE, () -> await(records.put(ITEMS, refused)), "weight-by-owner");
            return true;
        });
        assertThat(all(other, ITEMS.query())).isEmpty();
    }

    @Test
    void twoPutsOfOneTransactionMustDifferInAUniqueIndex() {
        database().run(tx -> {
            Records records = store.in(tx);
            CompletionStage<Void> first = records.put(ITEMS, serial(1, "A-1"));
            CompletionStage<Void> second = records.put(ITEMS, serial(2, "A-1"));
            await(first);
            assertThatThrownBy(() -> await(second)).isInstanceOf(UniqueViolationException.class);
            return true;
        });
        assertThat(ids(ITEMS.query())).containsExactly(1L);
    }

    @Test
    void ofTwoTransactionsAtOnceOneGetsTheUniqueValues() {
        assertConflict(() ->
                interleaved(one -> one.put(ITEMS, serial(1, "A-1")), other -> other.put(ITEMS, serial(2, "A-1"))));
        assertThat(ids(BY_SERIAL.query())).containsExactly(2L);
        // A value that is let go and taken at the same time.
        assertConflict(() -> interleaved(one -> one.put(ITEMS, serial(2, "A-2")), other -> other.delete(ITEMS, 2)));
        interleaved(one -> one.put(ITEMS, serial(3, "A-3")), other -> other.put(ITEMS, serial(4, "A-4")));
        assertThat(ids(BY_SERIAL.query())).containsExactly(3L, 4L);
    }

    @Test
    void twoPutsOfTheSameRecordAtOnceConflict() {
        assertConflict(() ->
                interleaved(one -> one.put(ITEMS, owned(1, "ada", 1)), other -> other.put(ITEMS, owned(1, "eve", 1))));
        assertThat(ids(BY_OWNER.query())).containsExactly(1L);
    }

    @Test
    void totalsFollowPutsAndDeletes() {
        put(owned(1, "ada", 10), owned(2, "ada", 5), owned(3, "eve", -4));
        assertThat(total(COUNT)).isEqualTo(3);
        assertThat(total(WEIGHT_BY_OWNER, "ada")).isEqualTo(15);
        assertThat(total(WEIGHT_BY_OWNER, "eve")).isEqualTo(-4);
        put(owned(2, "eve", 6));
        assertThat(total(WEIGHT_BY_OWNER, "ada")).isEqualTo(10);
        assertThat(total(WEIGHT_BY_OWNER, "eve")).isEqualTo(2);
        delete(1);
        assertThat(total(COUNT)).isEqualTo(2);
        assertThat(total(WEIGHT_BY_OWNER, "ada")).isZero();
        delete(2);
        delete(3);
        assertThat(pairs()).as("only the header is left").hasSize(1);
    }

    @Test
    void transactionsThatChangeTheSameTotalDontConflict() {
        interleaved(one -> one.put(ITEMS, owned(1, "ada", 10)), other -> other.put(ITEMS, owned(2, "ada", 7)));
        assertThat(total(WEIGHT_BY_OWNER, "ada")).isEqualTo(17);
        interleaved(one -> one.delete(ITEMS, 1), other -> other.put(ITEMS, owned(2, "ada", 8)));
        assertThat(total(WEIGHT_BY_OWNER, "ada")).isEqualTo(8);
        assertThat(total(COUNT)).isEqualTo(1);
    }

    @Test
    void aTotalThatWasReadConflictsUnlessItWasASnapshot() {
        assertConflict(() -> interleaved(
                one -> one.total(COUNT).thenCompose(count -> one.put(ITEMS, owned(100, "x", count.intValue()))),
                other -> other.put(ITEMS, item(1))));
        interleaved(
                one -> one.snapshot().total(COUNT).thenCompose(count -> one.put(ITEMS, item(100))),
                other -> other.put(ITEMS, item(2)));
        assertThat(total(COUNT)).isEqualTo(3);
    }

    @Test
    void aQueryConflictsWithARecordThatAppearsInIt() {
        assertConflict(() -> interleaved(
                one -> one.query(BY_OWNER.query("ada")).thenCompose(page -> one.put(ITEMS, owned(9, "sum", 0))),
                other -> other.put(ITEMS, owned(1, "ada", 1))));
        interleaved(
                one -> one.query(BY_OWNER.query("ada")).thenCompose(page -> one.put(ITEMS, owned(9, "sum", 0))),
                other -> other.put(ITEMS, owned(2, "eve", 1)));
    }

    @Test
    void valuesThatDontFitTheDeclaredFieldsAreRefused() {
        assertRefused(RecordError.BAD_QUERY, () -> in(records -> records.get(ITEMS, "seven")), "id", "String seven");
        assertRefused(RecordError.BAD_QUERY, () -> in(records -> records.get(ITEMS)), "0 values", "id");
        assertRefused(RecordError.BAD_QUERY, () -> in(records -> records.delete(ITEMS, 1, 2)), "2 values");
        assertRefused(RecordError.BAD_QUERY, () -> BY_OWNER.query(5), "owner", "Integer 5");
        assertRefused(RecordError.BAD_QUERY, () -> BY_OWNER.query("ada").above("x"), "weight");
        assertRefused(RecordError.BAD_QUERY, () -> BY_OWNER.query("ada", 1).above(1), "no field is left");
        assertRefused(RecordError.BAD_QUERY, () -> BY_OWNER.query("ada", 1, 2), "3 values");
        assertRefused(RecordError.BAD_QUERY, () -> ITEMS.query().limit(0), "limit");
        assertRefused(RecordError.BAD_QUERY, () -> total(WEIGHT_BY_OWNER), "0 values");
        assertRefused(RecordError.BAD_RECORD, () -> put(item(-1)), "2^63");
    }

    @Test
    void whatIsNotInTheSchemaIsRefused() {
        Index<Item> stranger = ITEMS.index("stranger", "owner");
        RecordType<Score> scores =
                RecordType.named("score").message(Score.getDefaultInstance()).key("board");
        assertRefused(RecordError.BAD_DECLARATION, () -> ids(stranger.query()), "item/stranger", "not in the schema");
        assertRefused(RecordError.BAD_DECLARATION, () -> in(records -> records.get(scores, "a")), "score");
        assertRefused(RecordError.BAD_DECLARATION, () -> in(records -> records.state(stranger)), "item/stranger");
    }

    @Test
    void damagedRecordsAreTold() {
        put(large(1, 250_000), item(2));
        byte[] key = HOME.pack("record", "item", 1);
        database().run(tx -> {
            tx.clear(HOME.pack("record", "item", 1, 2));
            tx.set(HOME.pack("record", "item", 2), new byte[] {1, 1, 90, 0});
            return true;
        });
        assertRefused(RecordError.DAMAGED, () -> get(1));
        assertRefused(RecordError.DAMAGED, () -> get(2));
        assertRefused(RecordError.DAMAGED, () -> ids(ITEMS.query()));
        assertRefused(RecordError.DAMAGED, () -> ids(ITEMS.query().reversed()));
        database().run(tx -> {
            tx.clear(key);
            return true;
        });
        assertRefused(RecordError.DAMAGED, () -> ids(ITEMS.query()));
    }

    @Test
    void everyPairOfAStoreIsDescribedForPeople() {
        put(owned(7, "ada", 3).toBuilder().setSerial("A-1").build());
        put(large(8, 150_000));
        List<String> told = pairs().stream()
                .map(pair -> store.describe(pair.key(), pair.value())
                        .map(Description::toString)
                        .orElse("nothing"))
                .toList();
        assertThat(told)
                .anyMatch(text -> text.startsWith("record store: format: 1 schema_version: 1"))
                .contains(
                        "record item (7), version 1: id: 7 owner: \"ada\" serial: \"A-1\" weight: 3",
                        "record item (8), version 1, part 1 of 2: a message of 150006 bytes",
                        "record item (8), part 2: 50011 bytes",
                        "index item/by-owner (ada, 3): record (7)",
                        "index item/by-serial (A-1): record (7)",
                        "total item/count of (): 2",
                        "total item/weight-by-owner of (ada): 3")
                .noneMatch(text -> text.contains("unknown") || text.contains("damaged"));
        assertThat(store.describe(new byte[] {1}, new byte[0])).isEmpty();
    }

    @Test
    void aTransactionThatEndsOtherwiseLeavesNothing() {
        try (Transaction tx = begin()) {
            await(store.in(tx).put(ITEMS, item(1)));
        }
        assertThat(get(1)).isEmpty();
    }

    /** Compiles only if a query's records have the type of what was declared. */
    @Test
    void queriesAreTyped() {
        put(item(1));
        List<? extends Message> untyped =
                in(records -> records.query(ITEMS.query())).records();
        Item typed = in(records -> records.query(ITEMS.query())).records().getFirst();
        assertThat(untyped).isEqualTo(List.of(typed));
    }
}
