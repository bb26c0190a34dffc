package org.vsekai.storage.record;

import org.vsekai.storage.tuple.Tuple;

/** Two records would have the same values in a unique index. Nothing of the refused put has been written. */
public final class UniqueViolationException extends RecordException {
    private static final long serialVersionUID = 1;

    private final transient Index<?> index;
    private final transient Tuple values;
    private final transient Tuple primaryKey;
    private final transient Tuple otherPrimaryKey;

    UniqueViolationException(Index<?> index, Tuple values, Tuple primaryKey, Tuple otherPrimaryKey) {
        super(
                RecordError.UNIQUE_VIOLATION,
                "the unique index " + index + " has " + values + " for the record " + otherPrimaryKey
                        + " already; refused for " + primaryKey);
        this.index = index;
        this.values = values;
        this.primaryKey = primaryKey;
        this.otherPrimaryKey = otherPrimaryKey;
    }

    public Index<?> index() {
        return index;
    }

    /** The indexed values that both records have. */
    public Tuple values() {
        return values;
    }

    /** The primary key of the record that was refused. */
    public Tuple primaryKey() {
        return primaryKey;
    }

    /** The primary key of the record that has the values. */
    public Tuple otherPrimaryKey() {
        return otherPrimaryKey;
    }
}
