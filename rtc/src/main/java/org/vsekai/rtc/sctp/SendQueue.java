package org.vsekai.rtc.sctp;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.HotPath;

/**
 * Messages not sent yet. Reliable ones wait in one queue for each stream, and the streams take turns message by message. Lossy ones
 * go first, and stay only until the next flush.
 *
 * <p>The fragments of a message have consecutive numbers, so a message that was begun is finished before any other.
 */
@HotPath
final class SendQueue {
    private final Map<Integer, OutboundStream> streams = new HashMap<>();
    /** Streams with something waiting, in the order of their turns. */
    private final Deque<OutboundStream> turns = new ArrayDeque<>();

    private final Deque<OutgoingMessage> lossy = new ArrayDeque<>();
    private @Nullable OutgoingMessage begun;
    private int reliableBytes;
    private int lossyFlightBytes;

    OutboundStream stream(int id) {
        return streams.computeIfAbsent(id, OutboundStream::new);
    }

    boolean isEmpty() {
        return begun == null && turns.isEmpty() && lossy.isEmpty();
    }

    /** Payload bytes of reliable messages that were not sent once. */
    int reliableBytes() {
        return reliableBytes;
    }

    /** What would be in flight ahead of a lossy message that is added now. */
    int flightBytesAhead() {
        return lossyFlightBytes + (begun == null ? 0 : begun.unsentBytes());
    }

    void addReliable(OutgoingMessage message) {
        OutboundStream stream = stream(message.streamId);
        stream.waiting.add(message);
        if (stream.waiting.size() == 1) {
            turns.add(stream);
        }
        reliableBytes += message.payload.length;
    }

    void addLossy(OutgoingMessage message, int flightBytes) {
        lossy.add(message);
        lossyFlightBytes += flightBytes;
    }

    @Nullable
    OutgoingMessage begun() {
        return begun;
    }

    @Nullable
    OutgoingMessage peekLossy() {
        return lossy.peek();
    }

    /** Takes the first lossy message out, to be begun or dropped. */
    void removeLossy(int flightBytes) {
        lossy.remove();
        lossyFlightBytes -= flightBytes;
    }

    /** The next reliable message in turn, if any. */
    @Nullable
    OutgoingMessage peekReliable() {
        OutboundStream stream = turns.peek();
        return stream == null ? null : stream.waiting.peek();
    }

    /** Takes out the message that {@link #peekReliable} shows. */
    void removeReliable() {
        OutboundStream stream = turns.remove();
        stream.waiting.remove();
        if (!stream.waiting.isEmpty()) {
            turns.add(stream);
        }
    }

    /** The message gets its place in its stream; from here on it must be finished. */
    void begin(OutgoingMessage message) {
        if (!message.isUnordered) {
            OutboundStream stream = stream(message.streamId);
            message.ssn = stream.nextSsn;
            stream.nextSsn = stream.nextSsn + 1 & 0xFFFF;
        }
        begun = message;
    }

    /** Accounts for a fragment of the begun message. */
    void sent(OutgoingMessage message, int bytes) {
        message.sentBytes += bytes;
        if (message.isReliable()) {
            reliableBytes -= bytes;
        }
        if (message.unsentBytes() == 0) {
            begun = null;
        }
    }

    /** Whether something of this stream still has to be sent for the first time. */
    boolean isBusy(int streamId) {
        OutboundStream stream = streams.get(streamId);
        return (begun != null && begun.streamId == streamId) || (stream != null && !stream.waiting.isEmpty());
    }

    /** Streams that were ever written to or reset. */
    Set<Integer> streamIds() {
        return streams.keySet();
    }
}
