package org.vsekai.rtc;

/** What happens to one peer connection. All calls come from the peer's event loop; none may block. */
public interface PeerListener {
    /** ICE, DTLS (fingerprint verified) and SCTP are up: messages may flow. At most once. */
    void onConnected(PeerConnection connection);

    /** A whole message on a channel. The array is the listener's to keep. Never before {@link #onConnected}. */
    void onMessage(PeerConnection connection, int channelId, byte[] message);

    /** The end; exactly once, also for a connection that never came up. */
    void onClosed(PeerConnection connection, CloseReason reason);
}
