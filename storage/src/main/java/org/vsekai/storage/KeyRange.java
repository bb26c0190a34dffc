package org.vsekai.storage;

/** The keys with {@code begin <= key < end}. */
@SuppressWarnings("ArrayRecordComponent") // A carrier, never compared.
public record KeyRange(byte[] begin, byte[] end) {
    /** Every key that begins with the prefix. */
    public static KeyRange startingWith(byte[] prefix) {
        return new KeyRange(prefix, Keys.strinc(prefix));
    }

    public boolean contains(byte[] key) {
        return Keys.compare(begin, key) <= 0 && Keys.compare(key, end) < 0;
    }

    @Override
    public String toString() {
        return "[" + Keys.printable(begin) + ", " + Keys.printable(end) + ")";
    }
}
