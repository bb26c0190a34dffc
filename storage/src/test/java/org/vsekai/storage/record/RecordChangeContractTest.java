package org.vsekai.storage.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vsekai.storage.record.test.v1.Item;
import org.vsekai.storage.record.test.v1.OlderItem;
import org.vsekai.storage.record.test.v1.Quality;
import org.vsekai.storage.record.test.v1.RenamedItem;
import org.vsekai.storage.record.test.v1.RetypedItem;
import org.vsekai.storage.record.test.v1.Score;
import org.vsekai.storage.tuple.Tuple;

/** Schemas that change while there are records. A part of {@link RecordStoreContractTest}. */
public abstract class RecordChangeContractTest extends RecordFixture {
    private static final RecordType<OlderItem> OLDER =
            RecordType.named("item").message(OlderItem.getDefaultInstance()).key("id");
    private static final Index<OlderItem> OLDER_BY_OWNER = OLDER.index("by-owner", "owner", "weight");

    /** Version 2: the owner is a number, and the weight is in grams. */
    private static final RecordType<RetypedItem> RETYPED = RecordType.named("item")
            .message(Item.getDefaultInstance())
            .message(RetypedItem.getDefaultInstance(), RecordChangeContractTest::retyped)
            .key("id");

    private static RetypedItem retyped(Item old) {
        var item = RetypedItem.newBuilder()
                .setId(old.getId())
                .setWeight(old.getWeight() * 1_000)
                .setOwnerId(old.getOwner().length())
                .addAllTags(old.getTagsList());
        return old.hasSerial() ? item.setSerial(old.getSerial()).build() : item.build();
    }

    @Test
    void aStoreMustBeUpgradedFirst() {
        RecordStore fresh = RecordStore.of(HOME.subspace("fresh"), SCHEMA);
        assertRefused(RecordError.NOT_UPGRADED, () -> in(fresh, records -> records.get(ITEMS, 1)), "upgrade it first");
        upgrade(fresh);
        upgrade(fresh);
        assertThat(get(fresh, ITEMS, 1)).isEmpty();
        assertThat(state(fresh, BY_OWNER)).isEqualTo(IndexState.READABLE);
    }

    @Test
    void aStoreIsNotMadeWhereOtherKeysAre() {
        RecordStore fresh = RecordStore.of(HOME.subspace("fresh"), SCHEMA);
        database().run(tx -> {
            tx.set(HOME.pack("fresh", "something"), new byte[0]);
            return true;
        });
        assertRefused(RecordError.DAMAGED, () -> upgrade(fresh), "no header");
    }

    @Test
    void codeWithAnOlderSchemaIsRefusedAsSoonAsTheStoreIsUpgraded() {
        put(item(1));
        RecordStore newer = RecordStore.of(HOME, Schema.version(2).with(ITEMS, BY_OWNER));
        assertRefused(RecordError.NOT_UPGRADED, () -> in(newer, records -> records.get(ITEMS, 1)), "version 1");
        assertConflict(() -> interleavedWithUpgrade(newer));
        assertRefused(RecordError.NEWER_STORE, () -> get(1), "version 2", "declares version 1");
        assertRefused(RecordError.NEWER_STORE, () -> upgrade(store));
        assertThat(get(newer, ITEMS, 1)).isPresent();
    }

    /** A writer of the old schema that was under way: it must not be committed after the upgrade. */
    private void interleavedWithUpgrade(RecordStore newer) {
        try (var tx = begin()) {
            await(store.in(tx).put(ITEMS, owned(2, "ada", 1)));
            upgrade(newer);
            await(tx.commit());
        }
    }

    @Test
    void aChangedDeclarationNeedsANewVersionOfTheSchema() {
        Index<Item> changed = ITEMS.index("by-owner", "owner", "serial");
        for (Schema schema : List.of(
                Schema.version(1).with(ITEMS, BY_OWNER),
                Schema.version(1)
                        .with(ITEMS, changed, BY_SERIAL, BY_TAG, BY_PLACE, COUNT, COUNT_BY_TAG, WEIGHT_BY_OWNER),
                Schema.version(1).with(RETYPED),
                Schema.version(1))) {
            RecordStore other = RecordStore.of(HOME, schema);
            assertRefused(
                    RecordError.CHANGED_DECLARATION,
                    () -> in(other, records -> records.state(BY_OWNER)),
                    "item",
                    "new version of the schema");
            assertRefused(RecordError.CHANGED_DECLARATION, () -> upgrade(other));
        }
    }

