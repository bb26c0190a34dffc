package org.vsekai.spec.trace;

import java.util.List;

/**
 * What a frame did to a thing.
 *
 * @param was as {@link TracedThing#is}, before; {@link #NOTHING} for one that is new
 * @param is after; {@link #NOTHING} for one that is gone
 * @param items after
 */
public record TracedChange(long id, String was, String is, List<Long> items) {
    static final String NOTHING = "nothing";

    String tla() {
        return Tla.record(
                "id", TracedThing.name(id), "was", Tla.string(was), "is", Tla.string(is), "items", Tla.counts(items));
    }
}
