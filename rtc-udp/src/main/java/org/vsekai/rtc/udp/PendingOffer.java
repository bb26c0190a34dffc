package org.vsekai.rtc.udp;

import org.vsekai.rtc.PeerAcceptor.BadOfferException;
import org.vsekai.rtc.PeerAcceptor.TooManyPeersException;

/** An offer of ours that waits for its answer. Any thread. One that is never answered costs nothing and needs no closing. */
public interface PendingOffer {
    /** The offer, for the server. */
    String sdp();

    /**
     * Begins to connect; the rest is told to the offer's listener. Once.
     *
     * @throws BadOfferException if the answer can't be used; its message says why
     * @throws TooManyPeersException if the port holds as many peers as it may, or is closed
     */
    void answer(String answerSdp) throws BadOfferException, TooManyPeersException;
}
