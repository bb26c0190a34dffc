package org.vsekai.rtc.sctp;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.HotPath;

/**
 * Messages not sent yet, or not whole. Those that may wait do so in one queue for each stream, and the streams share what may be sent by their
 * weights (RFC 8260 §3.6): fragment by fragment if messages interleave, otherwise message by message. Lossy ones go first, and stay only until the
 * next flush.
 *
 * <p>Weighted fair queueing: a clock runs with the bytes sent, for each stream as much slower as its weight is greater; next is the stream whose
 * clock would be behind all others' after it. Costs O(streams with something to send) for each fragment or message.
 */
@HotPath
final class SendQueue {
    /** So that weights up to 65,535 divide a byte. */
    private static final int CLOCK_SHIFT = 16;

    private final MessageFraming framing;
    private final SctpScratch scratch;
    private final AssociationListener listener;
    private final int fragmentBytes;
    private final StreamTable<OutboundStream> streams = new StreamTable<>();
    /** Streams with something that may be sent, in no order; valid below {@link #activeCount}. */
    private @Nullable OutboundStream[] active = new OutboundStream[2];

    private int activeCount;
    private long clock;
    /** The stream whose message has to be finished before anything else; only where messages don't interleave. */
    private @Nullable OutboundStream begun;

    private @Nullable OutgoingMessage firstLossy;
    private @Nullable OutgoingMessage lastLossy;
    private int lossyFlightBytes;
    private int lossyCount;
    private int waitingCount;
    private int waitingBytes;

    SendQueue(MessageFraming framing, SctpScratch scratch, AssociationListener listener, int fragmentBytes) {
        this.framing = framing;
        this.scratch = scratch;
        this.listener = listener;
        this.fragmentBytes = fragmentBytes;
    }

    OutboundStream stream(int id) {
        OutboundStream stream = streams.get(id);
        if (stream == null) {
            stream = new OutboundStream(id);
            streams.put(id, stream);
        }
        return stream;
    }

    /** The stream, unless it was never written to, reset or given a weight. */
    @Nullable
    OutboundStream existing(int id) {
        return streams.get(id);
    }

    /** Whether nothing waits, also not for the end of a reset. */
    boolean isEmpty() {
        return waitingCount == 0 && firstLossy == null;
    }

    /** Whether there is something that may be sent as far as this queue goes. */
    boolean isReady() {
        return activeCount > 0 || firstLossy != null;
    }

    /** Whether there is something that may be sent and is not lossy. */
    boolean isAnyStreamReady() {
        return activeCount > 0;
    }

    /** Payload bytes that wait, lossy messages left out. */
    int waitingBytes() {
        return waitingBytes;
    }

    /** What would be in flight ahead of a lossy message that is added now. */
    int flightBytesAhead() {
        return lossyFlightBytes + (begun == null || begun.first == null ? 0 : begun.first.unsentBytes());
    }

    /**
     * Whether a lossy message must not leave before another one that is here: one that was begun and has to be finished first, one that was begun on
     * its own stream (RFC 8260 §2.2.2: not "more than one user message in any given stream at any time"), or, if it is ordered, any that waits there.
     */
    boolean isBehindOthers(OutgoingMessage message) {
        OutgoingMessage waiting = stream(message.streamId).first;
        return begun != null || (waiting != null && (waiting.isBegun() || !message.isUnordered));
    }

    void add(OutgoingMessage message) {
        OutboundStream stream = stream(message.streamId);
        stream.add(message);
        waitingCount++;
        waitingBytes += message.payload.length;
        activate(stream);
    }

    /** Lets the queue choose a stream whose first message has come to be ready. */
    void activate(OutboundStream stream) {
        if (stream.isActive || !stream.isReady()) {
            return;
        }
        if (activeCount == active.length) {
            active = Arrays.copyOf(active, 2 * activeCount);
        }
        active[activeCount] = stream;
        activeCount++;
        stream.isActive = true;
        stream.startTime = Math.max(clock, stream.startTime);
        schedule(stream);
    }

    /** Where the stream's clock will be after what it would send next. */
    private void schedule(OutboundStream stream) {
        OutgoingMessage message = stream.first;
        if (message != null) {
            int bytes = framing.interleaves() ? Math.min(fragmentBytes, message.unsentBytes()) : message.payload.length;
            stream.finishTime = stream.startTime + ((long) bytes << CLOCK_SHIFT) / stream.weight;
        }
    }

