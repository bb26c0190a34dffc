package org.vsekai.gateway.websocket;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.HotPath;
import org.vsekai.rtc.peer.Peer;
import org.vsekai.wire.Protocol;

/**
 * What one peer is sent over its WebSocket, and in which order.
 *
 * <ul>
 *   <li>At most one lossy message waits: a newer one takes its place.
 *   <li>Reliable messages keep their order; at most {@link #MAX_BUFFERED_BYTES} of them have not come through.
 *   <li>Where both lanes have something, they take turns, message by message.
 *   <li>How much is under way is {@link Flight}'s to say.
 * </ul>
 *
 * Any thread offers, answers and closes, without ever waiting; {@link #poll} is the writer's alone. Keeps what waits, and
 * nothing of what was sent.
 */
public final class LaneSender {
    /** As much as a WebRTC peer may have. */
    public static final int MAX_BUFFERED_BYTES = Peer.MAX_BUFFERED_BYTES;

    /** Largest message, as to a browser over WebRTC. */
    public static final int MAX_MESSAGE_BYTES = Peer.MAX_MESSAGE_BYTES;

    private static final long NO_ANSWER = 0;

    /** @param isGraceful what waits on the reliable lane is sent first */
    private record Closing(int code, String reason, boolean isGraceful) {}

    private final Queue<byte[]> reliable = new ConcurrentLinkedQueue<>();
    private final AtomicLong buffered = new AtomicLong();
    private final AtomicLong waiting = new AtomicLong();
    private final AtomicReference<byte @Nullable []> lossy = new AtomicReference<>();
    private final AtomicReference<byte @Nullable []> owedPong = new AtomicReference<>();
    private final AtomicLong newestAnswer = new AtomicLong(NO_ANSWER);
    private final AtomicReference<@Nullable Closing> closing = new AtomicReference<>();

    /** By lane. */
    private final LowMark[] marks = {new LowMark(), new LowMark()};

    // The writer's.
    private final Flight flight;
    private long takenAnswer = NO_ANSWER;
    private boolean wasLossy;
    private boolean isDone;

    public LaneSender(long nowNanos) {
        flight = new Flight(nowNanos);
    }

    /** What became of a message that was offered. */
    public enum Offered {
        TAKEN,
        /** Taken, and an older lossy message will not be sent. */
        TAKEN_FOR_ANOTHER,
        /** The reliable lane is full. */
        FULL,
        CLOSED
    }

    /** The array is not changed afterwards. */
    @HotPath
    public Offered offerReliable(byte[] message) {
        if (closing.get() != null) {
            return Offered.CLOSED;
        }
        int weight = weight(message);
        if (buffered.addAndGet(weight) > MAX_BUFFERED_BYTES) {
            buffered.addAndGet(-weight);
            return Offered.FULL;
        }
        marks[Protocol.RELIABLE_CHANNEL].onMore(waiting.addAndGet(message.length));
        reliable.add(message);
        return Offered.TAKEN;
    }

    /** The array is not changed afterwards. */
    @HotPath
    public Offered offerLossy(byte[] message) {
        if (closing.get() != null) {
            return Offered.CLOSED;
        }
        marks[Protocol.LOSSY_CHANNEL].onMore(message.length);
        return lossy.getAndSet(message) == null ? Offered.TAKEN : Offered.TAKEN_FOR_ANOTHER;
    }

    /** Bytes of reliable messages that were taken and are not known to have come through. */
    public long bufferedBytes() {
        return buffered.get();
    }

    /** Bytes of messages of a lane that were not handed to the socket yet. */
    public long waitingBytes(int lane) {
        byte[] newest = lossy.get();
        return lane == Protocol.RELIABLE_CHANNEL ? waiting.get() : newest == null ? 0 : newest.length;
    }

    /** From now on {@link #takeLow} tells when what waits on a lane has come down to so many bytes; a negative number for never. */
    public void setLow(int lane, int bytes) {
        marks[lane].set(bytes, waitingBytes(lane));
    }

    /** Whether what waits on a lane has come down to the mark, since it was more. Once each time; for one thread. */
    public boolean takeLow(int lane) {
        return marks[lane].take(waitingBytes(lane));
    }

    /** RFC 6455 §5.5.2: "Upon receipt of a Ping frame, an endpoint MUST send a Pong frame in response". */
    public void onPing(byte[] payload) {
        owedPong.set(payload);
    }

    /** The client answered the ping of this number. */
    public void onPong(long number) {
        newestAnswer.set(number);
    }

    /** Nothing more is taken. What waits on the reliable lane is still sent, then the Close frame. */
    public void close(int code, String reason) {
        closing.compareAndSet(null, new Closing(code, reason, true));
    }

    /** Nothing more is taken, and nothing more is sent but the Close frame. */
    public void closeNow(int code, String reason) {
        closing.set(new Closing(code, reason, false));
    }

    /** The next thing to do, for the writer. */
    public Outgoing poll(long nowNanos) {
        takeAnswer(nowNanos);
        Closing end = closing.get();
        if (isDone) {
            return new Outgoing.Nothing(Flight.NEVER);
        }
        if (end != null) {
            return pollClosing(end);
        }
        byte[] pong = owedPong.getAndSet(null);
        if (pong != null) {
            return new Outgoing.Frame(Frames.pong(pong));
        }
        if (flight.pingDueNanos() <= nowNanos) {
            return new Outgoing.Frame(Frames.ping(flight.onPinged(nowNanos)));
        }
        Outgoing message = flight.mayBegin(nowNanos) ? next() : null;
        return message != null ? message : new Outgoing.Nothing(flight.pingDueNanos());
    }

    private void takeAnswer(long nowNanos) {
        long answer = newestAnswer.get();
        if (answer != takenAnswer) {
            takenAnswer = answer;
            buffered.addAndGet(-flight.onAnswered(answer, nowNanos));
        }
    }

    /** Room or not: the peer has a short while to take it, and whoever drives this sees to that. */
    private Outgoing pollClosing(Closing end) {
        Outgoing message = end.isGraceful() ? nextReliable() : null;
        if (message != null) {
            return message;
        }
        isDone = true;
        return new Outgoing.LastFrame(Frames.close(end.code(), end.reason()));
    }

    private @Nullable Outgoing next() {
        boolean isReliablesTurn = wasLossy;
        Outgoing first = isReliablesTurn ? nextReliable() : nextLossy();
        if (first != null) {
            return first;
        }
        return isReliablesTurn ? nextLossy() : nextReliable();
    }

    private @Nullable Outgoing nextLossy() {
        byte[] newest = lossy.getAndSet(null);
        if (newest == null) {
            return null;
        }
        wasLossy = true;
        return frame(Protocol.LOSSY_CHANNEL, newest, 0);
    }

    private @Nullable Outgoing nextReliable() {
        byte[] first = reliable.poll();
        if (first == null) {
            return null;
        }
        wasLossy = false;
        waiting.addAndGet(-first.length);
        return frame(Protocol.RELIABLE_CHANNEL, first, weight(first));
    }

    private Outgoing frame(int lane, byte[] message, int reliableBytes) {
        byte[] frame = Frames.message(lane, message);
        flight.onSent(frame.length, reliableBytes);
        return new Outgoing.Frame(frame);
    }

    /** An empty message takes room too. */
    private static int weight(byte[] message) {
        return Math.max(1, message.length);
    }
}
