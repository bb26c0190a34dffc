package org.vsekai.gateway;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.Check;
import org.vsekai.core.HotPath;
import org.vsekai.core.MpscQueue;
import org.vsekai.core.Pose;
import org.vsekai.world.WorldListener;

/**
 * One tick's poses on their way from a tick thread to the gateway's. Filled by the one, read and given back by the other, never
 * both at once. Grows to the most players that the tick thread ever had; a pose itself is immutable, and shared.
 */
@HotPath
final class PoseBatch implements WorldListener.PoseView, ReplicationThread.Event {
    private static final int FIRST_CAPACITY = 64;

    /** Where it goes back to when it has been read. */
    private final MpscQueue<PoseBatch> pool;

    private long tick;
    private long madeAtNanos;
    private int count;

    /** Player and pose i at [i], valid below count. */
    private long[] playerIds = new long[FIRST_CAPACITY];

    private @Nullable Pose[] poses = new @Nullable Pose[FIRST_CAPACITY];

    PoseBatch(MpscQueue<PoseBatch> pool) {
        this.pool = pool;
    }

    /** The tick thread's. */
    void fill(long newTick, WorldListener.PoseView view, long nowNanos) {
        tick = newTick;
        madeAtNanos = nowNanos;
        count = view.count();
        if (count > playerIds.length) {
            int capacity = Integer.highestOneBit(count) * 2;
            playerIds = new long[capacity];
            poses = new @Nullable Pose[capacity];
        }
        for (int i = 0; i < count; i++) {
            playerIds[i] = view.playerId(i);
            poses[i] = view.pose(i);
        }
    }

    /** The gateway's thread's. */
    @Override
    public void tell(WorldListener to) {
        to.onPoses(tick, this);
    }

    /** The gateway's thread's, which reads it no more. */
    void giveBack() {
        Arrays.fill(poses, 0, count, null);
        Check.that(pool.offer(this), "a pool has room for its own");
    }

    long madeAtNanos() {
        return madeAtNanos;
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public long playerId(int index) {
        return playerIds[index];
    }

    @Override
    public Pose pose(int index) {
        Pose pose = poses[index];
        if (pose == null) {
            throw new Check.BrokenInvariant("a batch is read between being filled and given back");
        }
        return pose;
    }
}
