package org.vsekai.storage.check.lists;

import java.util.EnumSet;
import java.util.Set;

/** Why one transaction must come before another. */
enum Edge {
    /** It appended what the other appended behind. */
    WW,
    /** The other has seen what it appended. */
    WR,
    /** It has not seen what the other appended. */
    RW,
    /** It had ended before the other began. */
    REAL_TIME;

    int bit() {
        return 1 << ordinal();
    }

    static int mask(Set<Edge> kinds) {
        return kinds.stream().mapToInt(Edge::bit).sum();
    }

    static int mask(Edge first, Edge... others) {
        return mask(EnumSet.of(first, others));
    }
}
