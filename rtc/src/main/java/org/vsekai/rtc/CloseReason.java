package org.vsekai.rtc;

/** Why a peer connection ended. */
public enum CloseReason {
    /** We closed it. */
    LOCAL,
    /** The peer shut the association down, aborted it (as browsers do when a page closes it), closed DTLS or its WebSocket. */
    REMOTE,
    /** The peer broke the protocol beyond repair. */
    PROTOCOL_ERROR,
    /** The certificate is not the one whose fingerprint was signalled. */
    FINGERPRINT_MISMATCH,
    /** No connection came up within the limit. */
    CONNECT_TIMEOUT,
    /** No valid consent check for 30 s (RFC 7675); over a WebSocket, no sign of life for nearly as long. */
    CONSENT_EXPIRED,
    /** Retransmissions ran out. */
    UNREACHABLE,
    /** The port was closed. */
    PORT_CLOSED
}
