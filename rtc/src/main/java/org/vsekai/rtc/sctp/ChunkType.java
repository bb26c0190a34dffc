package org.vsekai.rtc.sctp;

/** Chunk types (RFC 9260 §3.2, RFC 3758 §3.2, RFC 6525 §3.1, RFC 8260 §2) and the flags of their headers. */
final class ChunkType {
    static final int DATA = 0;
    static final int INIT = 1;
    static final int INIT_ACK = 2;
    static final int SACK = 3;
    static final int HEARTBEAT = 4;
    static final int HEARTBEAT_ACK = 5;
    static final int ABORT = 6;
    static final int SHUTDOWN = 7;
    static final int SHUTDOWN_ACK = 8;
    static final int ERROR = 9;
    static final int COOKIE_ECHO = 10;
    static final int COOKIE_ACK = 11;
    static final int SHUTDOWN_COMPLETE = 14;
    static final int I_DATA = 64;
    static final int RE_CONFIG = 130;
    static final int FORWARD_TSN = 192;
    static final int I_FORWARD_TSN = 194;

    /** ABORT and SHUTDOWN COMPLETE: the verification tag is the reflected one of the receiver's peer. */
    static final int FLAG_REFLECTED_TAG = 0x01;

    /** DATA and I-DATA: the last fragment, the first fragment, unordered, acknowledge without delay (RFC 9260 §3.3.1). */
    static final int FLAG_END = 0x01;

    static final int FLAG_BEGIN = 0x02;
    static final int FLAG_UNORDERED = 0x04;
    static final int FLAG_IMMEDIATE = 0x08;

    private static final int SKIP = 0x80;
    private static final int REPORT = 0x40;

    /** How much of an unrecognised chunk goes back to its sender. */
    static final int MAX_REPORT_BYTES = 64;

    private ChunkType() {}

    static boolean isKnown(int type) {
        return switch (type) {
            case DATA, INIT, INIT_ACK, SACK, HEARTBEAT, HEARTBEAT_ACK, ABORT, SHUTDOWN, SHUTDOWN_ACK -> true;
            case ERROR, COOKIE_ECHO, COOKIE_ACK, SHUTDOWN_COMPLETE, RE_CONFIG, FORWARD_TSN -> true;
            case I_DATA, I_FORWARD_TSN -> true;
            default -> false;
        };
    }

    /** RFC 9260 §3.2: the highest bit of an unrecognised type says whether the rest of the packet is processed. */
    static boolean isSkippable(int unrecognisedType) {
        return (unrecognisedType & SKIP) != 0;
    }

    /** RFC 9260 §3.2: the second highest bit asks for an ERROR chunk with cause "Unrecognized Chunk Type". */
    static boolean isReportable(int unrecognisedType) {
        return (unrecognisedType & REPORT) != 0;
    }
}
