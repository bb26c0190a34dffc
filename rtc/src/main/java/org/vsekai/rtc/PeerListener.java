package org.vsekai.rtc;

import org.vsekai.rtc.datachannel.ChannelOptions;

/** What happens to one peer connection. All calls come from the peer's event loop; none may block. */
public interface PeerListener {
    /** Messages may flow: over WebRTC, ICE, DTLS (fingerprint verified) and SCTP are up. At most once. */
    void onConnected(PeerConnection connection);

    /** A whole message on a channel. The array is the listener's to keep. Never before {@link #onConnected}. */
    void onMessage(PeerConnection connection, int channelId, byte[] message);

    /**
     * A channel was opened in-band: by the peer, within the number that the port allows (none by default), or by us, and the peer agrees. Messages
     * on it come after this.
     */
    default void onChannelOpen(PeerConnection connection, ChannelOptions channel) {}

    /** An in-band channel is closed, or the peer refused it. Its id may be used again. Not told if the connection ends with it. */
    default void onChannelClosed(PeerConnection connection, int channelId) {}

    /** What waits on a channel has come down to what {@link PeerConnection#notifyBufferedLow} said. */
    default void onBufferedLow(PeerConnection connection, int channelId) {}

    /** The end; exactly once, also for a connection that never came up. */
    void onClosed(PeerConnection connection, CloseReason reason);
}
