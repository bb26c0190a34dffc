package org.vsekai.rtc.sctp;

import java.util.ArrayDeque;
import java.util.Deque;

/** One stream to the peer: the number of its next ordered message, and reliable messages not begun yet. */
final class OutboundStream {
    final int id;
    final Deque<OutgoingMessage> waiting = new ArrayDeque<>();
    int nextSsn;
    /** RFC 6525 §5.1.2: nothing new is sent while a reset is wanted or under way. */
    boolean isResetting;

    OutboundStream(int id) {
        this.id = id;
    }
}
