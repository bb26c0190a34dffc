package org.vsekai.storage.record;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.tuple.Tuple;

/** The components of a key, in order; at most one of them repeated. */
final class Columns {
    private final List<Column> columns;

    private Columns(List<Column> columns) {
        this.columns = columns;
    }

    static Columns named(Descriptor message, List<String> names) {
        List<Column> columns =
                names.stream().map(name -> Column.named(message, name)).toList();
        if (columns.stream().filter(Column::isRepeated).count() > 1) {
            throw new RecordException(
                    RecordError.BAD_DECLARATION,
                    "of the fields " + names + " of " + message.getFullName() + " more than one is repeated");
        }
        if (columns.stream().map(Column::definition).distinct().count() < columns.size()) {
            throw new RecordException(
                    RecordError.BAD_DECLARATION,
                    "of the fields " + names + " of " + message.getFullName() + " one is named twice");
        }
        return new Columns(columns);
    }

    /** The same numbers in another form of the message; empty where that one has them not, or of other kinds. */
    Optional<Columns> in(Descriptor form) {
        List<Column> same = new ArrayList<>();
        for (Column column : columns) {
            Optional<Column> found = column.in(form);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            same.add(found.get());
        }
        return Optional.of(new Columns(same));
    }

    int size() {
        return columns.size();
    }

    boolean isRepeated() {
        return columns.stream().anyMatch(Column::isRepeated);
    }

    String definition() {
        return String.join(",", columns.stream().map(Column::definition).toList());
    }

    /** The distinct keys of a message: one, or one for each value of the repeated component. */
    Set<Tuple> entries(Message message) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        rows.add(new @Nullable Object[columns.size()]);
        for (int i = 0; i < columns.size(); i++) {
            List<@Nullable Object> values = columns.get(i).values(message);
            List<@Nullable Object[]> wider = new ArrayList<>(rows.size() * values.size());
            for (@Nullable Object[] row : rows) {
                for (Object value : values) {
                    @Nullable Object[] filled = row.clone();
                    filled[i] = value;
                    wider.add(filled);
                }
            }
            rows = wider;
        }
        Set<Tuple> entries = new LinkedHashSet<>();
        rows.forEach(row -> entries.add(Tuple.of(row)));
        return entries;
    }

    /** The leading components of a query. */
    Tuple prefix(@Nullable Object... values) {
        if (values.length > columns.size()) {
            throw new RecordException(
                    RecordError.BAD_QUERY, values.length + " values for the " + columns.size() + " fields " + this);
        }
        @Nullable Object[] elements = new @Nullable Object[values.length];
        for (int i = 0; i < values.length; i++) {
            elements[i] = columns.get(i).element(values[i]);
        }
        return Tuple.of(elements);
    }

    /** Exactly as many components as there are. */
    Tuple whole(@Nullable Object... values) {
        if (values.length != columns.size()) {
            throw new RecordException(
                    RecordError.BAD_QUERY, values.length + " values for the " + columns.size() + " fields " + this);
        }
        return prefix(values);
    }

    /** The tuple with one more component, the next one's. */
    Tuple next(Tuple prefix, Object value) {
        if (prefix.size() == columns.size()) {
            throw new RecordException(RecordError.BAD_QUERY, "no field is left for a range: " + this + " are given");
        }
        return prefix.add(columns.get(prefix.size()).element(value));
    }

    static boolean hasNull(Tuple tuple) {
        for (int i = 0; i < tuple.size(); i++) {
            if (tuple.get(i) == null) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return columns.toString();
    }
}
