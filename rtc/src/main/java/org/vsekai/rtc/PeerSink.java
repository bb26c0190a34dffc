package org.vsekai.rtc;

import java.net.InetSocketAddress;

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

    /** The end; exactly once. {@link #onAddressForgotten} is not called for addresses still known: forget them all. */
    void onClosed(CloseReason reason, String detail);
}
