package org.vsekai.rtc.sctp;

import org.vsekai.core.HotPath;
import org.vsekai.core.Tally;

/**
 * I-DATA and I-FORWARD-TSN (RFC 8260 §2.1 and §2.3.1).
 *
 * <pre>
 * |   Type = 194  | Flags = 0x00  |      Length = Variable        |
 * |                       New Cumulative TSN                      |
 * |       Stream Identifier       |          Reserved           |U|
 * |                       Message Identifier                      |
 * </pre>
 */
@HotPath
final class InterleavedFraming extends MessageFraming {
    static final int FORWARD_FIXED_BYTES = 4;
    static final int FORWARD_ENTRY_BYTES = 8;
    static final int FLAG_UNORDERED = 1;

    @Override
    boolean interleaves() {
        return true;
    }

    @Override
    int dataType() {
        return ChunkType.I_DATA;
    }

    @Override
    int forwardType() {
        return ChunkType.I_FORWARD_TSN;
    }

    @Override
    int fixedBytes() {
        return DataView.INTERLEAVED_FIXED_BYTES;
    }

    /** RFC 8260 §2.1: "two counters, one for ordered messages, one for unordered messages. All of these counters are independent". */
    @Override
    void number(OutboundStream stream, OutgoingMessage message) {
        if (message.isUnordered) {
            message.number = stream.nextUnordered;
            stream.nextUnordered++;
        } else {
            message.number = stream.nextOrdered;
            stream.nextOrdered++;
        }
    }

    @Override
    void writeData(PacketWriter out, OutgoingChunk chunk, int flags) {
        OutgoingMessage message = chunk.message;
        int at = out.chunk(ChunkType.I_DATA, flags, DataView.INTERLEAVED_FIXED_BYTES + chunk.length);
        byte[] buffer = out.buffer();
        Bytes.put32(buffer, at, (int) chunk.tsn);
        Bytes.put16(buffer, at + 4, message.streamId);
        Bytes.put16(buffer, at + 6, 0);
        Bytes.put32(buffer, at + 8, message.number);
        Bytes.put32(buffer, at + 12, chunk.isBegin() ? message.payloadProtocolId : chunk.fragment);
        System.arraycopy(message.payload, chunk.offset, buffer, at + DataView.INTERLEAVED_FIXED_BYTES, chunk.length);
    }

    @Override
    boolean isNamedWhenSkipped(OutgoingMessage message) {
        return true;
    }

    @Override
    void writeForward(PacketWriter out, long newCumulativeTsn, SkippedMessages skipped) {
        int length = FORWARD_FIXED_BYTES + FORWARD_ENTRY_BYTES * skipped.count();
        int at = out.chunk(ChunkType.I_FORWARD_TSN, 0, length);
        byte[] buffer = out.buffer();
        Bytes.put32(buffer, at, (int) newCumulativeTsn);
        int next = at + FORWARD_FIXED_BYTES;
        for (int i = 0; i < skipped.count(); i++) {
            Bytes.put16(buffer, next, skipped.streamId(i));
            Bytes.put16(buffer, next + 2, skipped.isUnordered(i) ? FLAG_UNORDERED : 0);
            Bytes.put32(buffer, next + 4, skipped.number(i));
            next += FORWARD_ENTRY_BYTES;
        }
    }

    @Override
    Reassembly reassembly(int maxMessageBytes, int streamCount, MessageSink sink, Tally<SctpDrop> drops) {
        return new InterleavedReassembly(maxMessageBytes, streamCount, sink, drops);
    }
}
