package org.vsekai.storage.check;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What all clients of a run know together of the order in time: strict serializability says that the order of transactions
 * agrees with it wherever two of them did not overlap. Kept over reopenings, for versions only grow. Any thread.
 */
final class RealTime {
    private final AtomicLong committed = new AtomicLong();
    private final AtomicLong read = new AtomicLong();

    /** No transaction that begins now may read at a version before this one. */
    long readFloor() {
        return Math.max(committed.get(), read.get());
    }

    /** No transaction whose commit begins now may get this version or one before it. */
    long commitFloor() {
        return readFloor();
    }

    /** A commit was acknowledged. */
    void acknowledged(long version) {
        committed.accumulateAndGet(version, Math::max);
    }

    /** A transaction has read at the version. */
    void readAt(long version) {
        read.accumulateAndGet(version, Math::max);
    }
}
