package org.vsekai.storage.record;

import com.google.protobuf.Message;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.Transaction;

/**
 * The records of a store in one transaction, which stays the caller's: it commits, retries and ends it. Writes take effect in
 * the order in which they are asked for, and reads see all writes asked for before and none asked for later, waited for or not.
 * Reads run at once with each other.
 *
 * <p>Wait for every stage before the commit: what failed has written nothing, and only its stage says so. One for each
 * transaction; used by the transaction's thread.
 */
public final class Records implements RecordReads {
    private final CompletionStage<StoreState> state;
    private final RecordReader reader;
    private final RecordReader snapshotReader;
    private final RecordWriter writer;
    private final Turns turns = new Turns();

    Records(Schema schema, StoreKeys keys, Transaction transaction, CompletionStage<StoreState> state) {
        this.state = state;
        reader = new RecordReader(schema, keys, transaction, state, turns);
        snapshotReader = new RecordReader(schema, keys, transaction.snapshot(), state, turns);
        writer = new RecordWriter(schema, keys, transaction, reader);
    }

    /** Stores a record in the place of the one with its primary key, if there is one. */
    public <M extends Message> CompletionStage<Void> put(RecordType<M> type, M record) {
        return turns.write(() -> writer.put(state, type, record));
    }

    /** Completes with whether there was such a record. */
    public <M extends Message> CompletionStage<Boolean> delete(RecordType<M> type, @Nullable Object... primaryKey) {
        return turns.write(() -> writer.delete(state, type, type.key().whole(primaryKey)));
    }

    /** Reads without conflicts: for what is only shown. */
    public RecordReads snapshot() {
        return snapshotReader;
    }

    @Override
    public <M extends Message> CompletionStage<Optional<M>> get(RecordType<M> type, @Nullable Object... primaryKey) {
        return reader.get(type, primaryKey);
    }

    @Override
    public <M extends Message> CompletionStage<Page<M>> query(Query<M> query) {
        return reader.query(query);
    }

    @Override
    public CompletionStage<Long> total(Total<?> total, @Nullable Object... group) {
        return reader.total(total, group);
    }

    @Override
    public CompletionStage<IndexState> state(Indexed<?> index) {
        return reader.state(index);
    }

    RecordReader reader() {
        return reader;
    }

    /** See {@link RecordWriter#build} and {@link RecordWriter#rewrite}. */
    <M extends Message> CompletionStage<Void> refresh(Stored<M> stored, @Nullable Indexed<?> building) {
        return turns.write(() -> state.thenCompose(known ->
                building == null ? writer.rewrite(known, stored, null) : writer.build(known, stored, building)));
    }
}
