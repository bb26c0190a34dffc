package org.vsekai.rtc.ice;

/** What a datagram that claims to be STUN turned out to be. */
public sealed interface StunDecoded {
    /** Well formed; its integrity has still to be checked against a key. */
    record Ok(StunMessage message) implements StunDecoded {}

    /** @param offset where reading stopped, from the start of the datagram */
    record Refused(Reason reason, int offset) implements StunDecoded {}

    enum Reason {
        TOO_SHORT,
        NOT_STUN,
        WRONG_LENGTH,
        ATTRIBUTE_OVERRUN,
        TOO_MANY_ATTRIBUTES,
        MALFORMED_ATTRIBUTE,
        WRONG_FINGERPRINT
    }
}
