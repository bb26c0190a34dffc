package org.vsekai.bots;

import org.jspecify.annotations.Nullable;

/** What a client wants done. */
sealed interface ClientEffect {
    /** Make an offer, post it, set the answer. */
    record Join(int attempt, String name, @Nullable String token) implements ClientEffect {}

    record Send(int channelId, byte[] message) implements ClientEffect {}

    /** Drop the connection of that attempt, and its join if it is still under way. */
    record HangUp(int attempt) implements ClientEffect {}
}
