package org.vsekai.rtc;

import java.util.OptionalInt;
import org.vsekai.rtc.datachannel.ChannelOptions;

/** A handle on one peer, for any thread; work is done on the peer's event loop. */
public interface PeerConnection {
    /**
     * Sends one message; the array must not be changed afterwards. On a channel with a limit of retransmits, a message that the
     * way to the peer has no room for is dropped at the sender and counted: newer ones never wait behind it.
     *
     * @return false if the connection or the channel is closed, or if the bounded buffer of what may wait is full: the message was not taken
     */
    boolean send(int channelId, byte[] message);

    /**
     * Opens a channel in-band (RFC 8832). Messages may be sent on it at once. {@link PeerListener#onChannelOpen} tells when the peer has agreed,
     * {@link PeerListener#onChannelClosed} if it refuses.
     *
     * @param options with {@link ChannelOptions#ANY_ID}, or an id that is free and ours to choose: even for a client, odd for a server
     * @return the channel's id; empty if the connection is closed or has no id left, or has agreed channels only, as a WebSocket has
     */
    OptionalInt openChannel(ChannelOptions options);

    /**
     * Closes a channel that either side opened in-band, once what was sent on it has left. {@link PeerListener#onChannelClosed} tells when that is
     * done. Agreed channels live as long as the connection.
     */
    void closeChannel(int channelId);

    /** Sends what is queued on reliable channels if it can within a short while, then shuts down. Idempotent. */
    void close();

    /** Bytes of messages that may wait, on all channels together, and that the peer has not acknowledged yet. */
    long bufferedBytes();

    /**
     * Bytes of messages that wait on a channel and were not sent once: the {@code bufferedAmount} of a browser. Only for the event loop, so from
     * within the listener.
     */
    long bufferedBytes(int channelId);

    /** Asks for {@link PeerListener#onBufferedLow} each time that what waits on a channel comes down to so many bytes; a negative number for never. */
    void notifyBufferedLow(int channelId, int bytes);
}
