package org.vsekai.storage.record;

import com.google.protobuf.Message;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.tuple.Tuple;

/** The records of a type in the order of some of their fields. Made by {@link RecordType#index} and {@link RecordType#unique}. */
public final class Index<M extends Message> extends Indexed<M> {
    private final boolean unique;
    private final Columns columns;
    private final Map<Integer, Columns> columnsByVersion;

    Index(RecordType<M> type, String name, boolean unique, Columns columns) {
        this(type, name, 1, unique, columns);
    }

    private Index(RecordType<M> type, String name, int version, boolean unique, Columns columns) {
        super(type, name, version);
        this.unique = unique;
        this.columns = columns;
        columnsByVersion = inForms(type, columns);
    }

    /** The same under a new definition: what the store has of older versions is thrown away, and built anew. */
    public Index<M> version(int newVersion) {
        return new Index<>(type(), name(), newVersion, unique, columns);
    }

    /** The records whose indexed fields begin with these values, in the order of the others. */
    public Query<M> query(@Nullable Object... prefix) {
        return Query.ofIndex(this, columns.prefix(prefix));
    }

    public boolean isUnique() {
        return unique;
    }

    Columns columns() {
        return columns;
    }

    /** The entries of a record of that version. */
    Set<Tuple> entries(int formVersion, Message message) {
        Columns known = columnsByVersion.get(formVersion);
        return known == null ? Set.of() : known.entries(message);
    }

    @Override
    String definition() {
        return (unique ? "unique(" : "index(") + columns.definition() + ")";
    }
}
