package org.vsekai.gateway.websocket;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.TokenBucket;
import org.vsekai.rtc.peer.Peer;
import org.vsekai.wire.Protocol;

/**
 * What one peer sends over its WebSocket: frames, already unmasked, go in; messages and what they ask for come out. Total:
 * no frames make it throw. Keeps the parts of one message at most. Confined to the reader.
 */
public final class LaneReceiver {
    /** Largest message, as over WebRTC. */
    public static final int MAX_MESSAGE_BYTES = Peer.MAX_MESSAGE_TO_SERVER_BYTES;

    /** A message and its lane. */
    public static final int MAX_FRAME_BYTES = 1 + MAX_MESSAGE_BYTES;

    /** Ten times what an honest client sends. Beyond it the socket is read no faster: TCP makes the client wait. */
    static final int FRAMES_PER_SECOND = 1_000;

    /** RFC 6455 §5.5.1: a Close frame's payload, if there is any, begins with a code. */
    private static final int CLOSE_CODE_BYTES = 2;

    private static final Received NOTHING = new Received.Nothing();

    private final TokenBucket rate;

    /** What has come of a message that is cut into frames, while one is. */
    private @Nullable ByteArrayOutputStream parts;

    public LaneReceiver(long nowNanos) {
        rate = new TokenBucket(FRAMES_PER_SECOND, FRAMES_PER_SECOND, nowNanos);
    }

    /** How long to wait before the next frame is read, and to ask again; 0 to read it now. */
    public long pauseNanos(long nowNanos) {
        return rate.tryTake(1, nowNanos) ? 0 : rate.nanosUntil(1, nowNanos);
    }

    /** @param payload unmasked; the receiver's to keep */
    public Received onFrame(int opcode, boolean isFinal, byte[] payload) {
        boolean isControl = opcode >= Frames.CLOSE;
        // RFC 6455 §5.5: control frames "MUST NOT be fragmented".
        if (isControl && (!isFinal || payload.length > Frames.MAX_CONTROL_BYTES)) {
            return new Received.Refused(Fault.BAD_FRAME);
        }
        return switch (opcode) {
            case Frames.BINARY -> onFirst(isFinal, payload);
            case Frames.CONTINUATION -> onContinuation(isFinal, payload);
            case Frames.TEXT -> new Received.Refused(Fault.TEXT_FRAME);
            case Frames.CLOSE ->
                payload.length > 0 && payload.length < CLOSE_CODE_BYTES
                        ? new Received.Refused(Fault.BAD_FRAME)
                        : new Received.Close();
            case Frames.PING -> new Received.Ping(payload);
            case Frames.PONG -> onPong(payload);
            default -> new Received.Refused(Fault.BAD_FRAME);
        };
    }

    private Received onFirst(boolean isFinal, byte[] payload) {
        if (parts != null) {
            return new Received.Refused(Fault.BAD_FRAME);
        }
        if (isFinal) {
            return onWhole(payload);
        }
        parts = new ByteArrayOutputStream();
        return onContinuation(false, payload);
    }

    private Received onContinuation(boolean isFinal, byte[] payload) {
        ByteArrayOutputStream before = parts;
        if (before == null) {
            return new Received.Refused(Fault.BAD_FRAME);
        }
        if (before.size() + payload.length > MAX_FRAME_BYTES) {
            return new Received.Refused(Fault.TOO_LARGE);
        }
        before.writeBytes(payload);
        if (!isFinal) {
            return NOTHING;
        }
        parts = null;
        return onWhole(before.toByteArray());
    }

    private static Received onWhole(byte[] whole) {
        if (whole.length > MAX_FRAME_BYTES) {
            return new Received.Refused(Fault.TOO_LARGE);
        }
        int lane = whole.length == 0 ? -1 : whole[0];
        return lane == Protocol.LOSSY_CHANNEL || lane == Protocol.RELIABLE_CHANNEL
                ? new Received.Message(lane, Arrays.copyOfRange(whole, 1, whole.length))
                : new Received.Refused(Fault.UNKNOWN_LANE);
    }

    /** RFC 6455 §5.5.3: "A Pong frame MAY be sent unsolicited": such a one means nothing. */
    private static Received onPong(byte[] payload) {
        return payload.length == Long.BYTES
                ? new Received.Pong(ByteBuffer.wrap(payload).getLong())
                : NOTHING;
    }
}
