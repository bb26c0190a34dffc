package org.vsekai.storage.rocksdb;

/** Ways to break the engine from inside, so that tests can show that the checkers would notice. Production runs {@link #NONE}. */
enum Sabotage {
    NONE,
    /** Range reads are not checked against later writes: phantoms. */
    RANGES_UNCHECKED,
    /** Point reads are not remembered. */
    POINTS_UNTRACKED,
    /** An empty bucket of the conflict set ends the search for conflicts. */
    EMPTY_BUCKET_ENDS,
    /** The conflict set forgets while there are transactions that read before. */
    FORGETS_EARLY,
    /** Transactions of one group are checked against the groups before theirs only. */
    GROUP_UNCHECKED,
    /** Atomic operations don't see what their group has written before. */
    GROUP_UNSEEN,
    /** Outcomes are told before the write. */
    TOLD_BEFORE_WRITE,
    /** Each opening counts its versions from the same number. */
    VERSIONS_REUSED
}
