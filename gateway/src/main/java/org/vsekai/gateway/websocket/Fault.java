package org.vsekai.gateway.websocket;

/** What a client may not send: its WebSocket is closed with this code and reason. Each is a counter. */
public enum Fault {
    TEXT_FRAME(1003, "Only binary messages are understood."),
    UNKNOWN_LANE(1008, "The first byte of a message names a lane: 0 or 1."),
    /** A message, or a frame of one, beyond {@link LaneReceiver#MAX_MESSAGE_BYTES}. */
    TOO_LARGE(1009, "A message has at most 64 KiB."),
    /** Against RFC 6455. */
    BAD_FRAME(1002, "That is no frame of the WebSocket protocol.");

    private final int closeCode;
    private final String reason;

    Fault(int closeCode, String reason) {
        this.closeCode = closeCode;
        this.reason = reason;
    }

    public int closeCode() {
        return closeCode;
    }

    public String reason() {
        return reason;
    }
}
