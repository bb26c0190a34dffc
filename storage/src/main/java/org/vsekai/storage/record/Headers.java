package org.vsekai.storage.record;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.record.v1.IndexHeader;
import org.vsekai.storage.record.v1.StoreHeader;
import org.vsekai.storage.record.v1.TypeHeader;

/**
 * The store's header against what is declared. Every transaction reads the header, and so conflicts with every change of it;
 * the same bytes are checked once.
 */
final class Headers {
    static final int FORMAT = 1;

    private final Schema schema;
    private volatile @Nullable Checked newest;

    @SuppressWarnings("ArrayRecordComponent") // A carrier, never compared.
    private record Checked(byte[] bytes, StoreState state) {}

    Headers(Schema schema) {
        this.schema = schema;
    }

    /** What the header says of the declared indexes; fails where the declaration isn't the stored one. */
    StoreState check(byte @Nullable [] bytes) {
        Checked known = newest;
        if (known != null && Arrays.equals(known.bytes, bytes)) {
            return known.state;
        }
        if (bytes == null) {
            throw new RecordException(RecordError.NOT_UPGRADED, "no record store is here yet: upgrade it first");
        }
        StoreState state = compare(parse(bytes));
        newest = new Checked(bytes, state);
        return state;
    }

    StoreHeader parse(byte[] bytes) {
        StoreHeader header;
        try {
            header = StoreHeader.parseFrom(bytes);
        } catch (InvalidProtocolBufferException failure) {
            throw new RecordException(RecordError.DAMAGED, "the header of the record store", failure);
        }
        if (header.getFormat() > FORMAT) {
            throw new RecordException(
                    RecordError.NEWER_STORE,
                    "the record store has format " + header.getFormat() + "; this code knows formats up to " + FORMAT);
        }
        if (header.getFormat() < 1) {
            throw new RecordException(RecordError.DAMAGED, "the header of the record store has no format");
        }
        if (header.getSchemaVersion() > schema.version()) {
            throw new RecordException(
                    RecordError.NEWER_STORE,
                    "the record store was upgraded to version " + header.getSchemaVersion()
                            + " of its schema; this code declares version " + schema.version());
        }
        return header;
    }

    private StoreState compare(StoreHeader header) {
        if (header.getSchemaVersion() < schema.version()) {
            throw new RecordException(
                    RecordError.NOT_UPGRADED,
                    "the record store has version " + header.getSchemaVersion() + " of its schema; this code declares "
                            + schema.version() + ": upgrade it first");
        }
        for (TypeHeader stored : header.getTypesList()) {
            if (!schema.hasType(stored.getName())) {
                throw changed("the type " + stored.getName() + " is stored and no longer declared");
            }
        }
        Map<Indexed<?>, IndexState> states = new IdentityHashMap<>();
        for (Schema.Declared declared : schema.types()) {
            TypeHeader stored = type(header, declared.type().name())
                    .orElseThrow(() -> changed("the type " + declared.type() + " is new"));
            compare(stored, declared, states);
        }
        return new StoreState(states);
    }

    private static void compare(TypeHeader stored, Schema.Declared declared, Map<Indexed<?>, IndexState> states) {
        RecordType<?> type = declared.type();
        if (stored.getVersion() != type.version()) {
            throw changed(type + " is stored with version " + stored.getVersion() + " and declared with version "
                    + type.version());
        }
        checkKey(stored, type);
        for (Indexed<?> index : declared.indexes()) {
            IndexHeader found =
                    index(stored, index.name()).orElseThrow(() -> changed("the index " + index + " is new"));
            if (found.getVersion() != index.version() || !found.getDefinition().equals(index.definition())) {
                throw changed("the index " + index + " is stored as version " + found.getVersion() + " "
                        + found.getDefinition() + " and declared as version " + index.version() + " "
                        + index.definition());
            }
            states.put(index, IndexState.of(found.getState()));
        }
        if (stored.getIndexesCount() != declared.indexes().size()) {
            throw changed("an index of " + type + " is stored and no longer declared");
        }
    }

    static void checkKey(TypeHeader stored, RecordType<?> type) {
        if (!stored.getKey().equals(type.key().definition())) {
            throw new RecordException(
                    RecordError.CHANGED_DECLARATION,
                    "the primary key of " + type + " is stored as " + stored.getKey() + " and declared as "
                            + type.key().definition()
                            + ": a key stays; copy the records into a type of another name");
        }
    }

    /** The header with another state of one index. */
    static byte[] withState(StoreHeader header, Indexed<?> index, IndexState state) {
        StoreHeader.Builder changed = header.toBuilder();
        changed.getTypesBuilderList().stream()
                .filter(type -> type.getName().equals(index.type().name()))
                .flatMap(type -> type.getIndexesBuilderList().stream())
                .filter(one -> one.getName().equals(index.name()))
                .forEach(one -> one.setState(state.stored()));
        return changed.build().toByteArray();
    }

    static Optional<TypeHeader> type(StoreHeader header, String name) {
        return header.getTypesList().stream()
                .filter(type -> type.getName().equals(name))
                .findFirst();
    }

    static Optional<IndexHeader> index(TypeHeader type, String name) {
        return type.getIndexesList().stream()
                .filter(index -> index.getName().equals(name))
                .findFirst();
    }

    private static RecordException changed(String what) {
        return new RecordException(
                RecordError.CHANGED_DECLARATION, what + ": a changed schema needs a new version of the schema");
    }
}
