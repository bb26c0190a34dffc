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
    /** Malformed: no known type or version, or less than its length says. With what is left of the datagram. */
    DTLS_BAD_RECORD,
    /** A record, or a handshake message, that is larger than any of its kind. */
    DTLS_TOO_LARGE,
    /** In the clear though it should be sealed, or of an epoch that there never is. */
    DTLS_WRONG_EPOCH,
    /** A record that had come before, or is too old to tell. */
    DTLS_REPLAYED,
    /** A sealed record that the peer's key did not seal. */
    DTLS_NOT_AUTHENTIC,
    /** A sealed record that came before its keys, beyond the few that are kept. */
    DTLS_BACKLOG_FULL,
    /** Fragments whose lengths don't add up. */
    DTLS_BAD_MESSAGE,
    /** A handshake message that is not due, or that asks for another handshake. */
    DTLS_UNEXPECTED_MESSAGE,
    /** An alert that anybody could have sent. A handshake that gets no further in the next seconds ends. */
    DTLS_PLAIN_ALERT,
    /** A hello that waits unanswered, since as many handshakes are under way as may be. */
    DTLS_HANDSHAKES_FULL,
    /** A hello in the place of the one that was being answered. */
    DTLS_OTHER_HELLO,
    /** The peer's last flight, which made no sense or was forged. The attempt is made again. */
    DTLS_ATTEMPT_FAILED,
    /** A hello beyond the attempts that a session may make. */
    DTLS_ATTEMPTS_USED_UP,
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
