package org.vsekai.rtc.dtls;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line that a handshake has taken: which of the peer's messages were answered, and what was sent last. A server has one for each hello,
 * since either may be the genuine one; a client has one.
 */
final class Branch {
    /** The peer's messages that our flight answers, in order; a server's first is the hello. */
    final List<byte[]> answered = new ArrayList<>();

    @Nullable
    OutboundFlight flight;

    boolean isFor(byte[] hello) {
        return !answered.isEmpty() && Arrays.equals(answered.getFirst(), hello);
    }
}
