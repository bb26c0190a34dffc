package org.vsekai.wire;

/** Why bytes are not a message. The peer is to blame; whoever reads counts the fault and drops the message. */
public enum WireFault {
    /** Above the lane's limit. */
    TOO_LARGE,
    /** The first field names no message of this lane and direction. */
    UNKNOWN_TYPE,
    /** Ends before its fields do. */
    TRUNCATED,
    /** Goes on for a byte or more after its last field. */
    TRAILING_BYTES,
    /** A field holds a value that it may not. */
    FIELD_OUT_OF_RANGE,
    /** Not a Protocol Buffers message. */
    MALFORMED,
    /** A reliable message whose body is absent or unknown. */
    NO_BODY
}
