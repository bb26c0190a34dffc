package org.vsekai.archive.move;

import org.jspecify.annotations.Nullable;
import org.vsekai.archive.ArchiveException;
import org.vsekai.storage.tuple.Tuple;

/**
 * How much of a source has come into a store: kept in the store, changed by the same transactions as what it counts.
 *
 * @param source the identity of what is read
 * @param lastKey nothing up to this key is missing but what is held back; null for the beginning
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier, never compared.
record Arrival(String source, byte @Nullable [] lastKey) {
    private static final long VERSION = 1;

    byte[] toBytes() {
        return Tuple.of(VERSION, source, lastKey).pack();
    }

    static Arrival fromBytes(byte[] value) {
        try {
            Tuple tuple = Tuple.fromBytes(value);
            if (tuple.getLong(0) != VERSION) {
                throw new ArchiveException(
                        "another version of this program has begun to bring something into the target: finish it with that one");
            }
            return new Arrival(tuple.getString(1), tuple.get(2) == null ? null : tuple.getBytes(2));
        } catch (IllegalArgumentException | IndexOutOfBoundsException damaged) {
            throw new ArchiveException(
                    "the target's note of how much has arrived can't be read; --restart begins again", damaged);
        }
    }
}
