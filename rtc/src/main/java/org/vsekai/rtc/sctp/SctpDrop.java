package org.vsekai.rtc.sctp;

/** Why something was dropped or refused instead of being processed. */
public enum SctpDrop {
    /** Shorter than a header, longer than allowed, or chunk lengths that don't add up. */
    MALFORMED_PACKET,
    BAD_CHECKSUM,
    /** More chunks of a kind than any sender has reason to put into one packet, where each costs much. */
    TOO_MANY_CHUNKS,
    WRONG_PORT,
    /** The verification tag is not this association's (RFC 9260 §8.5). */
    WRONG_TAG,
    /** A chunk whose body contradicts its format. */
    MALFORMED_CHUNK,
    UNKNOWN_CHUNK,
    /** A chunk that means nothing in the present state. */
    UNEXPECTED_CHUNK,
    /** A cookie that we did not make, or for other tags. */
    BAD_COOKIE,
    STALE_COOKIE,
    /** Data that had been received already. */
    DUPLICATE_TSN,
    /** Data too far ahead of the cumulative acknowledgement. */
    TSN_OUT_OF_WINDOW,
    /** Data beyond the receive window that was announced. */
    RECEIVE_WINDOW_FULL,
    /** Data on a stream beyond the negotiated number. */
    INVALID_STREAM,
    /** A fragment whose message can't be completed any more, or that is no part of it. */
    ORPHAN_FRAGMENT,
    /** An ordered message, or a fragment of one, older than what was delivered on its stream. */
    STALE_SSN,
    /** A SACK older than one processed before. */
    OLD_SACK,
    /** A SACK for data never sent. */
    BAD_SACK,
    /** A lossy message that the congestion window or the peer's receive window had no room for. */
    LOSSY_NO_WINDOW,
    /** A reliable message that the send buffer had no room for. */
    SEND_BUFFER_FULL,
    /** A message larger than the peer takes. */
    MESSAGE_TOO_LARGE,
    /** A message handed over while the association could not take it, or on a stream that is closed or being reset. */
    NOT_SENDABLE,
    /** A message given up after its last retransmission, or when its lifetime was over and part of it had been sent. */
    ABANDONED,
    /** A message whose lifetime was over before any of it was sent. */
    LIFETIME_OVER,
    /** A stream reset that was refused or malformed. */
    BAD_STREAM_RESET
}
