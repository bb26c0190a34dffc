package org.vsekai.bots;

import org.jspecify.annotations.Nullable;

/** What can happen to a client. {@code attempt} names the try to join that it belongs to; late ones are ignored. */
sealed interface ClientEvent {
    /** Time passed. */
    record Tick() implements ClientEvent {}

    /** The server took the join; its SDP answer is set. */
    record JoinAnswered(int attempt, String token) implements ClientEvent {}

    /**
     * The round trip failed, or the server refused.
     *
     * @param status HTTP status, 0 where there was no answer
     * @param code the error's code, null where there was none
     * @param retryAfterNanos how long the server asks to wait, 0 for nothing said
     */
    record JoinFailed(int attempt, int status, @Nullable String code, long retryAfterNanos) implements ClientEvent {}

    /** A message on a data channel. */
    record Received(int attempt, int channelId, byte[] message) implements ClientEvent {}

    /** The connection is gone. */
    record Closed(int attempt) implements ClientEvent {}

    /** The person pulls the plug: the client drops its connection and comes back. */
    record Unplug() implements ClientEvent {}
}
