package org.vsekai.storage.tuple;

import org.jspecify.annotations.Nullable;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.Keys;

/** A namespace of keys: a prefix, and tuples packed after it. Immutable. */
public final class Subspace {
    private final byte[] prefix;

    private Subspace(byte[] prefix) {
        this.prefix = prefix;
    }

    /** The keys that begin with the packed elements. */
    public static Subspace of(@Nullable Object... elements) {
        return new Subspace(Tuple.of(elements).pack());
    }

    /** The keys that begin with these bytes, which need not be a tuple. */
    public static Subspace ofPrefix(byte[] prefix) {
        return new Subspace(prefix.clone());
    }

    /** The subspace inside this one whose keys go on with the element. */
    public Subspace subspace(@Nullable Object element) {
        return new Subspace(pack(Tuple.of(element)));
    }

    /** The prefix, a copy. */
    public byte[] key() {
        return prefix.clone();
    }

    public byte[] pack(Tuple tuple) {
        return tuple.pack(prefix);
    }

    /** The key of these elements. */
    public byte[] pack(@Nullable Object... elements) {
        return Tuple.of(elements).pack(prefix);
    }

    /** See {@link Tuple#packWithVersionstamp}. */
    public byte[] packWithVersionstamp(Tuple tuple) {
        return tuple.packWithVersionstamp(prefix);
    }

    /** @throws IllegalArgumentException where the key is outside this subspace or no tuple follows the prefix */
    public Tuple unpack(byte[] key) {
        if (!contains(key)) {
            throw new IllegalArgumentException("the key " + Keys.printable(key) + " is outside the subspace " + this);
        }
        return Tuple.fromBytes(key, prefix.length);
    }

    public boolean contains(byte[] key) {
        return Keys.startsWith(key, prefix);
    }

    /** Every key of at least one element in this subspace. */
    public KeyRange range() {
        return Tuple.of().range(prefix);
    }

    /** Every key in this subspace that goes on with the elements of the tuple and at least one more. */
    public KeyRange range(Tuple tuple) {
        return tuple.range(prefix);
    }

    @Override
    public String toString() {
        return "Subspace(" + Keys.printable(prefix) + ")";
    }
}
