package org.vsekai.storage.record;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.Transaction;
import org.vsekai.storage.record.v1.IndexHeader;
import org.vsekai.storage.record.v1.StoreHeader;
import org.vsekai.storage.record.v1.TypeHeader;

/** Brings a store's header up to the declared schema, and clears what is no longer declared. One transaction, no records. */
final class Upgrade {
    private final Schema schema;
    private final StoreKeys keys;
    private final Headers headers;
    private final Transaction transaction;

    Upgrade(Schema schema, StoreKeys keys, Headers headers, Transaction transaction) {
        this.schema = schema;
        this.keys = keys;
        this.headers = headers;
        this.transaction = transaction;
    }

    CompletionStage<Void> run() {
        return transaction.get(keys.header()).thenCompose(bytes -> bytes == null ? create() : upgrade(bytes));
    }

    private CompletionStage<Void> create() {
        return isEmpty(keys.everything()).thenCompose(empty -> {
            if (!empty) {
                throw new RecordException(
                        RecordError.DAMAGED, "there are keys but no header where the record store should be");
            }
            return write(StoreHeader.getDefaultInstance());
        });
    }

    private CompletionStage<Void> upgrade(byte[] bytes) {
        StoreHeader stored = headers.parse(bytes);
        if (stored.getSchemaVersion() == schema.version()) {
            headers.check(bytes);
            return CompletableFuture.completedFuture(null);
        }
        for (TypeHeader type : stored.getTypesList()) {
            if (schema.hasType(type.getName())) {
                continue;
            }
            if (!schema.drops(type.getName())) {
                throw new RecordException(
                        RecordError.CHANGED_DECLARATION,
                        "the type " + type.getName()
                                + " is stored and no longer declared: name it in Schema.dropping to clear its records");
            }
            drop(type);
        }
        return write(stored);
    }

    private CompletionStage<Void> write(StoreHeader stored) {
        StoreHeader.Builder header =
                StoreHeader.newBuilder().setFormat(Headers.FORMAT).setSchemaVersion(schema.version());
        List<CompletableFuture<TypeHeader>> types = new ArrayList<>();
        for (Schema.Declared declared : schema.types()) {
            Optional<TypeHeader> before = Headers.type(stored, declared.type().name());
            before.ifPresent(type -> checkSuccessor(type, declared));
            types.add(isEmpty(StoreKeys.under(keys.records(declared.type().name())))
                    .thenApply(empty -> typeHeader(before.orElse(TypeHeader.getDefaultInstance()), declared, empty))
                    .toCompletableFuture());
        }
        return CompletableFuture.allOf(types.toArray(CompletableFuture[]::new)).thenRun(() -> {
            types.forEach(type -> header.addTypes(type.join()));
            transaction.set(keys.header(), header.build().toByteArray());
        });
    }

    private static void checkSuccessor(TypeHeader stored, Schema.Declared declared) {
        RecordType<?> type = declared.type();
        Headers.checkKey(stored, type);
        if (stored.getVersion() > type.version()) {
            throw new RecordException(
                    RecordError.CHANGED_DECLARATION,
                    type + " is stored with version " + stored.getVersion() + " and declared with version "
                            + type.version());
        }
        for (Indexed<?> index : declared.indexes()) {
            Headers.index(stored, index.name()).ifPresent(before -> checkSuccessor(before, index));
        }
    }

    private static void checkSuccessor(IndexHeader stored, Indexed<?> index) {
        boolean isSame = stored.getDefinition().equals(index.definition());
        if (stored.getVersion() > index.version() || stored.getVersion() == index.version() && !isSame) {
            throw new RecordException(
                    RecordError.CHANGED_DECLARATION,
                    "the index " + index + " is stored as version " + stored.getVersion() + " "
                            + stored.getDefinition() + " and declared as version " + index.version() + " "
                            + index.definition() + ": a changed index needs a new version");
        }
    }

    private TypeHeader typeHeader(TypeHeader stored, Schema.Declared declared, boolean isEmpty) {
        RecordType<?> type = declared.type();
        for (IndexHeader before : stored.getIndexesList()) {
            if (declared.indexes().stream().noneMatch(index -> isKept(before, index))) {
                clearIndex(keys, transaction, type.name(), before.getName());
            }
        }
        TypeHeader.Builder header = TypeHeader.newBuilder()
                .setName(type.name())
                .setVersion(type.version())
                .setKey(type.key().definition());
        for (Indexed<?> index : declared.indexes()) {
            IndexState fresh = isEmpty ? IndexState.READABLE : IndexState.DISABLED;
            IndexHeader.State state = Headers.index(stored, index.name())
                    .filter(before -> isKept(before, index))
                    .map(IndexHeader::getState)
                    .orElse(fresh.stored());
            header.addIndexes(IndexHeader.newBuilder()
                    .setName(index.name())
                    .setVersion(index.version())
                    .setDefinition(index.definition())
                    .setState(state));
        }
        if (stored.getVersion() != type.version()) {
            transaction.clear(keys.progress(type.name())); // Of records being written anew for the version before.
        }
        return header.build();
    }

    private static boolean isKept(IndexHeader stored, Indexed<?> index) {
        return stored.getName().equals(index.name()) && stored.getVersion() == index.version();
    }

    private void drop(TypeHeader type) {
        clear(transaction, keys.records(type.getName()));
        clear(transaction, keys.indexes(type.getName()));
        clear(transaction, keys.progress(type.getName()));
    }

    private CompletionStage<Boolean> isEmpty(KeyRange range) {
        return transaction.getRange(range.begin(), range.end(), 1, false).thenApply(List::isEmpty);
    }

    /** All that an index holds, and how far it was built. */
    static void clearIndex(StoreKeys keys, Transaction transaction, String type, String index) {
        clear(transaction, keys.index(type, index));
        transaction.clear(keys.progress(type, index));
    }

    private static void clear(Transaction transaction, byte[] packed) {
        KeyRange range = StoreKeys.under(packed);
        transaction.clearRange(range.begin(), range.end());
    }
}
