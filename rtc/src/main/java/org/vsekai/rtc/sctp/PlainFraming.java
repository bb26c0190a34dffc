package org.vsekai.rtc.sctp;

import org.vsekai.core.HotPath;
import org.vsekai.core.Tally;

/**
 * DATA (RFC 9260 §3.3.1) and FORWARD TSN (RFC 3758 §3.2).
 *
 * <pre>
 * |   Type = 192  |  Flags = 0x00 |        Length = Variable      |
 * |                      New Cumulative TSN                       |
 * |         Stream-1              |       Stream Sequence-1       |
 * </pre>
 */
@HotPath
final class PlainFraming extends MessageFraming {
    static final int FORWARD_FIXED_BYTES = 4;
    static final int FORWARD_ENTRY_BYTES = 4;

    @Override
    boolean interleaves() {
        return false;
    }

    @Override
    int dataType() {
        return ChunkType.DATA;
    }

    @Override
    int forwardType() {
        return ChunkType.FORWARD_TSN;
    }

    @Override
    int fixedBytes() {
        return DataView.FIXED_BYTES;
    }

    @Override
    void number(OutboundStream stream, OutgoingMessage message) {
        if (!message.isUnordered) {
            message.number = stream.nextOrdered & 0xFFFF;
            stream.nextOrdered++;
        }
    }

    @Override
    void writeData(PacketWriter out, OutgoingChunk chunk, int flags) {
        OutgoingMessage message = chunk.message;
        int at = out.chunk(ChunkType.DATA, flags, DataView.FIXED_BYTES + chunk.length);
        byte[] buffer = out.buffer();
        Bytes.put32(buffer, at, (int) chunk.tsn);
        Bytes.put16(buffer, at + 4, message.streamId);
        Bytes.put16(buffer, at + 6, message.number);
        Bytes.put32(buffer, at + 8, message.payloadProtocolId);
        System.arraycopy(message.payload, chunk.offset, buffer, at + DataView.FIXED_BYTES, chunk.length);
    }

    @Override
    boolean isNamedWhenSkipped(OutgoingMessage message) {
        return !message.isUnordered;
    }

    @Override
    void writeForward(PacketWriter out, long newCumulativeTsn, SkippedMessages skipped) {
        int length = FORWARD_FIXED_BYTES + FORWARD_ENTRY_BYTES * skipped.count();
        int at = out.chunk(ChunkType.FORWARD_TSN, 0, length);
        byte[] buffer = out.buffer();
        Bytes.put32(buffer, at, (int) newCumulativeTsn);
        int next = at + FORWARD_FIXED_BYTES;
        for (int i = 0; i < skipped.count(); i++) {
            Bytes.put16(buffer, next, skipped.streamId(i));
            Bytes.put16(buffer, next + 2, skipped.number(i));
            next += FORWARD_ENTRY_BYTES;
        }
    }

    @Override
    Reassembly reassembly(int maxMessageBytes, int streamCount, MessageSink sink, Tally<SctpDrop> drops) {
        return new PlainReassembly(maxMessageBytes, streamCount, sink, drops);
    }
}
