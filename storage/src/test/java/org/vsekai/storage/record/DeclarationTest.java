package org.vsekai.storage.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.vsekai.storage.record.test.v1.Item;
import org.vsekai.storage.record.test.v1.OlderItem;
import org.vsekai.storage.record.test.v1.Score;

class DeclarationTest {
    private static final RecordType<Item> ITEMS =
            RecordType.named("item").message(Item.getDefaultInstance()).key("id");

    @Test
    void aKeyIsMadeOfFieldsThatAreThere() {
        refused(() -> key(Item.getDefaultInstance(), "uid"), "uid", "Item has no field uid");
        refused(() -> key(Item.getDefaultInstance(), "place.y"), "place.y", "Place has no field y");
        refused(() -> key(Item.getDefaultInstance(), "id.x"), "only messages have fields inside");
        refused(() -> key(Item.getDefaultInstance(), "place"), "it is a message");
        refused(() -> key(Item.getDefaultInstance(), ""), "no field");
        refused(() -> key(Item.getDefaultInstance()), "item has no primary key");
        refused(() -> key(Item.getDefaultInstance(), "id", "id"), "named twice");
        assertThat(key(Item.getDefaultInstance(), "place.x", "id").key().definition())
                .isEqualTo("6.1:INT,1:UINT");
    }

    private static <M extends Message> RecordType<M> key(M message, String... fields) {
        return RecordType.named("item").message(message).key(fields);
    }

    @Test
    void aKeyHasOneValue() {
        refused(() -> key(Item.getDefaultInstance(), "id", "tags"), "tags", "repeated");
        refused(() -> ITEMS.index("both", "tags", "visited.x"), "more than one is repeated");
        refused(() -> ITEMS.sum("tags", "tags"), "one integer");
        refused(() -> ITEMS.sum("owner", "owner"), "one integer");
        refused(() -> ITEMS.index("nothing"), "item has no fields");
    }

    @Test
    void aRecordWhoseKeyIsNotSetIsRefused() {
        RecordType<Item> bySerial =
                RecordType.named("item").message(Item.getDefaultInstance()).key("serial");
        RecordFixture.assertRefused(
                RecordError.BAD_RECORD, () -> bySerial.keyOf(Item.getDefaultInstance()), "item", "serial", "not set");
    }

    @Test
    void namesAreShortAndPrintable() {
        for (String name : new String[] {"", " ", "a b", "-a", "ä", "x".repeat(65), "a/b"}) {
            refused(() -> RecordType.named(name), "record type");
            refused(() -> ITEMS.index(name, "owner"), "index of item");
        }
        assertThat(ITEMS.index("By_owner-2.x", "owner")).hasToString("item/By_owner-2.x");
    }

    @Test
    void aSchemaHasEachNameOnce() {
        Index<Item> one = ITEMS.index("by-owner", "owner");
        Total<Item> two = ITEMS.count("by-owner", "owner");
        refused(() -> Schema.version(1).with(ITEMS, one, two), "two indexes of item are called by-owner");
        refused(() -> Schema.version(1).with(ITEMS).with(ITEMS), "item is in the schema twice");
        refused(() -> Schema.version(1).with(ITEMS).dropping("item"), "declared and dropped");
        refused(() -> Schema.version(1).dropping("item").with(ITEMS), "twice");
        RecordType<Item> other =
                RecordType.named("other").message(Item.getDefaultInstance()).key("id");
        refused(() -> Schema.version(1).with(other, one), "item/by-owner", "another declaration than the type other");
    }

    @Test
    void versionsBeginWithOne() {
        refused(() -> Schema.version(0), "begin with 1");
        refused(() -> ITEMS.index("by-owner", "owner").version(0), "begin with 1");
        refused(() -> ITEMS.count("count").version(-1), "begin with 1");
        refused(() -> RecordType.named("item").startingAt(0), "begin with 1");
        RecordType<Item> later = RecordType.named("item")
                .startingAt(4)
                .message(OlderItem.getDefaultInstance())
                .message(
                        Item.getDefaultInstance(),
                        old -> Item.newBuilder().setId(old.getId()).build())
                .key("id");
        assertThat(later.version()).isEqualTo(5);
    }

    @Test
    void definitionsAreOfNumbersAndKinds() {
        assertThat(ITEMS.index("a", "owner", "tags").definition()).isEqualTo("index(2:STRING,5*:STRING)");
        assertThat(ITEMS.unique("a", "visited.x").definition()).isEqualTo("unique(9*.1:INT)");
        assertThat(ITEMS.count("a").definition()).isEqualTo("count()");
        assertThat(ITEMS.sum("a", "weight", "quality").definition()).isEqualTo("sum[4:INT](7:INT)");
        RecordType<Score> scores =
                RecordType.named("score").message(Score.getDefaultInstance()).key("player");
        assertThat(scores.index("a", "verified", "accuracy", "pace", "points").definition())
                .isEqualTo("index(4:BOOL,5:DOUBLE,6:FLOAT,2:INT)");
        assertThat(scores.key().definition()).isEqualTo("3:BYTES");
    }

    private static void refused(ThrowingCallable call, String... told) {
        RecordFixture.assertRefused(RecordError.BAD_DECLARATION, call, told);
    }
}
