package org.vsekai.storage.rocksdb;

/** Ways to break the engine, so that tests can show that the serializability check would notice. Production runs {@link #NONE}. */
enum Sabotage {
    NONE,
    /** Range reads are not checked against later writes: phantoms. */
    RANGES_UNCHECKED,
    /** Point reads are not remembered. */
    POINTS_UNTRACKED
}
