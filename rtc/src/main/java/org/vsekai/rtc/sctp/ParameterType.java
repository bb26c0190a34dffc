package org.vsekai.rtc.sctp;

/** Parameter types (RFC 9260 §3.3.2.1 and §3.3.3.1, RFC 3758 §3.1, RFC 5061 §4.2.7, RFC 6525 §4, RFC 9653 §4). */
final class ParameterType {
    static final int HEARTBEAT_INFO = 1;
    static final int IPV4_ADDRESS = 5;
    static final int IPV6_ADDRESS = 6;
    static final int STATE_COOKIE = 7;
    static final int UNRECOGNIZED_PARAMETER = 8;
    static final int COOKIE_PRESERVATIVE = 9;
    static final int HOST_NAME_ADDRESS = 11;
    static final int SUPPORTED_ADDRESS_TYPES = 12;
    static final int OUTGOING_RESET_REQUEST = 13;
    static final int INCOMING_RESET_REQUEST = 14;
    static final int SSN_TSN_RESET_REQUEST = 15;
    static final int RECONFIG_RESPONSE = 16;
    static final int ADD_OUTGOING_STREAMS = 17;
    static final int ADD_INCOMING_STREAMS = 18;
    static final int ZERO_CHECKSUM_ACCEPTABLE = 0x8001;
    static final int SUPPORTED_EXTENSIONS = 0x8008;
    static final int FORWARD_TSN_SUPPORTED = 0xC000;

    private ParameterType() {}

    /** RFC 9260 §3.2.1: the highest bit of an unrecognised type says whether later parameters are processed. */
    static boolean isSkippable(int unrecognisedType) {
        return (unrecognisedType & 0x8000) != 0;
    }

    /** RFC 9260 §3.2.1: the second highest bit asks for a report. */
    static boolean isReportable(int unrecognisedType) {
        return (unrecognisedType & 0x4000) != 0;
    }
}
