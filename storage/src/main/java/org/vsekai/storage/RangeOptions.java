package org.vsekai.storage;

/**
 * How much of a range is read at once, and from which end.
 *
 * @param limit the most pairs to return, {@link ReadTransaction#UNLIMITED} for all
 * @param reverse from the last key backwards
 * @param targetBytes stop after the pair with which keys and values reach this size, {@link ReadTransaction#UNLIMITED} for
 *     never; at least one pair is returned where there is one
 */
public record RangeOptions(int limit, boolean reverse, int targetBytes) {
    /** Everything, in order of keys. */
    public static final RangeOptions ALL =
            new RangeOptions(ReadTransaction.UNLIMITED, false, ReadTransaction.UNLIMITED);

    /** @throws IllegalArgumentException where a number is negative */
    public RangeOptions {
        if (limit < 0 || targetBytes < 0) {
            throw new IllegalArgumentException("limit and targetBytes are not negative: " + limit + ", " + targetBytes);
        }
    }

    public RangeOptions withLimit(int pairs) {
        return new RangeOptions(pairs, reverse, targetBytes);
    }

    public RangeOptions reversed() {
        return new RangeOptions(limit, !reverse, targetBytes);
    }

    public RangeOptions withTargetBytes(int bytes) {
        return new RangeOptions(limit, reverse, bytes);
    }
}
