package org.vsekai.rtc.sctp;

/** How an association ended. */
public enum AssociationEnd {
    SHUT_DOWN_BY_US,
    SHUT_DOWN_BY_PEER,
    ABORTED_BY_PEER,
    /** The peer broke the protocol, and we sent ABORT. */
    ABORTED_BY_US,
    /** Association.Max.Retrans was exceeded. */
    RETRANSMISSIONS_EXHAUSTED,
    /** Max.Init.Retransmits was exceeded. */
    HANDSHAKE_TIMED_OUT
}
