package org.vsekai.rtc.sctp;

import org.jspecify.annotations.Nullable;
import org.vsekai.core.HotPath;

/** One stream to the peer: the numbers of its next messages, and the messages that wait for their turn. */
@HotPath
final class OutboundStream {
    /** RFC 8831 §6.4: "normal". */
    static final int DEFAULT_WEIGHT = 256;
    /** Of {@link #lowBytes}: nobody wants to know. */
    static final int NO_NOTICE = -1;

    final int id;
    /** Share of the capacity, relative to that of other streams. */
    int weight = DEFAULT_WEIGHT;

    int nextOrdered;
    int nextUnordered;

    @Nullable
    OutgoingMessage first;

    private @Nullable OutgoingMessage last;
    private int waitingCount;
    /** Payload bytes that wait; those of the first message that were sent are no longer among them. */
    int waitingBytes;
    /** The listener is told when no more than so much waits. */
    int lowBytes = NO_NOTICE;

    /** Where the clock of {@link SendQueue} stands for this stream, and where it will when the first message or its next fragment has been sent. */
    long startTime;

    long finishTime;
    /** Whether the queue may choose this stream. */
    boolean isActive;

    /** RFC 6525 §5.1.2: "MUST stop assigning new SSNs to new user data" while a reset is wanted or under way. */
    private boolean isResetting;
    /** Messages that were handed over before the reset was asked for, and are sent before it. */
    private int beforeReset;

    OutboundStream(int id) {
        this.id = id;
    }

    void add(OutgoingMessage message) {
        if (last == null) {
            first = message;
        } else {
            last.next = message;
        }
        last = message;
        waitingCount++;
        waitingBytes += message.payload.length;
    }

    /** Takes out the first message. */
    void removeFirst() {
        OutgoingMessage removed = first;
        if (removed == null) {
            return;
        }
        first = removed.next;
        removed.next = null;
        if (first == null) {
            last = null;
        }
        waitingCount--;
        waitingBytes -= removed.unsentBytes();
        beforeReset = Math.max(0, beforeReset - 1);
    }

    /** Whether the first message may be sent: it isn't kept back by a reset. */
    boolean isReady() {
        return first != null && (!isResetting || beforeReset > 0);
    }

    boolean isResetting() {
        return isResetting;
    }

    /** Messages from now on belong to the time after the reset. */
    void beginReset() {
        isResetting = true;
        beforeReset = waitingCount;
    }

    /** Whether everything that comes before the reset has been sent once. */
    boolean isReadyForReset() {
        return isResetting && beforeReset == 0;
    }

    void endReset(boolean isPerformed) {
        isResetting = false;
        if (isPerformed) {
            nextOrdered = 0;
            nextUnordered = 0;
        }
    }
}
