package org.vsekai.storage.record;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.Keys;
import org.vsekai.storage.tuple.Subspace;
import org.vsekai.storage.tuple.Tuple;

/** Where everything of a record store lies: {@code docs/adr/0011-records.md} has the table. */
final class StoreKeys {
    static final String HEADER = "header";
    static final String RECORD = "record";
    static final String INDEX = "index";
    static final String PROGRESS = "progress";
    static final String BUILDING = "building";

    private final Subspace store;

    StoreKeys(Subspace store) {
        this.store = store;
    }

    KeyRange everything() {
        return KeyRange.startingWith(store.key());
    }

    byte[] header() {
        return store.pack(HEADER);
    }

    /** What the keys of a type's records begin with: the primary key follows, and a number for all parts but the first. */
    byte[] records(String type) {
        return store.pack(RECORD, type);
    }

    byte[] record(RecordType<?> type, Tuple primaryKey) {
        return primaryKey.pack(records(type.name()));
    }

    /** What an index's keys begin with: the entry follows, then the primary key; a total's group alone. */
    byte[] index(String type, String index) {
        return store.pack(INDEX, type, index);
    }

    byte[] indexes(String type) {
        return store.pack(INDEX, type);
    }

    byte[] entry(Index<?> index, Tuple values, Tuple primaryKey) {
        return Keys.concat(values.pack(index(index.type().name(), index.name())), primaryKey.pack());
    }

    byte[] total(Total<?> total, Tuple group) {
        return group.pack(index(total.type().name(), total.name()));
    }

    /** How far an index is built. */
    byte[] progress(String type, String index) {
        return store.pack(PROGRESS, type, index);
    }

    /** How far the records of a type are written anew; also the prefix of all its indexes' progress. */
    byte[] progress(String type) {
        return store.pack(PROGRESS, type);
    }

    /**
     * Keys that hold nothing: for conflicts between those who build an index and those who write a record that it hasn't
     * come to yet. What follows is what follows {@link #records}.
     */
    byte[] building(String type, String index) {
        return store.pack(BUILDING, type, index);
    }

    boolean contains(byte[] key) {
        return store.contains(key);
    }

    Tuple unpack(byte[] key) {
        return store.unpack(key);
    }

    /** All keys that begin with the bytes of a packed tuple, itself included. */
    static KeyRange under(byte[] packed) {
        return new KeyRange(packed, Keys.concat(packed, new byte[] {(byte) 0xFF}));
    }

    /** What follows the prefix. */
    static byte[] behind(byte[] prefix, byte[] key) {
        return Arrays.copyOfRange(key, prefix.length, key.length);
    }

    /** The elements {@code from <= i < to}. */
    static Tuple slice(Tuple tuple, int from, int to) {
        @Nullable Object[] elements = new @Nullable Object[to - from];
        for (int i = from; i < to; i++) {
            elements[i - from] = tuple.get(i);
        }
        return Tuple.of(elements);
    }
}
