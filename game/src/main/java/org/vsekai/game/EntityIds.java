package org.vsekai.game;

import org.vsekai.core.Check;

/**
 * The ids that a region may give out: what is left of one block, and a reserve for when that is used up. What is never given
 * out of a block is never used. Confined to the region's thread.
 */
public final class EntityIds {
    private long next;
    private long limit;
    private long reserveNext;
    private long reserveLimit;

    /**
     * @param next the first id that was not given out
     * @param limit ids are below this
     */
    public EntityIds(long next, long limit) {
        Check.that(next > 0, "ids are positive", next);
        Check.that(next <= limit, "a block's end is not before its beginning", limit);
        this.next = next;
        this.limit = limit;
    }

    /** The id that the next new entity or avatar gets, as long as it is below the limit. */
    public long next() {
        return next;
    }

    public long limit() {
        return limit;
    }

    /** How many can be given out. */
    public long left() {
        return limit - next + reserveLimit - reserveNext;
    }

    public boolean hasReserve() {
        return reserveNext < reserveLimit;
    }

    /** Takes a block that nobody else has been given. There must be no reserve. */
    public void addReserve(long from, long to) {
        Check.that(!hasReserve(), "one block is in reserve");
        Check.that(from > 0 && from < to, "a block is not empty", from);
        reserveNext = from;
        reserveLimit = to;
    }

    /** There must be one left. */
    public long take() {
        if (next == limit) {
            Check.that(hasReserve(), "an id is left");
            next = reserveNext;
            limit = reserveLimit;
            reserveNext = 0;
            reserveLimit = 0;
        }
        return next++;
    }
}
