package org.vsekai.rtc.dtls;

/** How a DTLS session ended that we did not close. */
public enum DtlsEnd {
    CLOSED_BY_PEER,
    /** The peer's certificate is not the one that was signalled. */
    FINGERPRINT_MISMATCH,
    /** An alert, or a handshake that can't go on. */
    FAILED
}
