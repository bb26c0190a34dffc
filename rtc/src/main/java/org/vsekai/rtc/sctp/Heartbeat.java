package org.vsekai.rtc.sctp;

import java.util.function.LongSupplier;

/**
 * Probes a silent peer (RFC 9260 §8.3).
 *
 * <pre>
 * |   Heartbeat Info Type = 1     |         HB Info Length        |
 * |      when it was sent, and a number that can't be guessed     |
 * </pre>
 */
final class Heartbeat {
    private static final int INFO_BYTES = 20;

    private final long intervalNanos;
    private final LongSupplier random;
    private final Timer timer = new Timer();
    private long nonce;
    private boolean isAwaited;

    Heartbeat(long intervalNanos, LongSupplier random, long nowNanos) {
        this.intervalNanos = intervalNanos;
        this.random = random;
        timer.start(nowNanos, intervalNanos);
    }

    long deadlineNanos() {
        return timer.deadlineNanos();
    }

    /** The peer has shown that it is there. */
    void onActivity(long nowNanos) {
        if (!isAwaited) {
            timer.start(nowNanos, intervalNanos);
        }
    }

    /** Sends a probe if one is due. Whether the one before went unanswered. */
    boolean onDeadline(PacketWriter out, long nowNanos, long timeoutNanos) {
        if (!timer.isDue(nowNanos)) {
            return false;
        }
        boolean isMissed = isAwaited;
        nonce = random.getAsLong();
        isAwaited = true;
        int at = out.chunk(ChunkType.HEARTBEAT, 0, INFO_BYTES);
        Bytes.put16(out.buffer(), at, ParameterType.HEARTBEAT_INFO);
        Bytes.put16(out.buffer(), at + 2, INFO_BYTES);
        Bytes.put64(out.buffer(), at + 4, nowNanos);
        Bytes.put64(out.buffer(), at + 12, nonce);
        timer.start(nowNanos, timeoutNanos);
        return isMissed;
    }

    /** The round trip that the answer shows, or -1 if it does not answer our latest probe. */
    long onAck(PacketReader chunk, long nowNanos) {
        int at = chunk.body();
        if (!isAwaited || chunk.bodyLength() != INFO_BYTES || Bytes.get64(chunk.data(), at + 12) != nonce) {
            return -1;
        }
        isAwaited = false;
        timer.start(nowNanos, intervalNanos);
        return Math.max(0, nowNanos - Bytes.get64(chunk.data(), at + 4));
    }
}
