package org.vsekai.storage.rocksdb;

/** Places between two steps of the engine, where tests let the process die. In the order of a life. */
enum CrashPoint {
    // Opening, on the caller's thread.
    FOLDER_ENTERED,
    ROCKS_OPENED,
    ACKNOWLEDGED_OPENED,
    VERSION_RECOVERED,
    FOLDER_CREATED,
    STARTED,
    // A group of commits, on the commit thread.
    GROUP_TAKEN,
    VERSION_CHOSEN,
    /** Its writes are in the conflict set and in the batch; passed once for each transaction. */
    TRANSACTION_ADDED,
    BATCH_BUILT,
    BEFORE_WRITE,
    /** In the log, which may not be on the disk yet. */
    WRITTEN,
    OUTCOMES_SET,
    GROUP_OFFERED,
    // Then one sync for all groups that wait, on the sync thread.
    BEFORE_SYNC,
    SYNCED,
    ACKNOWLEDGED_ADVANCED,
    SNAPSHOT_PUBLISHED,
    // Then on the completion thread; passed once for each transaction.
    BEFORE_TOLD,
    TOLD,
    // Closing, on the caller's thread.
    CLOSE_BEGUN,
    COMMITS_ENDED,
    COMPLETIONS_ENDED,
    ROCKS_CLOSED,
    CLOSED;

    /** Whether a life passes it more than once. */
    boolean isPassedOften() {
        return compareTo(GROUP_TAKEN) >= 0 && compareTo(TOLD) <= 0;
    }

    /** Told by the engine what it has just done. */
    @FunctionalInterface
    interface Passing {
        void at(CrashPoint point);
    }
}
