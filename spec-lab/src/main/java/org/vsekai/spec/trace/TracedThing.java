package org.vsekai.spec.trace;

import java.util.List;

/**
 * What the specification looks at of a thing.
 *
 * @param is stands for everything that is stored of it
 * @param items how many of each kind it is
 */
public record TracedThing(long id, String is, List<Long> items) {
    static String name(long id) {
        return Tla.string("e" + id);
    }

    String tla() {
        return Tla.record("id", name(id), "is", Tla.string(is), "items", Tla.counts(items));
    }
}
