package org.vsekai.gateway.websocket;

/** What a {@link LaneSender} wants next. */
public sealed interface Outgoing {
    /** To be handed to the socket whole. */
    @SuppressWarnings("ArrayRecordComponent")
    record Frame(byte[] bytes) implements Outgoing {}

    /** As {@link Frame}, and nothing comes after it: it closes the WebSocket. */
    @SuppressWarnings("ArrayRecordComponent")
    record LastFrame(byte[] bytes) implements Outgoing {}

    /** Nothing until this time (the largest number for ever), unless something is offered, answered or closed before. */
    record Nothing(long untilNanos) implements Outgoing {}
}
