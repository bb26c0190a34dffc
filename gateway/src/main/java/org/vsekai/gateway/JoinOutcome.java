package org.vsekai.gateway;

/** The answer to a {@link JoinRequest}, as docs/protocol/joining.md has it. */
public sealed interface JoinOutcome {
    /** @param answer what the transport's {@code PeerAcceptor} said: an SDP answer over WebRTC, a ticket over a WebSocket */
    record Joined(long playerId, String name, String token, String answer) implements JoinOutcome {}

    /**
     * @param status of HTTP
     * @param code for the client
     * @param message one sentence for a person
     * @param retryAfterSeconds 0 where trying again makes no sense
     */
    record Refused(int status, String code, String message, int retryAfterSeconds) implements JoinOutcome {}
}