    @Test
    void aChangedIndexNeedsANewVersionAndIsBuiltAnew() {
        put(owned(1, "ada", 1).toBuilder().setQuality(Quality.QUALITY_FINE).build(), owned(2, "ada", 2));
        Index<Item> changed = ITEMS.index("by-owner", "owner", "quality");
        RecordStore unversioned = RecordStore.of(HOME, Schema.version(2).with(ITEMS, changed));
        assertRefused(
                RecordError.CHANGED_DECLARATION,
                () -> upgrade(unversioned),
                "item/by-owner",
                "index(2:STRING,4:INT)",
                "index(2:STRING,7:INT)",
                "needs a new version");

        Index<Item> second = changed.version(2);
        RecordStore versioned = RecordStore.of(HOME, Schema.version(2).with(ITEMS, second));
        upgrade(versioned);
        assertThat(state(versioned, second)).isEqualTo(IndexState.DISABLED);
        assertThat(pairsUnder(HOME.pack("index"))).as("old entries").isEmpty();
        assertRefused(RecordError.NOT_READABLE, () -> all(versioned, second.query("ada")), "item/by-owner", "DISABLED");
        new StoreUpkeep(database(), versioned).buildIndexes();
        assertThat(all(versioned, second.query("ada")).stream().map(Item::getId))
                .containsExactly(2L, 1L);
    }

    @Test
    void aPrimaryKeyStays() {
        RecordType<Item> otherKey =
                RecordType.named("item").message(Item.getDefaultInstance()).key("id", "owner");
        RecordStore other = RecordStore.of(HOME, Schema.version(2).with(otherKey));
        assertRefused(RecordError.CHANGED_DECLARATION, () -> upgrade(other), "1:UINT", "1:UINT,2:STRING");
    }

    @Test
    void versionsDontFall() {
        RecordStore newer = RecordStore.of(HOME, Schema.version(2).with(RETYPED));
        upgrade(newer);
        RecordStore fallen = RecordStore.of(HOME, Schema.version(3).with(ITEMS));
        assertRefused(RecordError.CHANGED_DECLARATION, () -> upgrade(fallen), "version 2", "version 1");
    }

    @Test
    void aTypeGoesOnlyWhenItIsDroppedByName() {
        put(owned(1, "ada", 1));
        RecordType<Score> scores =
                RecordType.named("score").message(Score.getDefaultInstance()).key("board");
        RecordStore without = RecordStore.of(HOME, Schema.version(2).with(scores));
        assertRefused(RecordError.CHANGED_DECLARATION, () -> upgrade(without), "item", "Schema.dropping");
        upgrade(RecordStore.of(HOME, Schema.version(2).with(scores).dropping("item")));
        assertThat(pairs()).as("only the header is left").hasSize(1);
    }

    @Test
    void aRemovedIndexLeavesNothing() {
        put(owned(1, "ada", 1));
        assertThat(pairsUnder(HOME.pack("index", "item", "by-owner"))).isNotEmpty();
        upgrade(RecordStore.of(HOME, Schema.version(2).with(ITEMS, BY_SERIAL, COUNT)));
        assertThat(pairsUnder(HOME.pack("index")))
                .as("of the serial that isn't set, and the count")
                .hasSize(2)
                .allMatch(pair -> !store.describe(pair.key(), pair.value())
                        .orElseThrow()
                        .what()
                        .contains("owner"));
    }

    @Test
    void newCodeReadsOldRecordsAndOldFieldsKeepTheirIndexes() {
        RecordStore old = RecordStore.of(HOME.subspace("w"), Schema.version(1).with(OLDER, OLDER_BY_OWNER));
        upgrade(old);
        in(
                old,
                records -> records.put(
                        OLDER,
                        OlderItem.newBuilder()
                                .setId(1)
                                .setOwner("ada")
                                .setWeight(5)
                                .build()));

        // Fields are added: the type keeps its version, the index its definition.
        RecordStore now = RecordStore.of(HOME.subspace("w"), Schema.version(2).with(ITEMS, BY_OWNER, BY_TAG));
        upgrade(now);
        assertThat(get(now, ITEMS, 1)).contains(owned(1, "ada", 5));
        assertThat(all(now, BY_OWNER.query("ada"))).containsExactly(owned(1, "ada", 5));
        in(
                now,
                records -> records.put(
                        ITEMS, owned(1, "ada", 5).toBuilder().addTags("new").build()));
        new StoreUpkeep(database(), now).buildIndexes();
        assertThat(all(now, BY_TAG.query("new"))).hasSize(1);
    }

    @Test
    void renamedFieldsKeepTheirRecordsAndIndexes() {
        put(owned(1, "ada", 5).toBuilder().setQuality(Quality.QUALITY_FINE).build());
        RecordType<RenamedItem> renamed = RecordType.named("item")
                .message(RenamedItem.getDefaultInstance())
                .key("number");
        Index<RenamedItem> byHolder = renamed.index("by-owner", "holder", "weight");
        RecordStore now = RecordStore.of(HOME, Schema.version(2).with(renamed, byHolder));
        upgrade(now);
        assertThat(state(now, byHolder)).isEqualTo(IndexState.READABLE);
        RenamedItem item = all(now, byHolder.query("ada")).getFirst();
        assertThat(item.getNumber()).isEqualTo(1);
        assertThat(item.getUnknownFields().asMap()).as("a removed field").containsKey(7);
    }

