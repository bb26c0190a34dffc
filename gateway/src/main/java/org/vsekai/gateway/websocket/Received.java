package org.vsekai.gateway.websocket;

/** What a frame of the client meant. */
public sealed interface Received {
    @SuppressWarnings("ArrayRecordComponent")
    record Message(int lane, byte[] bytes) implements Received {}

    /** The client asks for its answer: {@link LaneSender#onPing}. */
    @SuppressWarnings("ArrayRecordComponent")
    record Ping(byte[] payload) implements Received {}

    /** The client answered: {@link LaneSender#onPong}. */
    record Pong(long number) implements Received {}

    /** The client closes, or agrees to be closed. */
    record Close() implements Received {}

    record Refused(Fault fault) implements Received {}

    /** A part of a message, or nothing that matters. */
    record Nothing() implements Received {}
}
