package org.vsekai.rtc.sctp;

/**
 * What the answer to an INIT would have had to remember, and has the peer carry instead (RFC 9260 §5.1.3).
 *
 * @param createdNanos when the cookie was made
 * @param localTag the tag that we gave in INIT ACK
 * @param peerTag the tag that the peer gave in INIT
 * @param peerWindowBytes the window that the peer announced
 * @param outboundStreams streams from us to the peer, as negotiated
 * @param inboundStreams streams from the peer to us, as negotiated
 * @param extensions what both ends announced
 * @param localTieTag our tag of the association that existed when the INIT came, or 0 (RFC 9260 §5.2.2)
 * @param peerTieTag the peer's tag of that association, or 0
 */
record StateCookie(
        long createdNanos,
        int localTag,
        int peerTag,
        int localTsn,
        int peerTsn,
        int peerWindowBytes,
        int outboundStreams,
        int inboundStreams,
        Extensions extensions,
        int localTieTag,
        int peerTieTag) {}
