package org.vsekai.rtc.peer;

import java.net.InetSocketAddress;
import org.vsekai.rtc.CloseReason;
import org.vsekai.rtc.datachannel.ChannelOptions;

/** What a {@link Peer} asks of its driver. Called only from within the peer's own methods, on its event loop. */
public interface PeerSink {
    /** A datagram. The buffer is the peer's: copy it before returning. */
    void onTransmit(InetSocketAddress to, byte[] buffer, int offset, int length);

    /** About a millisecond of arithmetic: run it on any thread, then call {@link Peer#onTaskDone} on the event loop. */
    void onTask(Runnable task);

    /** Datagrams from this address are this peer's from now on. Called again with each check that confirms it. */
    void onAddressValidated(InetSocketAddress address);

    /** Datagrams from this address are no longer this peer's. */
    void onAddressForgotten(InetSocketAddress address);

    /** At most once. */
    void onConnected();

    /** Never before {@link #onConnected}. The array is the driver's to keep. */
    void onMessage(int channelId, byte[] message);

    /** An in-band channel is open: the peer opened it, or acknowledged that we did. */
    void onChannelOpen(ChannelOptions channel);

    /** An in-band channel is closed, or was refused. Its id may be used again. Not told if the whole connection ends. */
    void onChannelClosed(int channelId);

    /** What waits on a channel has come down to the threshold of {@link Peer#setBufferedLow}. */
    void onBufferedLow(int channelId);

    /** The end; exactly once. {@link #onAddressForgotten} is not called for addresses still known: forget them all. */
    void onClosed(CloseReason reason, String detail);
}
