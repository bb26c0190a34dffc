package org.vsekai.world;

import java.util.Map;

/** The sessions of the players in a parcel, who have one: in memory only, as sessions are. By player. */
record Sessions(Map<Long, Long> byPlayer) {
    static final Sessions NONE = new Sessions(Map.of());
}
