package org.vsekai.rtc.sctp;

/**
 * Serial numbers (RFC 1982) without their wrap-around. Inside the state machine a transmission sequence number is a {@code
 * long} that never wraps, so that plain comparison is right; on the wire it is the low 32 bits.
 */
final class Serial {
    /** Added to a first number, so that numbers somewhat older than it are still positive. */
    private static final long ORIGIN = 1L << 32;

    private Serial() {}

    /** The unwrapped form of the number that a sequence starts with. */
    static long first(int wire) {
        return ORIGIN + (wire & 0xFFFF_FFFFL);
    }

    /** The number with these low 32 bits that is nearest to the reference. */
    static long unwrap(long reference, int wire) {
        return reference + (wire - (int) reference);
    }

    /** The distance from one 16-bit number to another: in [-32768, 32767], negative if {@code to} is the older one. */
    static int distance16(int from, int to) {
        return (short) (to - from);
    }
}
