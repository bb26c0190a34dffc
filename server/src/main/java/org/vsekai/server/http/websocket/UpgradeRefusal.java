package org.vsekai.server.http.websocket;

import io.helidon.http.Status;

/** Why no WebSocket came of a request: docs/protocol/websocket.md. Each is a counter. */
enum UpgradeRefusal {
    BAD_HANDSHAKE(Status.BAD_REQUEST_400, "This is no WebSocket handshake of version 13."),
    NO_SUBPROTOCOL(Status.BAD_REQUEST_400, "Name the subprotocols vsekai.v1 and ticket.… of the join's answer."),
    UNKNOWN_TICKET(Status.UNAUTHORIZED_401, "The ticket is unknown, used or too old: join again."),
    FOREIGN_ORIGIN(Status.FORBIDDEN_403, "Pages of other servers can't open this WebSocket.");

    private final Status status;
    private final String message;

    UpgradeRefusal(Status status, String message) {
        this.status = status;
        this.message = message;
    }

    Status status() {
        return status;
    }

    String message() {
        return message;
    }
}
