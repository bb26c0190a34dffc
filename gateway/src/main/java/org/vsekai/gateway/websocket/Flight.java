package org.vsekai.gateway.websocket;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * What was handed to the socket and has not come through yet: the client's answers to numbered pings say how far it has
 * read. So no buffer on the way, neither the kernel's nor a proxy's, can fill with what will be stale when it arrives.
 *
 * <ul>
 *   <li>Nothing is begun while as much as the window is under way. The window follows the way: it shrinks to what the way
 *       carries in its shortest round trip and {@link #QUEUE_NANOS}, and grows while it is used up and no queue forms.
 *   <li>Nothing is begun once an answer is {@link #LATE_NANOS} overdue, until all that is under way is answered: the network
 *       stands still, or has become slower.
 * </ul>
 *
 * The shortest round trip counts from the last one that began with nothing under way, which replaces it: so a way that becomes
 * longer is followed, and a queue of our own is not taken for a long way. Confined to the writer.
 */
final class Flight {
    static final int FIRST_WINDOW_BYTES = 8 * 1_024;

    /** Two of the largest lossy messages. */
    static final int LEAST_WINDOW_BYTES = 2_200;

    static final int LARGEST_WINDOW_BYTES = 64 * 1_024;
    static final int GROWTH_BYTES = 1_024;

    /** A queue of so much time on the way is borne; without any, one could not tell whether the way carries more. */
    static final long QUEUE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Taken for the round trip until one is measured. */
    static final long FIRST_ROUND_TRIP_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

    /** A ping follows each such part of the window, or so much time after the last one, whichever comes first. */
    static final int PINGS_PER_WINDOW = 4;

    static final long PING_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** A ping where nothing is sent: a sign of life, for both ends and for whatever is between. */
    static final long IDLE_PING_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** A client that does not answer is asked no more. */
    static final int MOST_PINGS = 64;

    static final long NEVER = Long.MAX_VALUE;

    /**
     * A ping under way.
     *
     * @param bytes all that was handed over before it, since the beginning
     * @param reliableBytes those of the reliable lane among them
     * @param underWayBytes what had not come through at that moment
     * @param isClean nothing was under way when the first byte since the ping before was handed over
     */
    private record Ping(
            long number, long sentAtNanos, long bytes, long reliableBytes, long underWayBytes, boolean isClean) {}

    private final Deque<Ping> pings = new ArrayDeque<>();
    private long pingNumber;
    private long pingedAtNanos;
    private long sentBytes;
    private long sentReliableBytes;
    private long pingedBytes;
    private long answeredBytes;
    private long answeredReliableBytes;
    private long windowBytes = FIRST_WINDOW_BYTES;
    private long shortestNanos = FIRST_ROUND_TRIP_NANOS;
    private boolean beganClean;
    private boolean wasFull;
    private boolean waitsForAll;

    Flight(long nowNanos) {
        pingedAtNanos = nowNanos;
    }

    /** A message was handed to the socket. */
    void onSent(int bytes, int reliableBytes) {
        if (sentBytes == pingedBytes) {
            beganClean = pings.isEmpty();
        }
        sentBytes += bytes;
        sentReliableBytes += reliableBytes;
    }

    /** When the next ping is due; never while there are too many. */
    long pingDueNanos() {
        if (pings.size() >= MOST_PINGS) {
            return NEVER;
        }
        long unpingedBytes = sentBytes - pingedBytes;
        if (unpingedBytes * PINGS_PER_WINDOW >= windowBytes) {
            return pingedAtNanos;
        }
        return pingedAtNanos + (unpingedBytes > 0 ? PING_NANOS : IDLE_PING_NANOS);
    }

    /** A ping is handed to the socket; returns its number. */
    long onPinged(long nowNanos) {
        boolean isClean = sentBytes == pingedBytes ? pings.isEmpty() : beganClean;
        pings.addLast(new Ping(++pingNumber, nowNanos, sentBytes, sentReliableBytes, underWayBytes(), isClean));
        pingedAtNanos = nowNanos;
        pingedBytes = sentBytes;
        return pingNumber;
    }

    /**
     * The client answered a ping, and with it all before: RFC 6455 §5.5.3, "the endpoint MAY elect to send a Pong frame for
     * only the most recently processed Ping frame".
     *
     * @return bytes of the reliable lane that are known to have come through by it
     */
    long onAnswered(long number, long nowNanos) {
        if (number > pingNumber || pings.isEmpty() || number < pings.getFirst().number()) {
            return 0; // Never asked, or known already.
        }
        Ping answered = pings.removeFirst();
        while (answered.number() < number) {
            answered = pings.removeFirst();
        }
        adapt(answered, nowNanos - answered.sentAtNanos());
        long reliable = answered.reliableBytes() - answeredReliableBytes;
        answeredBytes = answered.bytes();
        answeredReliableBytes = answered.reliableBytes();
        return reliable;
    }

    /** TCP Vegas' thought, as TigerVNC has it in common/rfb/Congestion.cxx: over TCP only delay tells of a queue. */
    private void adapt(Ping answered, long roundTripNanos) {
        shortestNanos = answered.isClean() ? roundTripNanos : Math.min(shortestNanos, roundTripNanos);
        long queueNanos = roundTripNanos - shortestNanos;
        if (queueNanos > QUEUE_NANOS) {
            // No smaller window helps: the way itself may have become longer, and only an empty one tells.
            waitsForAll |= windowBytes == LEAST_WINDOW_BYTES;
            double carried = (double) answered.underWayBytes() / roundTripNanos;
            long fitting = (long) (carried * (shortestNanos + QUEUE_NANOS));
            windowBytes = Math.clamp(fitting, LEAST_WINDOW_BYTES, windowBytes);
        } else if (wasFull && queueNanos < QUEUE_NANOS / 2) {
            windowBytes = Math.min(LARGEST_WINDOW_BYTES, windowBytes + GROWTH_BYTES);
        }
        wasFull = false;
    }

    /** Whether another message may be handed to the socket. */
    boolean mayBegin(long nowNanos) {
        if (pings.isEmpty() && sentBytes == pingedBytes) {
            waitsForAll = false;
            return true;
        }
        boolean isFull = underWayBytes() >= windowBytes;
        wasFull |= isFull;
        waitsForAll |= isLate(nowNanos);
        return !waitsForAll && !isFull;
    }

    private long underWayBytes() {
        return sentBytes - answeredBytes;
    }

    private boolean isLate(long nowNanos) {
        return !pings.isEmpty() && nowNanos - pings.getFirst().sentAtNanos() > shortestNanos + LATE_NANOS;
    }
}