    @Test
    void unknownFieldsSurviveCodeThatDoesntKnowThem() {
        put(owned(1, "ada", 5).toBuilder()
                .addTags("sharp")
                .setContent(ByteString.copyFromUtf8("c"))
                .build());
        RecordStore older = RecordStore.of(HOME, Schema.version(2).with(OLDER, OLDER_BY_OWNER));
        upgrade(older);
        OlderItem known = in(older, records -> records.get(OLDER, 1)).orElseThrow();
        in(
                older,
                records -> records.put(OLDER, known.toBuilder().setOwner("eve").build()));
        RecordStore now = RecordStore.of(HOME, Schema.version(3).with(ITEMS, BY_OWNER));
        upgrade(now);
        assertThat(get(now, ITEMS, 1))
                .contains(owned(1, "eve", 5).toBuilder()
                        .addTags("sharp")
                        .setContent(ByteString.copyFromUtf8("c"))
                        .build());
    }

    @Test
    void oldVersionsAreMigratedWhenReadAndWrittenAnewWhenPut() {
        put(owned(1, "ada", 5), owned(2, "grace", 6), serial(3, "A-1"));
        RecordStore now = RecordStore.of(HOME, Schema.version(2).with(RETYPED));
        upgrade(now);
        RetypedItem one = in(now, records -> records.get(RETYPED, 1)).orElseThrow();
        assertThat(one).isEqualTo(retyped(owned(1, "ada", 5)));
        assertThat(all(now, RETYPED.query())).extracting(RetypedItem::getWeight).containsExactly(5_000, 6_000, 0);
        assertThat(versions(now)).containsExactly(1, 1, 1);
        in(now, records -> records.put(RETYPED, one));
        assertThat(versions(now)).containsExactly(2, 1, 1);
        new StoreUpkeep(database(), now).rewrite(RETYPED);
        assertThat(versions(now)).containsExactly(2, 2, 2);
        assertThat(all(now, RETYPED.query())).extracting(RetypedItem::getWeight).containsExactly(5_000, 6_000, 0);
        assertThat(pairsUnder(HOME.pack("progress"))).isEmpty();
    }

    private List<Integer> versions(RecordStore of) {
        return pairsUnder(of.keys().records("item")).stream()
                .map(pair -> RecordFormat.decodeHead(pair.value()).version())
                .toList();
    }

    @Test
    void migrationsRunOneAfterTheOther() {
        RecordType<Item> third = RecordType.named("item")
                .message(Item.getDefaultInstance())
                .message(RetypedItem.getDefaultInstance(), RecordChangeContractTest::retyped)
                .message(
                        Item.getDefaultInstance(),
                        old -> owned(old.getId(), "owner " + old.getOwnerId(), old.getWeight()))
                .key("id");
        put(owned(1, "ada", 5));
        RecordStore now = RecordStore.of(HOME, Schema.version(3).with(third));
        upgrade(now);
        assertThat(get(now, third, 1)).contains(owned(1, "owner 3", 5_000));
    }

    @Test
    void aRecordOfAVersionThatIsNotKnownIsRefused() {
        put(owned(1, "ada", 5));
        byte[] key = HOME.pack("record", "item", 1);
        byte[] newer = RecordFormat.encode(7, new byte[0]).getFirst();
        database().run(tx -> {
            tx.set(key, newer);
            return true;
        });
        assertRefused(RecordError.UNKNOWN_VERSION, () -> get(1), "version 7", "up to 1", "item", "(1)");
        assertThat(store.describe(key, newer).orElseThrow().what()).isEqualTo("record item (1), version 7");

        RecordType<Item> forgetful = RecordType.named("item")
                .startingAt(8)
                .message(Item.getDefaultInstance())
                .key("id");
        RecordStore now = RecordStore.of(HOME, Schema.version(2).with(forgetful));
        upgrade(now);
        assertRefused(
                RecordError.UNKNOWN_VERSION,
                () -> in(now, records -> records.get(forgetful, 1)),
                "version 7",
                "forgotten");
    }

    @Test
    void aMigrationThatChangesTheKeyIsRefused() {
        put(owned(1, "ada", 5));
        RecordType<Item> wrong = RecordType.named("item")
                .message(Item.getDefaultInstance())
                .message(
                        Item.getDefaultInstance(),
                        old -> old.toBuilder().setId(2).build())
                .key("id");
        RecordStore now = RecordStore.of(HOME, Schema.version(2).with(wrong));
        upgrade(now);
        assertRefused(RecordError.BAD_MIGRATION, () -> in(now, records -> records.get(wrong, 1)), "(1)", "(2)");
    }

