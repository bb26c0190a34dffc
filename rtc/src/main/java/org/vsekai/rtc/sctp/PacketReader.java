package org.vsekai.rtc.sctp;

import java.util.zip.CRC32C;
import org.vsekai.core.HotPath;

/**
 * A cursor over the chunks of one received packet (RFC 9260 §3).
 *
 * <pre>
 *  0                   1                   2                   3
 * |      Source Port Number       |   Destination Port Number     |
 * |                       Verification Tag                        |
 * |                 Checksum (CRC32C, little-endian)              |
 * |  Chunk Type   |  Chunk Flags  |  Chunk Length (with header)   |
 * |                    Chunk Value, padded to 4                   |
 * </pre>
 *
 * The framing of the whole packet is checked before the first chunk is handed out: a packet is processed whole or not at
 * all. Any bytes are safe to open; the work is linear in the length. Nothing is copied.
 */
@HotPath
final class PacketReader {
    static final int HEADER_BYTES = 12;
    static final int CHUNK_HEADER_BYTES = 4;
    /** Larger packets than any path of ours carries are refused before they are summed. */
    static final int MAX_PACKET_BYTES = 65_535;

    /**
     * Chunks of one packet whose work grows with what is outstanding or held rather than with their length. A sender has one thing to say with SACK
     * and FORWARD TSN, and with RE-CONFIG a request and few answers.
     */
    private static final int MAX_SACKS = 1;

    private static final int MAX_FORWARD_TSNS = 1;
    private static final int MAX_RE_CONFIGS = 4;

    private static final byte[] NO_CHECKSUM = new byte[4];
    private static final int CHECKSUM_AT = 8;

    private final CRC32C crc = new CRC32C();
    private byte[] data = NO_CHECKSUM;
    private int end;
    private int nextChunk;
    private int chunkCount;
    private int sackCount;
    private int forwardTsnCount;
    private int reconfigCount;
    private SctpDrop refusal = SctpDrop.MALFORMED_PACKET;

    private int sourcePort;
    private int destinationPort;
    private int verificationTag;
    private int type;
    private int flags;
    private int body;
    private int bodyLength;

    /**
     * Starts on a packet. If this answers false, {@link #refusal} says why and nothing else may be asked.
     *
     * @param isZeroAcceptable whether a checksum of zero will do (RFC 9653 §5.3)
     */
    boolean open(byte[] packet, int offset, int length, boolean isZeroAcceptable) {
        data = packet;
        end = offset + length;
        nextChunk = offset + HEADER_BYTES;
        if (length < HEADER_BYTES + CHUNK_HEADER_BYTES || length > MAX_PACKET_BYTES || !isFramed()) {
            refusal = SctpDrop.MALFORMED_PACKET;
            return false;
        }
        int claimed = Bytes.get32(packet, offset + CHECKSUM_AT);
        if (!(claimed == 0 && isZeroAcceptable) && claimed != checksum(crc, packet, offset, length)) {
            refusal = SctpDrop.BAD_CHECKSUM;
            return false;
        }
        if (sackCount > MAX_SACKS || forwardTsnCount > MAX_FORWARD_TSNS || reconfigCount > MAX_RE_CONFIGS) {
            refusal = SctpDrop.TOO_MANY_CHUNKS;
            return false;
        }
        sourcePort = Bytes.getUnsigned16(packet, offset);
        destinationPort = Bytes.getUnsigned16(packet, offset + 2);
        verificationTag = Bytes.get32(packet, offset + 4);
        return true;
    }

    /** The checksum as it stands in the field, read in network order; the field itself counts as zero. */
    static int checksum(CRC32C crc, byte[] packet, int offset, int length) {
        crc.reset();
        crc.update(packet, offset, CHECKSUM_AT);
        crc.update(NO_CHECKSUM, 0, 4);
        crc.update(packet, offset + HEADER_BYTES, length - HEADER_BYTES);
        return Integer.reverseBytes((int) crc.getValue());
    }

    private boolean isFramed() {
        chunkCount = 0;
        sackCount = 0;
        forwardTsnCount = 0;
        reconfigCount = 0;
        int at = nextChunk;
        while (at < end) {
            if (end - at < CHUNK_HEADER_BYTES) {
                return false;
            }
            int length = Bytes.getUnsigned16(data, at + 2);
            if (length < CHUNK_HEADER_BYTES || length > end - at) {
                return false;
            }
            count(Bytes.getUnsigned8(data, at));
            at += Bytes.padded(length);
        }
        return true;
    }

    private void count(int chunkType) {
        chunkCount++;
        switch (chunkType) {
            case ChunkType.SACK -> sackCount++;
            case ChunkType.FORWARD_TSN, ChunkType.I_FORWARD_TSN -> forwardTsnCount++;
            case ChunkType.RE_CONFIG -> reconfigCount++;
            default -> {}
        }
    }

    /** Moves to the next chunk, if there is one. */
    boolean next() {
        if (nextChunk >= end) {
            return false;
        }
        type = Bytes.getUnsigned8(data, nextChunk);
        flags = Bytes.getUnsigned8(data, nextChunk + 1);
        int length = Bytes.getUnsigned16(data, nextChunk + 2);
        body = nextChunk + CHUNK_HEADER_BYTES;
        bodyLength = length - CHUNK_HEADER_BYTES;
        nextChunk += Bytes.padded(length);
        return true;
    }

    SctpDrop refusal() {
        return refusal;
    }

    int chunkCount() {
        return chunkCount;
    }

    int sourcePort() {
        return sourcePort;
    }

    int destinationPort() {
        return destinationPort;
    }

    int verificationTag() {
        return verificationTag;
    }

    byte[] data() {
        return data;
    }

    int type() {
        return type;
    }

    int flags() {
        return flags;
    }

    boolean hasFlag(int flag) {
        return (flags & flag) != 0;
    }

    /** Where the present chunk's value starts in {@link #data}. */
    int body() {
        return body;
    }

    /** The length of the present chunk's value without padding. */
    int bodyLength() {
        return bodyLength;
    }
}
