package org.vsekai.spec.trace;

import java.util.List;

/**
 * What the specification looks at of an avatar.
 *
 * @param cursor the newest sequence that was applied
 * @param items how many of each kind
 */
public record TracedAvatar(long player, long cursor, List<Long> items) {
    static String name(long player) {
        return Tla.string("p" + player);
    }

    String tla() {
        return Tla.record("p", name(player), "cur", String.valueOf(cursor), "items", Tla.counts(items));
    }
}
