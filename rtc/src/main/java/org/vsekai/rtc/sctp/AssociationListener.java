package org.vsekai.rtc.sctp;

/** What an {@link Association} asks of its driver. Called only from within the association's own methods. */
public interface AssociationListener {
    /** A packet for the peer, to be sealed by DTLS. The buffer is the association's: copy or encrypt before returning. */
    void onPacket(byte[] buffer, int offset, int length);

    void onEstablished();

    /** A whole message; the array is the listener's. */
    void onMessage(int streamId, int payloadProtocolId, byte[] payload);

    /** The peer reset its outgoing streams (RFC 6525); ours with the same ids have been reset in answer. */
    void onStreamsReset(int[] streamIds);

    /**
     * Outgoing streams of ours have been reset: their numbers start again from zero.
     *
     * @param isPerformed false if the peer refused: they go on as they were
     */
    default void onOutgoingStreamsReset(int[] streamIds, boolean isPerformed) {}

    /** What waits on this stream has come down to the threshold set by {@link Association#setBufferedLow}. */
    default void onBufferedLow(int streamId) {}

    /** The end; exactly once. */
    void onClosed(AssociationEnd end, String detail);
}
