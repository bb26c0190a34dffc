package org.vsekai.storage.rocksdb;

/** How commits end, for counting. */
enum CommitOutcome {
    COMMITTED,
    /** Nothing to write: done without the commit thread. */
    READ_ONLY,
    CONFLICT,
    TOO_OLD,
    TOO_LARGE,
    /** Refused: {@link CommitQueue} was full. */
    QUEUE_FULL,
    /** Refused: the disk was nearly full. */
    DISK_FULL,
    /** The write failed: may have happened or not. */
    UNKNOWN
}
