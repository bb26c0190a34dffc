package org.vsekai.rtc;

/** Why a datagram or a message went no further. One counter each. */
public enum PacketDrop {
    /** The first byte is neither STUN's nor DTLS's (RFC 7983). */
    JUNK_FIRST_BYTE,
    /** Longer than any datagram of an honest peer. */
    OVERSIZED_DATAGRAM,
    /** For a peer of another event loop, whose queue is full. */
    FORWARD_QUEUE_FULL,
    /** Not STUN, and no peer is known at that address. */
    UNKNOWN_SOURCE,
    /** Malformed STUN, or a kind of message nobody asked for. */
    BAD_STUN,
    /** STUN whose user name names no peer of ours. */
    UNKNOWN_UFRAG,
    /** STUN without MESSAGE-INTEGRITY, or with a wrong one: never answered. */
    STUN_UNAUTHENTICATED,
    /** STUN that names a peer, beyond what is worth looking at. */
    STUN_RATE_LIMITED,
    /** DTLS from an address that ICE has not validated. */
    DTLS_UNVALIDATED,
    /** A record that is malformed, of a foreign epoch, forged, or that the engine refused. */
    DTLS_BAD_RECORD,
    /** A record that had come before, or is too old to tell. */
    DTLS_REPLAYED,
    /** Datagrams that came while the handshake's arithmetic ran elsewhere, beyond what is kept for later. */
    DTLS_BACKLOG_FULL,
    /** More handshake bytes than a handshake needs. */
    DTLS_HANDSHAKE_TOO_LARGE,
    /** A packet that did not fit one record. */
    DTLS_NOT_SEALED,
    /** A peer sends more datagrams than any honest client. */
    RATE_LIMITED,
    /** A message to be sent on a channel nobody agreed on. */
    UNKNOWN_CHANNEL,
    /** Lossy messages that the queue to the event loop had no room for. Those without congestion window are SCTP's. */
    LOSSY_AT_SENDER,
    /** Reliable messages not taken: the peer's buffer is full. The caller was told. */
    RELIABLE_REFUSED,
    /** Messages larger than the peer takes. The caller was told. */
    OVERSIZED_MESSAGE,
    /** The socket would not take the datagram. */
    SOCKET_WRITE_FAILED
}
