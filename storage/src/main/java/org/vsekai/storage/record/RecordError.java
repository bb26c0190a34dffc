package org.vsekai.storage.record;

/** What can go wrong with records, apart from what goes wrong in the store below. Trying again helps with none of them. */
public enum RecordError {
    /** A type, index or schema that can't be: a bug in the declaration. */
    BAD_DECLARATION,
    /** A record that can't be stored as declared: a part of its key is not set, or a number is out of range. */
    BAD_RECORD,
    /** A query or key whose values don't fit the declared fields. */
    BAD_QUERY,
    /** A continuation that was damaged, or belongs to another query. */
    BAD_CONTINUATION,
    /** See {@link UniqueViolationException}. */
    UNIQUE_VIOLATION,
    /** A record larger than {@link RecordStore#MAX_RECORD_SIZE}, or values too long for a key. */
    TOO_LARGE,
    /** The store has never been upgraded to this schema: see {@link RecordStore#upgrade}. */
    NOT_UPGRADED,
    /** The store was upgraded by newer code, which alone may use it now. */
    NEWER_STORE,
    /** What is declared isn't what the store was upgraded to, though the versions are the same. */
    CHANGED_DECLARATION,
    /** A record of a version that this code doesn't know, newer or older than all it does. */
    UNKNOWN_VERSION,
    /** A migration gave null, changed the primary key, or changed what a readable index holds. */
    BAD_MIGRATION,
    /** The index is not built yet: see {@link StoreUpkeep}. */
    NOT_READABLE,
    /** Stored bytes that no build has written. */
    DAMAGED
}
