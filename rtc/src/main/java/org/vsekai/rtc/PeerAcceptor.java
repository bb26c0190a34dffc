package org.vsekai.rtc;

/** Takes WebRTC offers: the server side of signalling, for any thread. */
public interface PeerAcceptor {
    /**
     * Prepares for a peer and answers its offer.
     *
     * @param offerSdp the SDP offer, at most 16 kB
     * @return the SDP answer, to be given to the peer
     * @throws BadOfferException if the offer can't be accepted; its message says why, in one sentence for a person
     * @throws TooManyPeersException if the port holds as many peers as it may
     */
    String accept(String offerSdp, PeerListener listener) throws BadOfferException, TooManyPeersException;

    final class BadOfferException extends Exception {
        private static final long serialVersionUID = 1;

        public BadOfferException(String message) {
            super(message);
        }
    }

    final class TooManyPeersException extends Exception {
        private static final long serialVersionUID = 1;

        public TooManyPeersException(String message) {
            super(message);
        }
    }
}