    @Test
    void indexesStayRightWhileSomeRecordsAreOld() {
        Index<RetypedItem> bySerial = RETYPED.unique("by-serial", "serial");
        Total<RetypedItem> weights = RETYPED.sum("weights", "weight").version(2);
        RecordStore before =
                RecordStore.of(HOME.subspace("w"), Schema.version(1).with(ITEMS, BY_SERIAL));
        upgrade(before);
        for (int id = 1; id <= 5; id++) {
            Item item = serial(id, "A-" + id).toBuilder().setWeight(id).build();
            in(before, records -> records.put(ITEMS, item));
        }
        RecordStore now = RecordStore.of(HOME.subspace("w"), Schema.version(2).with(RETYPED, bySerial, weights));
        upgrade(now);
        assertThat(state(now, bySerial)).isEqualTo(IndexState.READABLE);
        assertThat(all(now, bySerial.query("A-2"))).hasSize(1);
        RetypedItem first = in(now, records -> records.get(RETYPED, 1)).orElseThrow();
        in(
                now,
                records ->
                        records.put(RETYPED, first.toBuilder().setSerial("B-1").build()));
        in(now, records -> records.delete(RETYPED, 2));
        assertThatThrownBy(() -> in(
                        now,
                        records -> records.put(
                                RETYPED, first.toBuilder().setSerial("A-3").build())))
                .isInstanceOf(UniqueViolationException.class);
        assertThat(all(now, bySerial.query())).extracting(RetypedItem::getId).containsExactly(3L, 4L, 5L, 1L);
        new StoreUpkeep(database(), now).buildIndexes();
        assertThat(total(now, weights)).isEqualTo(13_000);
        assertThat(versions(now)).as("written anew on the way").containsExactly(2, 2, 2, 2);
        in(now, records -> records.delete(RETYPED, 5));
        assertThat(total(now, weights)).isEqualTo(8_000);
    }

    @Test
    void aMigrationThatChangesWhatAnIndexHoldsIsToldToNeedANewVersion() {
        put(owned(1, "ada", 5), owned(2, "ada", 9));
        RecordType<Item> heavier = RecordType.named("item")
                .message(Item.getDefaultInstance())
                .message(
                        Item.getDefaultInstance(),
                        old -> old.toBuilder().setWeight(7).build())
                .key("id");
        Index<Item> kept = heavier.index("by-owner", "owner", "weight");
        RecordStore wrong = RecordStore.of(HOME, Schema.version(2).with(heavier, kept));
        upgrade(wrong);
        assertRefused(
                RecordError.BAD_MIGRATION, () -> all(wrong, kept.query("ada")), "item/by-owner", "needs a new version");
        in(wrong, records -> records.put(heavier, owned(1, "ada", 6)));
        assertThat(pairsUnder(HOME.pack("index", "item", "by-owner")))
                .as("without the entry of the record as it was stored")
                .hasSize(2);
        Index<Item> renewed = kept.version(2);
        RecordStore right = RecordStore.of(HOME, Schema.version(3).with(heavier, renewed));
        upgrade(right);
        new StoreUpkeep(database(), right).buildIndexes();
        assertThat(all(right, renewed.query("ada", 7))).containsExactly(owned(2, "ada", 7));
    }

    @Test
    void aUniqueIndexThatStoredRecordsViolateIsNotBuilt() {
        RecordStore plain = RecordStore.of(HOME.subspace("w"), Schema.version(1).with(ITEMS));
        upgrade(plain);
        for (int id = 1; id <= 5; id++) {
            Item item = serial(id, id == 4 ? "A-2" : "A-" + id);
            in(plain, records -> records.put(ITEMS, item));
        }
        RecordStore now = RecordStore.of(HOME.subspace("w"), Schema.version(2).with(ITEMS, BY_SERIAL));
        upgrade(now);
        var upkeep = new StoreUpkeep(database(), now);
        assertThatThrownBy(() -> upkeep.build(BY_SERIAL))
                .isInstanceOfSatisfying(UniqueViolationException.class, violation -> {
                    assertThat(violation.primaryKey()).isEqualTo(Tuple.of(4));
                    assertThat(violation.otherPrimaryKey()).isEqualTo(Tuple.of(2));
                });
        assertThat(state(now, BY_SERIAL)).isEqualTo(IndexState.DISABLED);
        assertThat(pairsUnder(now.keys().indexes("item"))).isEmpty();
        in(now, records -> records.put(ITEMS, serial(4, "A-4")));
        upkeep.build(BY_SERIAL);
        assertThat(all(now, BY_SERIAL.query("A-4"))).containsExactly(serial(4, "A-4"));
    }
}
