package org.vsekai.wire;

/** The figures of the protocol that both sides must agree on. */
public final class Protocol {
    /** Told to the client on joining and in {@code Welcome}; grows with every change that an old client can't ignore. */
    public static final int VERSION = 1;

    /** Data channel of the lossy lane: unordered, no retransmits. */
    public static final int LOSSY_CHANNEL = 0;

    /** Data channel of the reliable lane. */
    public static final int RELIABLE_CHANNEL = 1;

    /** Largest lossy message, so that it always fits one datagram. */
    public static final int MAX_LOSSY_BYTES = 1_100;

    /** Largest reliable message, in either direction. */
    public static final int MAX_RELIABLE_BYTES = 16 * 1_024;

    /** Where the WebSocket is that carries both lanes in place of data channels. */
    public static final String WEBSOCKET_PATH = "/api/v1/websocket";

    /** The subprotocol that a WebSocket speaks: a lane's channel number in the first byte, then the message. */
    public static final String WEBSOCKET_SUBPROTOCOL = "vsekai.v1";

    /** Begins a second subprotocol that a client names; its ticket follows. */
    public static final String WEBSOCKET_TICKET_PREFIX = "ticket.";

    private Protocol() {}
}
