package org.vsekai.rtc.sctp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Packets built and taken apart by the layouts in the RFCs, with nothing of the code under test. */
final class TestPackets {
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Chunk(int type, int flags, byte[] value) {
        int int32(int at) {
            return ByteBuffer.wrap(value).getInt(at);
        }

        int int16(int at) {
            return Short.toUnsignedInt(ByteBuffer.wrap(value).getShort(at));
        }
    }

    private TestPackets() {}

    static byte[] packet(int tag, Chunk... chunks) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(ByteBuffer.allocate(12)
                .putShort((short) 5000)
                .putShort((short) 5000)
                .putInt(tag)
                .array());
        for (Chunk chunk : chunks) {
            int length = 4 + chunk.value.length;
            bytes.write(chunk.type);
            bytes.write(chunk.flags);
            bytes.write(length >> 8);
            bytes.write(length);
            bytes.writeBytes(chunk.value);
            bytes.writeBytes(new byte[-length & 3]);
        }
        return sealed(bytes.toByteArray());
    }

    /** Puts the checksum where it belongs. */
    static byte[] sealed(byte[] packet) {
        ByteBuffer buffer = ByteBuffer.wrap(packet).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(8, 0);
        buffer.putInt(8, crc32c(packet));
        return packet;
    }

    /** CRC-32C bit by bit (polynomial 0x1EDC6F41, reflected). */
    static int crc32c(byte[] bytes) {
        int crc = -1;
        for (byte next : bytes) {
            crc ^= next & 0xFF;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) != 0 ? crc >>> 1 ^ 0x82F63B78 : crc >>> 1;
            }
        }
        return ~crc;
    }

    static int tag(byte[] packet) {
        return ByteBuffer.wrap(packet).getInt(4);
    }

    static List<Chunk> chunks(byte[] packet) {
        List<Chunk> chunks = new ArrayList<>();
        ByteBuffer buffer = ByteBuffer.wrap(packet);
        int at = 12;
        while (at < packet.length) {
            int length = Short.toUnsignedInt(buffer.getShort(at + 2));
            chunks.add(new Chunk(
                    packet[at] & 0xFF, packet[at + 1] & 0xFF, Arrays.copyOfRange(packet, at + 4, at + length)));
            at += length + 3 & ~3;
        }
        return chunks;
    }

    static Chunk chunk(int type, int flags, byte[] value) {
        return new Chunk(type, flags, value);
    }

    static Chunk init(int type, int tag, int window, int streams, int tsn, byte[] parameters) {
        ByteBuffer value = ByteBuffer.allocate(16 + parameters.length);
        value.putInt(tag).putInt(window).putShort((short) streams).putShort((short) streams);
        value.putInt(tsn).put(parameters);
        return new Chunk(type, 0, value.array());
    }

    /** FORWARD-TSN-Supported and Supported Extensions {RE-CONFIG, FORWARD-TSN}, as Chromium sends them. */
    static byte[] extensions() {
        return new byte[] {(byte) 0xC0, 0, 0, 4, (byte) 0x80, 0x08, 0, 6, (byte) 0x82, (byte) 0xC0, 0, 0};
    }

    static Chunk data(int flags, int tsn, int streamId, int ssn, byte[] payload) {
        ByteBuffer value = ByteBuffer.allocate(12 + payload.length);
        value.putInt(tsn).putShort((short) streamId).putShort((short) ssn).putInt(53);
        value.put(payload);
        return new Chunk(0, flags, value.array());
    }

    /** The same with I-DATA and I-FORWARD-TSN. */
    static byte[] interleavingExtensions() {
        return new byte[] {(byte) 0xC0, 0, 0, 4, (byte) 0x80, 0x08, 0, 8, (byte) 0x82, (byte) 0xC0, 64, (byte) 194};
    }

    /** The parameter Zero Checksum Acceptable. */
    static byte[] zeroChecksumAcceptable(int method) {
        return new byte[] {(byte) 0x80, 0x01, 0, 8, 0, 0, 0, (byte) method};
    }

    /** @param last the protocol of a first fragment, or the number of a later one */
    static Chunk iData(int flags, int tsn, int streamId, int messageId, int last, byte[] payload) {
        ByteBuffer value = ByteBuffer.allocate(16 + payload.length);
        value.putInt(tsn).putShort((short) streamId).putShort((short) 0).putInt(messageId);
        value.putInt(last).put(payload);
        return new Chunk(64, flags, value.array());
    }

    /** Messages as triples of stream, U bit and message. */
    static Chunk iForwardTsn(int tsn, int... messages) {
        ByteBuffer value = ByteBuffer.allocate(4 + 8 * messages.length / 3).putInt(tsn);
        for (int i = 0; i < messages.length; i += 3) {
            value.putShort((short) messages[i])
                    .putShort((short) messages[i + 1])
                    .putInt(messages[i + 2]);
        }
        return new Chunk(194, 0, value.array());
    }

    static Chunk incomingReset(int number, int... streamIds) {
        ByteBuffer value = ByteBuffer.allocate(8 + 2 * streamIds.length);
        value.putShort((short) 14).putShort((short) value.capacity()).putInt(number);
        for (int id : streamIds) {
            value.putShort((short) id);
        }
        return new Chunk(130, 0, value.array());
    }

    /** Gaps as pairs of start and end. */
    static Chunk sack(int cumulative, int window, int... gaps) {
        ByteBuffer value = ByteBuffer.allocate(12 + 2 * gaps.length);
        value.putInt(cumulative)
                .putInt(window)
                .putShort((short) (gaps.length / 2))
                .putShort((short) 0);
        for (int bound : gaps) {
            value.putShort((short) bound);
        }
        return new Chunk(3, 0, value.array());
    }

    /** Streams as pairs of stream and number. */
    static Chunk forwardTsn(int tsn, int... streams) {
        ByteBuffer value = ByteBuffer.allocate(4 + 2 * streams.length).putInt(tsn);
        for (int field : streams) {
            value.putShort((short) field);
        }
        return new Chunk(192, 0, value.array());
    }

    static Chunk resetRequest(int number, int responseNumber, int lastTsn, int... streamIds) {
        ByteBuffer value = ByteBuffer.allocate(16 + 2 * streamIds.length);
        value.putShort((short) 13).putShort((short) value.capacity());
        value.putInt(number).putInt(responseNumber).putInt(lastTsn);
        for (int id : streamIds) {
            value.putShort((short) id);
        }
        return new Chunk(130, 0, value.array());
    }

    static Chunk resetResponse(int number, int result) {
        ByteBuffer value = ByteBuffer.allocate(12).putShort((short) 16).putShort((short) 12);
        return new Chunk(130, 0, value.putInt(number).putInt(result).array());
    }

    static Chunk shutdown(int cumulative) {
        return new Chunk(7, 0, ByteBuffer.allocate(4).putInt(cumulative).array());
    }

    static Chunk empty(int type) {
        return new Chunk(type, 0, new byte[0]);
    }
}
