package org.vsekai.gateway.websocket;

/** Notices when what waits on a lane, having been more, has come down to a mark. Any thread sets it and raises the level; one takes. */
final class LowMark {
    private volatile long bytes = -1;
    private volatile boolean wasAbove;

    /** A negative number for no mark. */
    void set(long mark, long waitingBytes) {
        bytes = mark;
        wasAbove = mark >= 0 && waitingBytes > mark;
    }

    /** More waits than did. */
    void onMore(long waitingBytes) {
        if (bytes >= 0 && waitingBytes > bytes) {
            wasAbove = true;
        }
    }

    /** True once for each time that it has come down. */
    boolean take(long waitingBytes) {
        if (!wasAbove || waitingBytes > bytes) {
            return false;
        }
        wasAbove = false;
        return true;
    }
}
