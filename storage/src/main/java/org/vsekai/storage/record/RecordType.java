package org.vsekai.storage.record;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.tuple.Tuple;

/**
 * A kind of record: a name, a Protocol Buffers message, the fields that are its primary key, and how older versions become
 * the newest. Immutable; declared once, as a constant:
 *
 * <pre>{@code
 * static final RecordType<Item> ITEMS = RecordType.named("item")
 *         .message(ItemV1.getDefaultInstance())
 *         .message(Item.getDefaultInstance(), old -> Item.newBuilder().setId(old.getId()).build())
 *         .key("id");
 * }</pre>
 *
 * A new field needs no new version, nor does a new name of an old one: a new version is for what protobuf can't do alone.
 */
public final class RecordType<M extends Message> {
    private final String name;
    private final List<Form> forms;
    private final Columns key;

    private RecordType(String name, List<Form> forms, Columns key) {
        this.name = name;
        this.forms = forms;
        this.key = key;
    }

    /** Begins a declaration. The name is part of every key: it stays for good. */
    public static Named named(String name) {
        return new Named(Names.checked("a record type", name), 1);
    }

    /** A name, and the number of the oldest version. */
    public static final class Named {
        private final String name;
        private final int firstVersion;

        private Named(String name, int firstVersion) {
            this.name = name;
            this.firstVersion = firstVersion;
        }

        /** Where the oldest versions have been written anew everywhere, and are forgotten: {@link StoreUpkeep#rewrite}. */
        public Named startingAt(int version) {
            if (version < 1) {
                throw new RecordException(RecordError.BAD_DECLARATION, "versions of " + name + " begin with 1");
            }
            return new Named(name, version);
        }

        /** The message of the oldest version. */
        public <M extends Message> Draft<M> message(M prototype) {
            return new Draft<>(name, List.of(new Form(firstVersion, prototype, Function.identity())), prototype);
        }
    }

    /** A type whose primary key isn't named yet. */
    public static final class Draft<M extends Message> {
        private final String name;
        private final List<Form> forms;
        private final M prototype;

        private Draft(String name, List<Form> forms, M prototype) {
            this.name = name;
            this.forms = forms;
            this.prototype = prototype;
        }

        /**
         * The message of the next version. The migration is a function of the old record alone, and leaves the primary key as
         * it was. Where it changes what an index is made of, that index needs a new version too.
         */
        public <N extends Message> Draft<N> message(
                N nextPrototype, Function<? super M, ? extends @Nullable N> migration) {
            List<Form> longer = new ArrayList<>(forms);
            Class<? extends Message> from = prototype.getClass();
            int version = forms.getLast().version() + 1;
            longer.add(new Form(version, nextPrototype, old -> {
                // A draft of M is only ever continued with functions of M.
                @SuppressWarnings("unchecked")
                M typed = (M) from.cast(old);
                N migrated = migration.apply(typed);
                if (migrated == null) {
                    throw new RecordException(
                            RecordError.BAD_MIGRATION, "the migration of " + name + " to " + version + " gave null");
                }
                return migrated;
            }));
            return new Draft<>(name, List.copyOf(longer), nextPrototype);
        }

        /** Fields of the newest message that together name one record. */
        public RecordType<M> key(String... fields) {
            if (fields.length == 0) {
                throw new RecordException(RecordError.BAD_DECLARATION, "the type " + name + " has no primary key");
            }
            Columns key = Columns.named(prototype.getDescriptorForType(), List.of(fields));
            if (key.isRepeated()) {
                throw new RecordException(
                        RecordError.BAD_DECLARATION, "the primary key " + key + " of " + name + " is repeated");
            }
            return new RecordType<>(name, forms, key);
        }
    }

    /** An index for queries by these fields. One repeated field makes one entry for each of its values. */
    public Index<M> index(String name, String... fields) {
        return new Index<>(this, name, false, columns(name, fields));
    }

    /** An index that no two records may have the same values in. Records with one of the fields unset are free. */
    public Index<M> unique(String name, String... fields) {
        return new Index<>(this, name, true, columns(name, fields));
    }

    /** How many records there are in each group; of all of them where no fields are named. */
    public Total<M> count(String name, String... groupFields) {
        return new Total<>(this, name, null, Columns.named(newest().descriptor(), List.of(groupFields)));
    }

    /** The sum of an integer field over the records of each group. */
    public Total<M> sum(String name, String field, String... groupFields) {
        Columns summed = Columns.named(newest().descriptor(), List.of(field));
        Column column = Column.named(newest().descriptor(), field);
        if (column.isRepeated() || !column.isInteger()) {
            throw new RecordException(
                    RecordError.BAD_DECLARATION, "the sum " + name + " of " + this.name + ": one integer is summed");
        }
        return new Total<>(this, name, summed, Columns.named(newest().descriptor(), List.of(groupFields)));
    }

    /** The records whose primary key begins with these values: all for none. */
    public Query<M> query(@Nullable Object... keyPrefix) {
        return Query.ofRecords(this, key.prefix(keyPrefix));
    }

    public String name() {
        return name;
    }

    public int version() {
        return newest().version();
    }

    Columns key() {
        return key;
    }

    List<Form> forms() {
        return forms;
    }

    /** The primary key of a record of the newest version. */
    Tuple keyOf(Message message) {
        Tuple primaryKey = key.entries(message).iterator().next();
        if (Columns.hasNull(primaryKey)) {
            throw new RecordException(
                    RecordError.BAD_RECORD, "a record of " + name + " whose key " + key + " is not set: " + primaryKey);
        }
        return primaryKey;
    }

    /** A stored record as it was written. */
    Message parse(int version, byte[] bytes, Tuple primaryKey) {
        Form first = forms.getFirst();
        if (version > version()) {
            throw new RecordException(
                    RecordError.UNKNOWN_VERSION,
                    "the record " + primaryKey + " of " + name + " has version " + version
                            + "; this code knows versions up to " + version());
        }
        if (version < first.version()) {
            throw new RecordException(
                    RecordError.UNKNOWN_VERSION,
                    "the record " + primaryKey + " of " + name + " has version " + version
                            + "; this code has forgotten versions before " + first.version());
        }
        try {
            return forms.get(version - first.version()).parse(bytes);
        } catch (InvalidProtocolBufferException failure) {
            throw new RecordException(RecordError.DAMAGED, "the record " + primaryKey + " of " + name, failure);
        }
    }

    /** A stored record as a record of the newest version. */
    M migrate(int version, Message stored, Tuple primaryKey) {
        Message migrated = stored;
        for (int i = version - forms.getFirst().version() + 1; i < forms.size(); i++) {
            migrated = forms.get(i).fromPrevious().apply(migrated);
        }
        if (version < version() && !keyOf(migrated).equals(primaryKey)) {
            throw new RecordException(
                    RecordError.BAD_MIGRATION,
                    "the migration of " + name + " from version " + version + " changed the primary key " + primaryKey
                            + " to " + keyOf(migrated));
        }
        // The newest form's prototype is an M, and so is what its parser and migration give.
        @SuppressWarnings("unchecked")
        M newest = (M) migrated;
        return newest;
    }

    Form newest() {
        return forms.getLast();
    }

    private Columns columns(String index, String... fields) {
        if (fields.length == 0) {
            throw new RecordException(
                    RecordError.BAD_DECLARATION, "the index " + index + " of " + name + " has no fields");
        }
        return Columns.named(newest().descriptor(), List.of(fields));
    }

    @Override
    public String toString() {
        return name;
    }
}
