package org.vsekai.storage.record;

import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.vsekai.storage.Transaction;
import org.vsekai.storage.tuple.Subspace;

/**
 * Records of a schema under a subspace. Holds no connection: it is used inside the caller's transactions. Any thread may use
 * it; one for each store is enough, and remembers what it has checked.
 */
public final class RecordStore {
    /** Of one message. Half of what a transaction may write, and that is a lot for a record. */
    public static final int MAX_RECORD_SIZE = 5_000_000;

    private final Schema schema;
    private final StoreKeys keys;
    private final Headers headers;

    private RecordStore(Subspace subspace, Schema schema) {
        this.schema = schema;
        keys = new StoreKeys(subspace);
        headers = new Headers(schema);
    }

    public static RecordStore of(Subspace subspace, Schema schema) {
        return new RecordStore(subspace, schema);
    }

    /**
     * The records in a transaction, once for each try of it. The first read is the store's header: if the store is not of this
     * schema, every stage fails and says how.
     */
    public Records in(Transaction transaction) {
        return new Records(
                schema, keys, transaction, transaction.get(keys.header()).thenApply(headers::check));
    }

    /**
     * Creates the store, or brings it to this schema from an older one: checks that the change is allowed, clears what is no
     * longer declared, and disables new indexes of types that have records. Reads no records and is quick, whatever the
     * store's size; afterwards code with the older schema is refused. Does nothing where it has been done.
     *
     * <p>Run it when the process starts, then {@link StoreUpkeep#buildIndexes}.
     */
    public CompletionStage<Void> upgrade(Transaction transaction) {
        return new Upgrade(schema, keys, headers, transaction).run();
    }

    /** Empties an index and stops keeping it; {@link StoreUpkeep#build} begins anew. */
    public CompletionStage<Void> disable(Transaction transaction, Indexed<?> index) {
        return setState(transaction, index, IndexState.DISABLED);
    }

    /** Gives an index another state: a readable one keeps what it holds, any other begins empty. */
    CompletionStage<Void> setState(Transaction transaction, Indexed<?> index, IndexState state) {
        schema.checkHas(index);
        return transaction.get(keys.header()).thenAccept(bytes -> {
            headers.check(bytes);
            byte[] header = Headers.withState(headers.parse(Objects.requireNonNull(bytes)), index, state);
            transaction.set(keys.header(), header);
            if (state != IndexState.READABLE) {
                Upgrade.clearIndex(keys, transaction, index.type().name(), index.name());
            }
        });
    }

    /**
     * What a pair of this store is, for a person: a record and its content, an index's entry, and so on. Never fails; says what
     * is wrong with a pair that is damaged.
     *
     * @return empty for a key outside the store
     */
    public Optional<Description> describe(byte[] key, byte[] value) {
        return keys.contains(key) ? Optional.of(new Describer(schema, keys).describe(key, value)) : Optional.empty();
    }

    Schema schema() {
        return schema;
    }

    StoreKeys keys() {
        return keys;
    }
}
