package org.vsekai.storage.record;

import com.google.protobuf.Message;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is kept beside the records of a type, and is kept in step with them by every put and delete. Immutable.
 *
 * <p>A stored record may be of an older version than the newest. What is kept for it is what its own version's message has in
 * the fields with the declared numbers, as the code that wrote it saw it.
 */
public abstract sealed class Indexed<M extends Message> permits Index, Total {
    private final RecordType<M> type;
    private final String name;
    private final int version;

    Indexed(RecordType<M> type, String name, int version) {
        this.type = type;
        this.name = Names.checked("an index of " + type, name);
        this.version = version;
        if (version < 1) {
            throw new RecordException(RecordError.BAD_DECLARATION, "versions of " + this + " begin with 1");
        }
    }

    public final RecordType<M> type() {
        return type;
    }

    public final String name() {
        return name;
    }

    public final int version() {
        return version;
    }

    /** What is kept, by numbers and kinds of fields: a change of it needs a new version. */
    abstract String definition();

    /** The columns in each version that has them. */
    static Map<Integer, Columns> inForms(RecordType<?> type, Columns newest) {
        Map<Integer, Columns> known = new HashMap<>();
        for (Form form : type.forms()) {
            Optional<Columns> found = newest.in(form.descriptor());
            found.ifPresent(columns -> known.put(form.version(), columns));
        }
        return Map.copyOf(known);
    }

    @Override
    public final String toString() {
        return type.name() + "/" + name;
    }
}
