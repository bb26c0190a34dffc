package org.vsekai.rtc.sctp;

import java.util.Arrays;
import org.vsekai.core.HotPath;

/**
 * The value of a DATA or an I-DATA chunk (RFC 9260 §3.3.1, RFC 8260 §2.1), read where it lies.
 *
 * <pre>
 * |   Type = 0    |  Res  |I|U|B|E|           Length              |
 * |                              TSN                              |
 * |      Stream Identifier S      |   Stream Sequence Number n    |
 * |                  Payload Protocol Identifier                  |
 * |                 User Data (seq n of Stream S)                 |
 *
 * |   Type = 64   |  Res  |I|U|B|E|       Length = Variable       |
 * |                              TSN                              |
 * |        Stream Identifier      |           Reserved            |
 * |                      Message Identifier                       |
 * |    Payload Protocol Identifier / Fragment Sequence Number     |
 * |                           User Data                           |
 * </pre>
 */
@HotPath
final class DataView {
    /** What comes before the user data of DATA and of I-DATA. */
    static final int FIXED_BYTES = 12;

    static final int INTERLEAVED_FIXED_BYTES = 16;

    private byte[] data = {};
    private int payloadAt;
    private int payloadBytes;
    private int flags;
    private int tsn;
    private int streamId;
    private int number;
    private int lastField;

    /** Whether the fixed part is whole; the payload may still be empty, which the RFC forbids. */
    boolean wrap(PacketReader chunk) {
        boolean isInterleaved = chunk.type() == ChunkType.I_DATA;
        int fixedBytes = isInterleaved ? INTERLEAVED_FIXED_BYTES : FIXED_BYTES;
        payloadBytes = chunk.bodyLength() - fixedBytes;
        if (payloadBytes < 0) {
            return false;
        }
        data = chunk.data();
        flags = chunk.flags();
        int body = chunk.body();
        payloadAt = body + fixedBytes;
        tsn = Bytes.get32(data, body);
        streamId = Bytes.getUnsigned16(data, body + 4);
        number = isInterleaved ? Bytes.get32(data, body + 8) : Bytes.getUnsigned16(data, body + 6);
        lastField = Bytes.get32(data, payloadAt - 4);
        return true;
    }

    int tsn() {
        return tsn;
    }

    int streamId() {
        return streamId;
    }

    /** The stream sequence number of DATA, the message identifier of I-DATA. */
    int number() {
        return number;
    }

    /** Of I-DATA: "If the B bit is set, this field contains the PPID", and the fragment is number 0. */
    int fragment() {
        return isBegin() ? 0 : lastField;
    }

    /** Of I-DATA only that of a first fragment means anything. */
    int payloadProtocolId() {
        return lastField;
    }

    int payloadBytes() {
        return payloadBytes;
    }

    byte[] copyPayload() {
        return Arrays.copyOfRange(data, payloadAt, payloadAt + payloadBytes);
    }

    boolean isBegin() {
        return (flags & ChunkType.FLAG_BEGIN) != 0;
    }

    boolean isEnd() {
        return (flags & ChunkType.FLAG_END) != 0;
    }

    /** Whether this is all of its message. */
    boolean isWhole() {
        return isBegin() && isEnd();
    }

    boolean isUnordered() {
        return (flags & ChunkType.FLAG_UNORDERED) != 0;
    }

    boolean isImmediate() {
        return (flags & ChunkType.FLAG_IMMEDIATE) != 0;
    }
}