    private void deactivate(OutboundStream stream) {
        for (int i = 0; i < activeCount; i++) {
            if (active[i] == stream) {
                activeCount--;
                active[i] = active[activeCount];
                active[activeCount] = null;
                stream.isActive = false;
                return;
            }
        }
    }

    /** The message that was begun and has to be finished before any other, if there is one. */
    @Nullable
    OutgoingMessage begun() {
        return begun == null ? null : begun.first;
    }

    /** The message that the next fragment is to be of, if any may be sent. */
    @Nullable
    OutgoingMessage next() {
        if (begun != null) {
            return begun.first;
        }
        OutboundStream next = null;
        for (int i = 0; i < activeCount; i++) {
            OutboundStream stream = active[i];
            if (stream != null && (next == null || isSooner(stream, next))) {
                next = stream;
            }
        }
        return next == null ? null : next.first;
    }

    private static boolean isSooner(OutboundStream stream, OutboundStream other) {
        return stream.finishTime < other.finishTime || (stream.finishTime == other.finishTime && stream.id < other.id);
    }

    /** A fragment of a message is about to be sent; the message gets its number with the first. */
    void number(OutgoingMessage message) {
        framing.number(stream(message.streamId), message);
    }

    /** A fragment was sent of the message that {@link #next} showed. */
    void sent(OutgoingMessage message, int bytes) {
        OutboundStream stream = stream(message.streamId);
        message.sentBytes += bytes;
        stream.waitingBytes -= bytes;
        waitingBytes -= bytes;
        boolean isFinished = message.unsentBytes() == 0;
        begun = isFinished || framing.interleaves() ? null : stream;
        if (begun == null) {
            stream.startTime = stream.finishTime;
            clock = Math.max(clock, stream.finishTime);
        }
        if (isFinished) {
            removeFirst(stream, message);
        } else if (begun == null) {
            schedule(stream);
        }
        noteLow(stream, stream.waitingBytes + bytes);
    }

    private void removeFirst(OutboundStream stream, OutgoingMessage message) {
        waitingCount--;
        waitingBytes -= message.unsentBytes();
        stream.removeFirst();
        if (stream.isReady()) {
            schedule(stream);
        } else {
            deactivate(stream);
        }
    }

    private void noteLow(OutboundStream stream, int bytesBefore) {
        if (bytesBefore > stream.lowBytes && stream.waitingBytes <= stream.lowBytes) {
            listener.onBufferedLow(stream.id);
        }
    }

    /**
     * Takes out a message that is at the head of its stream and not worth sending any more, and gives its record back unless fragments of it are
     * outstanding.
     */
    void drop(OutboundStream stream, OutgoingMessage message) {
        int before = stream.waitingBytes;
        if (begun == stream) {
            begun = null;
        }
        removeFirst(stream, message);
        if (!message.isBegun()) {
            scratch.giveBack(message);
        }
        noteLow(stream, before);
    }

    /** A stream whose first message is not worth sending any more: it was abandoned, or its lifetime is over. */
    @Nullable
    OutboundStream firstStale(long nowNanos) {
        for (int i = 0; i < activeCount; i++) {
            OutboundStream stream = active[i];
            OutgoingMessage message = stream == null ? null : stream.first;
            if (message != null && (message.isAbandoned || message.isExpired(nowNanos))) {
                return stream;
            }
        }
        return null;
    }

    void addLossy(OutgoingMessage message, int flightBytes) {
        if (lastLossy == null) {
            firstLossy = message;
        } else {
            lastLossy.next = message;
        }
        lastLossy = message;
        lossyFlightBytes += flightBytes;
        lossyCount++;
    }

    int lossyCount() {
        return lossyCount;
    }

    @Nullable
    OutgoingMessage peekLossy() {
        return firstLossy;
    }

    /** Takes the first lossy message out, to be sent or dropped. */
    void removeLossy(OutgoingMessage message, int flightBytes) {
        firstLossy = message.next;
        message.next = null;
        if (firstLossy == null) {
            lastLossy = null;
        }
        lossyFlightBytes -= flightBytes;
        lossyCount--;
    }

    /** Adds the streams that were ever written to or reset. */
    void collectStreamIds(BitSet ids) {
        streams.collectIds(ids);
    }
}
