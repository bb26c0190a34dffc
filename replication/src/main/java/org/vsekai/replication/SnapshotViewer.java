package org.vsekai.replication;

import org.vsekai.core.HotPath;
import org.vsekai.core.TokenBucket;

/**
 * What must be remembered of one client between its snapshots: when it was last sent each avatar, and what of its budget is
 * left. Costs 8 bytes per slot. Confined to the gateway's thread.
 */
@HotPath
public final class SnapshotViewer {
    /** 256 kbit/s of snapshot messages. */
    public static final long DEFAULT_BUDGET_BYTES_PER_SECOND = 32_000;

    /** So much may be saved up: a tick that was skipped is made good, a longer silence is not. */
    private static final long BURST_BYTES = 2_200;

    /** The client's own slot, which is never sent to it. */
    final int ownSlot;

    /** Tick at which the avatar of slot s was last sent, at [s]; 0 for never. */
    final long[] sentAtTick;

    final TokenBucket budget;
    private long xMicros;
    private long zMicros;

    public SnapshotViewer(int ownSlot, int maxSlots, long budgetBytesPerSecond, long nowNanos) {
        this.ownSlot = ownSlot;
        sentAtTick = new long[maxSlots];
        budget = new TokenBucket(budgetBytesPerSecond, BURST_BYTES, nowNanos);
    }

    /** Where the client's player is. */
    public void moveTo(long xMicros, long zMicros) {
        this.xMicros = xMicros;
        this.zMicros = zMicros;
    }

    long xMicros() {
        return xMicros;
    }

    long zMicros() {
        return zMicros;
    }
}
