package org.vsekai.simulator.oracle;

/** What runs are to come to, or they say nothing about it: counted, so that a swarm that passes something by is noticed. */
public enum Reached {
    COMMITS,
    /** The rules were asked again about them. */
    FRAMES_REPLAYED,
    /** Compressed, or dropped, by the upkeep of history. */
    FRAMES_MOVED,
    PARCELS_TAKEN,
    /** Of parcels: those that brought somebody over a border. */
    CROSSINGS,
    /** Transactions over several regions. */
    DEALS_DONE,
    DEALS_UNDONE,
    /** Trees and rocks. */
    FELLED,
    REGROWN
}
