package org.vsekai.server.http;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Lets somebody in, or says why not. Called on virtual threads; may block. */
@FunctionalInterface
public interface Joining {
    Answer join(Request request);

    /**
     * What {@code POST /api/v1/sessions} asks; {@code docs/protocol/joining.md} has the meaning of each part.
     *
     * @param from the network address that asks
     */
    record Request(@Nullable String name, @Nullable String token, String sdp, InetAddress from) {}

    sealed interface Answer {}

    record Joined(long playerId, String name, String token, String sdp, int protocolVersion) implements Answer {}

    /**
     * @param status of the HTTP answer
     * @param code for the client
     * @param message one sentence for a person
     * @param retryAfterSeconds 0 for none
     */
    record Refused(int status, String code, String message, int retryAfterSeconds) implements Answer {}
}
