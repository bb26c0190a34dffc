package org.vsekai.rtc;

/** A handle on one peer, for any thread; work is done on the peer's event loop. */
public interface PeerConnection {
    /**
     * Sends one message; the array must not be changed afterwards. On a channel without retransmits, a message that the
     * congestion window has no room for is dropped at the sender and counted, never queued behind newer ones.
     *
     * @return false if the connection is closed, or if a reliable channel's bounded buffer is full: the message was not taken
     */
    boolean send(int channelId, byte[] message);

    /** Sends what is queued on reliable channels if it can within a short while, then shuts down. Idempotent. */
    void close();

    /** Bytes of messages on reliable channels that the peer has not acknowledged yet. */
    long bufferedBytes();
}
