package org.vsekai.rtc.netty;

/** What other threads ask of a peer's event loop. */
sealed interface PeerCommand {
    PeerDriver peer();

    /** The array is handed over, and never changed. */
    @SuppressWarnings("ArrayRecordComponent")
    record Send(PeerDriver peer, int channelId, byte[] message) implements PeerCommand {}

    record Close(PeerDriver peer) implements PeerCommand {}
}
