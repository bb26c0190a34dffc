package org.vsekai.rtc.sctp;

/** The states of RFC 9260 §4, and the one after the end. */
enum AssociationState {
    CLOSED,
    COOKIE_WAIT,
    COOKIE_ECHOED,
    ESTABLISHED,
    SHUTDOWN_PENDING,
    SHUTDOWN_SENT,
    SHUTDOWN_RECEIVED,
    SHUTDOWN_ACK_SENT,
    /** The listener was told of the end; nothing leads out of here. */
    ENDED;

    /** RFC 9260 §6: "DATA chunks MUST only be received according to the rules below in" these states. */
    boolean receivesData() {
        return this == ESTABLISHED || this == SHUTDOWN_PENDING || this == SHUTDOWN_SENT;
    }

    /** Whether our own data may still be outstanding or wait to be sent. */
    boolean sendsData() {
        return this == ESTABLISHED || this == SHUTDOWN_PENDING || this == SHUTDOWN_RECEIVED;
    }
}
