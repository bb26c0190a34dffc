package org.vsekai.rtc.sctp;

/**
 * Extensions of SCTP: those that one end announced, or those that both did.
 *
 * @param bits the sum of the constants
 */
record Extensions(int bits) {
    /** RFC 3758. */
    static final int FORWARD_TSN = 1;
    /** RFC 6525. */
    static final int STREAM_RESET = 2;
    /** RFC 8260 §2.2.1. */
    static final int INTERLEAVING = 4;
    /** RFC 8260 §2.3.1: FORWARD TSN where messages are interleaved. */
    static final int INTERLEAVED_FORWARD_TSN = 8;
    /** RFC 9653, with DTLS as what detects errors. */
    static final int ZERO_CHECKSUM = 16;

    /** What we announce. */
    static Extensions own(AssociationOptions options) {
        return new Extensions(FORWARD_TSN
                | STREAM_RESET
                | (options.interleaving() ? INTERLEAVING | INTERLEAVED_FORWARD_TSN : 0)
                | (options.zeroChecksum() ? ZERO_CHECKSUM : 0));
    }

    Extensions and(Extensions other) {
        return new Extensions(bits & other.bits);
    }

    boolean has(int extension) {
        return (bits & extension) != 0;
    }

    /** RFC 8260 §2.3.1: "Only if both end points indicated their support of user message interleaving and the I-FORWARD-TSN chunk". */
    boolean isPartiallyReliable() {
        return has(has(INTERLEAVING) ? INTERLEAVED_FORWARD_TSN : FORWARD_TSN);
    }

    /** The extension that a chunk type in Supported Extensions stands for (RFC 5061 §4.2.7), or 0. */
    static int ofChunkType(int type) {
        return switch (type) {
            case ChunkType.FORWARD_TSN -> FORWARD_TSN;
            case ChunkType.RE_CONFIG -> STREAM_RESET;
            case ChunkType.I_DATA -> INTERLEAVING;
            case ChunkType.I_FORWARD_TSN -> INTERLEAVED_FORWARD_TSN;
            default -> 0;
        };
    }
}
