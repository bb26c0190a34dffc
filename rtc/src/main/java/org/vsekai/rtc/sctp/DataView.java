package org.vsekai.rtc.sctp;

import java.util.Arrays;
import org.vsekai.core.HotPath;

/**
 * The value of a DATA chunk (RFC 9260 §3.3.1), read where it lies.
 *
 * <pre>
 * |   Type = 0    |  Res  |I|U|B|E|           Length              |
 * |                              TSN                              |
 * |      Stream Identifier S      |   Stream Sequence Number n    |
 * |                  Payload Protocol Identifier                  |
 * |                 User Data (seq n of Stream S)                 |
 * </pre>
 */
@HotPath
final class DataView {
    static final int FIXED_BYTES = 12;

    private byte[] data = {};
    private int body;
    private int payloadBytes;
    private int flags;

    /** Whether the fixed part is whole; the payload may still be empty, which the RFC forbids. */
    boolean wrap(PacketReader chunk) {
        data = chunk.data();
        body = chunk.body();
        flags = chunk.flags();
        payloadBytes = chunk.bodyLength() - FIXED_BYTES;
        return payloadBytes >= 0;
    }

    static void write(PacketWriter out, OutgoingChunk chunk, int flags) {
        OutgoingMessage message = chunk.message;
        int at = out.chunk(ChunkType.DATA, flags, FIXED_BYTES + chunk.length);
        byte[] buffer = out.buffer();
        Bytes.put32(buffer, at, (int) chunk.tsn);
        Bytes.put16(buffer, at + 4, message.streamId);
        Bytes.put16(buffer, at + 6, message.ssn);
        Bytes.put32(buffer, at + 8, message.payloadProtocolId);
        System.arraycopy(message.payload, chunk.offset, buffer, at + FIXED_BYTES, chunk.length);
    }

    int tsn() {
        return Bytes.get32(data, body);
    }

    int streamId() {
        return Bytes.getUnsigned16(data, body + 4);
    }

    int ssn() {
        return Bytes.getUnsigned16(data, body + 6);
    }

    int payloadProtocolId() {
        return Bytes.get32(data, body + 8);
    }

    int payloadBytes() {
        return payloadBytes;
    }

    byte[] copyPayload() {
        return Arrays.copyOfRange(data, body + FIXED_BYTES, body + FIXED_BYTES + payloadBytes);
    }

    boolean isBegin() {
        return (flags & ChunkType.FLAG_BEGIN) != 0;
    }

    boolean isEnd() {
        return (flags & ChunkType.FLAG_END) != 0;
    }

    boolean isUnordered() {
        return (flags & ChunkType.FLAG_UNORDERED) != 0;
    }

    boolean isImmediate() {
        return (flags & ChunkType.FLAG_IMMEDIATE) != 0;
    }
}
