package org.vsekai.storage.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.vsekai.storage.Database;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.Keys;
import org.vsekai.storage.RetryLoop;
import org.vsekai.storage.StorageError;
import org.vsekai.storage.StorageException;
import org.vsekai.storage.Transaction;
import org.vsekai.storage.TransactionOptions;
import org.vsekai.storage.record.test.v1.Item;
import org.vsekai.storage.record.test.v1.Place;
import org.vsekai.storage.tuple.Subspace;

/** The declarations and steps that the contract tests of records are written in. */
abstract class RecordFixture {
    static final Subspace HOME = Subspace.of("records");

    static final RecordType<Item> ITEMS =
            RecordType.named("item").message(Item.getDefaultInstance()).key("id");
    static final Index<Item> BY_OWNER = ITEMS.index("by-owner", "owner", "weight");
    static final Index<Item> BY_SERIAL = ITEMS.unique("by-serial", "serial");
    static final Index<Item> BY_TAG = ITEMS.index("by-tag", "tags");
    static final Index<Item> BY_PLACE = ITEMS.index("by-place", "place.x", "place.z");
    static final Total<Item> COUNT = ITEMS.count("count");
    static final Total<Item> COUNT_BY_TAG = ITEMS.count("count-by-tag", "tags");
    static final Total<Item> WEIGHT_BY_OWNER = ITEMS.sum("weight-by-owner", "weight", "owner");

    static final Schema SCHEMA =
            Schema.version(1).with(ITEMS, BY_OWNER, BY_SERIAL, BY_TAG, BY_PLACE, COUNT, COUNT_BY_TAG, WEIGHT_BY_OWNER);

    RecordStore store = RecordStore.of(HOME, SCHEMA);

    /** An open database, which may hold what earlier tests left. */
    protected abstract Database database();

    @BeforeEach
    void startEmpty() {
        database().run(tx -> {
            tx.clearRange(HOME.key(), Keys.strinc(HOME.key()));
            return true;
        });
        store = RecordStore.of(HOME, SCHEMA);
        upgrade(store);
    }

    void upgrade(RecordStore to) {
        database().run(tx -> {
            await(to.upgrade(tx));
            return true;
        });
    }

    <T> T in(Function<Records, CompletionStage<T>> body) {
        return in(store, body);
    }

    <T> T in(RecordStore of, Function<Records, CompletionStage<T>> body) {
        return database().run(tx -> await(body.apply(of.in(tx))));
    }

    void put(Item... items) {
        database().run(tx -> {
            Records records = store.in(tx);
            for (Item item : items) {
                await(records.put(ITEMS, item));
            }
            return true;
        });
    }

    Optional<Item> get(long id) {
        return in(records -> records.get(ITEMS, id));
    }

    <M extends Message> Optional<M> get(RecordStore of, RecordType<M> type, @Nullable Object... primaryKey) {
        return in(of, records -> records.get(type, primaryKey));
    }

    IndexState state(RecordStore of, Indexed<?> index) {
        return in(of, records -> records.state(index));
    }

    boolean delete(long id) {
        return in(records -> records.delete(ITEMS, id));
    }

    long total(Total<?> total, @Nullable Object... group) {
        return total(store, total, group);
    }

    long total(RecordStore of, Total<?> total, @Nullable Object... group) {
        return in(of, records -> records.total(total, group));
    }

    List<Long> ids(Query<Item> query) {
        return in(records -> records.query(query)).records().stream()
                .map(Item::getId)
                .toList();
    }

    /** All pages of a query, each in a transaction of its own. */
    <M extends Message> List<M> all(RecordStore of, Query<M> query) {
        List<M> all = new ArrayList<>();
        Optional<byte[]> next = Optional.empty();
        do {
            Query<M> rest = next.map(query::continuing).orElse(query);
            Page<M> page = in(of, records -> records.query(rest));
            assertThat(page.records()).hasSizeLessThanOrEqualTo(query.limit());
            all.addAll(page.records());
            next = page.continuation();
        } while (next.isPresent());
        return all;
    }

    /** Every pair of the store. */
    List<KeyValue> pairs() {
        return database().run(tx -> await(tx.getRange(HOME.key(), Keys.strinc(HOME.key()))));
    }

    List<KeyValue> pairsUnder(byte[] prefix) {
        return pairs().stream()
                .filter(pair -> Keys.startsWith(pair.key(), prefix))
                .toList();
    }

    /** The first step, the whole of the second in a transaction of its own, then the commit of the first. */
    void interleaved(Function<Records, CompletionStage<?>> first, Function<Records, CompletionStage<?>> second) {
        try (Transaction tx = begin()) {
            await(first.apply(store.in(tx)));
            database().run(other -> {
                await(second.apply(store.in(other)));
                return true;
            });
            await(tx.commit());
        }
    }

    Transaction begin() {
        return database().begin(TransactionOptions.DEFAULT);
    }

    static void assertRefused(RecordError error, ThrowingCallable call, String... told) {
        assertThatThrownBy(call).isInstanceOfSatisfying(RecordException.class, failure -> {
            assertThat(failure.error()).as(failure.getMessage()).isEqualTo(error);
            for (String part : told) {
                assertThat(failure).hasMessageContaining(part);
            }
        });
    }

    static void assertConflict(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StorageException.class,
                        failure -> assertThat(failure.error()).isEqualTo(StorageError.NOT_COMMITTED));
    }

    static <T extends @Nullable Object> T await(CompletionStage<T> stage) {
        return RetryLoop.await(stage);
    }

    static Item item(long id) {
        return Item.newBuilder().setId(id).build();
    }

    static Item owned(long id, String owner, int weight) {
        return item(id).toBuilder().setOwner(owner).setWeight(weight).build();
    }

    static Item serial(long id, String serial) {
        return item(id).toBuilder().setSerial(serial).build();
    }

    static Item tagged(long id, String... tags) {
        return item(id).toBuilder().addAllTags(List.of(tags)).build();
    }

    static Item placed(long id, long x, long z) {
        return item(id).toBuilder().setPlace(Place.newBuilder().setX(x).setZ(z)).build();
    }

    static Item large(long id, int bytes) {
        byte[] content = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            content[i] = (byte) (i * 31 + id);
        }
        return item(id).toBuilder().setContent(ByteString.copyFrom(content)).build();
    }
}
