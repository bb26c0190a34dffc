package org.vsekai.storage.record;

import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.Keys;
import org.vsekai.storage.StorageLimits;
import org.vsekai.storage.Transaction;
import org.vsekai.storage.tuple.Tuple;

/** Writes and clears records with their index entries, in one transaction: one change after the other. */
final class RecordWriter {
    private final Schema schema;
    private final StoreKeys keys;
    private final Transaction transaction;
    private final RecordReader reader;
    private final IndexUpkeep upkeep;

    RecordWriter(Schema schema, StoreKeys keys, Transaction transaction, RecordReader reader) {
        this.schema = schema;
        this.keys = keys;
        this.transaction = transaction;
        this.reader = reader;
        upkeep = new IndexUpkeep(keys, transaction);
    }

    <M extends Message> CompletionStage<Void> put(CompletionStage<StoreState> state, RecordType<M> type, M record) {
        schema.indexesOf(type);
        Tuple primaryKey = type.keyOf(record);
        List<byte[]> parts = encode(type, primaryKey, record);
        CompletionStage<Optional<Stored<M>>> loading = reader.load(type, primaryKey);
        return state.thenCompose(known -> loading.thenCompose(found -> {
            Stored<M> before = found.orElse(null);
            var change = new IndexUpkeep.Change(type, primaryKey, before, record);
            return plan(known, change, null).thenAccept(writes -> {
                write(type, primaryKey, before, parts);
                writes.forEach(Runnable::run);
            });
        }));
    }

    /** Completes with whether there was one. */
    <M extends Message> CompletionStage<Boolean> delete(
            CompletionStage<StoreState> state, RecordType<M> type, Tuple primaryKey) {
        schema.indexesOf(type);
        CompletionStage<Optional<Stored<M>>> loading = reader.load(type, primaryKey);
        return state.thenCompose(known -> loading.thenCompose(found -> {
            if (found.isEmpty()) {
                return CompletableFuture.completedFuture(false);
            }
            var change = new IndexUpkeep.Change(type, primaryKey, found.get(), null);
            return plan(known, change, null).thenApply(writes -> {
                clear(keys.record(type, primaryKey), found.get());
                writes.forEach(Runnable::run);
                return true;
            });
        }));
    }

    /** Writes a record anew that has an older version. What it was is known already. */
    <M extends Message> CompletionStage<Void> rewrite(
            StoreState state, Stored<M> old, @Nullable Indexed<?> exceptIndex) {
        RecordType<M> type = old.type();
        M record = old.newest();
        List<byte[]> parts = encode(type, old.primaryKey(), record);
        var change = new IndexUpkeep.Change(type, old.primaryKey(), old, record);
        return plan(state, change, exceptIndex).thenAccept(writes -> {
            write(type, old.primaryKey(), old, parts);
            writes.forEach(Runnable::run);
        });
    }

    /** Takes a record into an index that is being built; one of an older version is written anew as well. */
    <M extends Message> CompletionStage<Void> build(StoreState state, Stored<M> stored, Indexed<?> index) {
        CompletionStage<Void> upToDate =
                stored.isOld() ? rewrite(state, stored, index) : CompletableFuture.completedFuture(null);
        return upToDate.thenCompose(ignored ->
                upkeep.planBuilt(index, stored.primaryKey(), stored.newest()).thenAccept(Runnable::run));
    }

    private CompletionStage<List<Runnable>> plan(
            StoreState state, IndexUpkeep.Change change, @Nullable Indexed<?> exceptIndex) {
        List<CompletableFuture<Runnable>> plans = new ArrayList<>();
        for (Indexed<?> index : schema.indexesOf(change.type())) {
            IndexState indexState = state.of(index);
            if (indexState != IndexState.DISABLED && index != exceptIndex) {
                plans.add(upkeep.plan(index, indexState, change).toCompletableFuture());
            }
        }
        return CompletableFuture.allOf(plans.toArray(CompletableFuture[]::new))
                .thenApply(
                        ignored -> plans.stream().map(CompletableFuture::join).toList());
    }

    private <M extends Message> List<byte[]> encode(RecordType<M> type, Tuple primaryKey, M record) {
        int size = record.getSerializedSize();
        if (size > RecordStore.MAX_RECORD_SIZE) {
            throw new RecordException(
                    RecordError.TOO_LARGE,
                    "the record " + primaryKey + " of " + type + " has " + size + " bytes; the limit is "
                            + RecordStore.MAX_RECORD_SIZE);
        }
        return RecordFormat.encode(type.version(), record.toByteArray());
    }

    private void write(RecordType<?> type, Tuple primaryKey, @Nullable Stored<?> before, List<byte[]> parts) {
        byte[] key = checkedKey(keys.record(type, primaryKey), type.toString());
        if (before != null && before.furtherParts() >= parts.size()) {
            clear(key, before);
        }
        transaction.set(key, parts.getFirst());
        for (int part = 1; part < parts.size(); part++) {
            transaction.set(partKey(key, part), parts.get(part));
        }
    }

    private void clear(byte[] key, Stored<?> stored) {
        transaction.clear(key);
        if (stored.furtherParts() > 0) {
            KeyRange parts = StoreKeys.under(key);
            transaction.clearRange(parts.begin(), parts.end());
        }
    }

    private static byte[] partKey(byte[] key, int part) {
        return Tuple.of(part).pack(key);
    }

    /** Leaves room for the number of a part and the end of a range. */
    static byte[] checkedKey(byte[] key, String of) {
        int limit = StorageLimits.MAX_KEY_SIZE - Integer.BYTES;
        if (key.length > limit) {
            throw new RecordException(
                    RecordError.TOO_LARGE,
                    "the values make a key of " + key.length + " bytes for " + of + "; the limit is " + limit + ": "
                            + Keys.printable(key).substring(0, 100));
        }
        return key;
    }
}
