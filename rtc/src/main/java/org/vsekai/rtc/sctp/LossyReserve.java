package org.vsekai.rtc.sctp;

import org.vsekai.core.HotPath;

/**
 * Room in the congestion window that other messages leave for lossy ones: as much as lossy messages wanted in the round trip before. Without it a
 * long transfer would fill the window with each acknowledgement, and no lossy message would ever find room.
 */
@HotPath
final class LossyReserve {
    private static final long LEAST_INTERVAL_NANOS = 20_000_000;

    private final int chunkBytes;
    private long intervalEndNanos;
    private int currentBytes;
    private int previousBytes;

    /** @param chunkBytes the largest chunk: what is sent while the window is not full may exceed it by one */
    LossyReserve(int chunkBytes) {
        this.chunkBytes = chunkBytes;
    }

    /** A lossy message was handed over. */
    void wanted(int flightBytes, long nowNanos, long roundTripNanos) {
        roll(nowNanos, roundTripNanos);
        currentBytes += flightBytes;
    }

    /** What they may have of a window while others wait; never more than half of it. */
    int bytes(int windowBytes, long nowNanos, long roundTripNanos) {
        if (currentBytes == 0 && previousBytes == 0) {
            return 0;
        }
        roll(nowNanos, roundTripNanos);
        int wanted = Math.max(currentBytes, previousBytes);
        return wanted == 0 ? 0 : Math.min(wanted + chunkBytes, windowBytes / 2);
    }

    private void roll(long nowNanos, long roundTripNanos) {
        if (nowNanos < intervalEndNanos) {
            return;
        }
        long interval = Math.max(roundTripNanos, LEAST_INTERVAL_NANOS);
        previousBytes = nowNanos < intervalEndNanos + interval ? currentBytes : 0;
        currentBytes = 0;
        intervalEndNanos = nowNanos + interval;
    }
}
