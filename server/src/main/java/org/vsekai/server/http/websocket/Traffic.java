package org.vsekai.server.http.websocket;

/** What went through all WebSockets. */
enum Traffic {
    MESSAGES_IN,
    BYTES_IN,
    /** Pings, pongs and closings included. */
    FRAMES_OUT,
    BYTES_OUT,
    PEERS_CONNECTED
}
