package org.vsekai.gateway;

import org.vsekai.wire.v1.Farewell;
import org.vsekai.wire.v1.FarewellReason;
import org.vsekai.wire.v1.ServerMessage;

/** How the server ends a session on purpose, and what it says to the client. Each is a counter. */
public enum Ending {
    SERVER_STOPPING(
            FarewellReason.FAREWELL_REASON_SERVER_STOPPING, "The server is stopping; it will be back.", true, 1_000),
    JOINED_ELSEWHERE(
            FarewellReason.FAREWELL_REASON_JOINED_ELSEWHERE, "This player has joined from somewhere else.", false, 0),
    TOO_MANY_VIOLATIONS(
            FarewellReason.FAREWELL_REASON_TOO_MANY_VIOLATIONS,
            "The client sent too much that makes no sense.",
            false,
            0),
    TOO_SLOW(FarewellReason.FAREWELL_REASON_TOO_SLOW, "The connection can't keep up.", true, 2_000),
    /** The peer connected, but the region never let the player in. */
    NEVER_CAME_UP(FarewellReason.FAREWELL_REASON_TOO_SLOW, "Joining took too long.", true, 2_000),
    WORLD_STOPPED(FarewellReason.FAREWELL_REASON_WORLD_STOPPED, "The world has stopped; it will be back.", true, 2_000),
    LEFT(FarewellReason.FAREWELL_REASON_LEFT, "Goodbye.", false, 0);

    private final ServerMessage farewell;

    Ending(FarewellReason reason, String text, boolean reconnect, int reconnectAfterMs) {
        farewell = ServerMessage.newBuilder()
                .setFarewell(Farewell.newBuilder()
                        .setReason(reason)
                        .setText(text)
                        .setReconnect(reconnect)
                        .setReconnectAfterMs(reconnectAfterMs))
                .build();
    }

    ServerMessage farewell() {
        return farewell;
    }
}
