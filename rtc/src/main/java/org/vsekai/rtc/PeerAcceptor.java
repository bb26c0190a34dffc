package org.vsekai.rtc;

/** Lets peers in: the server side of signalling, for any thread. */
public interface PeerAcceptor {
    /**
     * Prepares for a peer and answers it.
     *
     * @param offer what the transport needs to know beforehand: over WebRTC the SDP offer, at most 16 kB
     * @return what the peer needs to come: over WebRTC the SDP answer
     * @throws BadOfferException if the offer can't be accepted; its message says why, in one sentence for a person
     * @throws TooManyPeersException if there are as many peers as there may be
     */
    String accept(String offer, PeerListener listener) throws BadOfferException, TooManyPeersException;

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
