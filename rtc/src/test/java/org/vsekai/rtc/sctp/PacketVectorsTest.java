package org.vsekai.rtc.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Packets byte by byte, as the layouts of the RFCs give them; checksums were computed apart from this code. */
class PacketVectorsTest {
    private static final String INIT = "13881388000000008cb52c70" // ports 5000, tag 0, checksum
            + "01000028" // INIT, length 40
            + "2b5c9a1e00500000ffffffff7f03c01d" // tag, a_rwnd 5242880, 65535 streams each way, TSN
            + "c0000004" // FORWARD-TSN-Supported
            + "8008000682c00000" // Supported Extensions: RE-CONFIG, FORWARD-TSN
            + "c1230008deadbeef"; // a parameter that nobody knows
    private static final String DATA = "13881388a1b2c3d491e295cf" // tag a1b2c3d4
            + "00030015" + "ffffffff" + "0001" + "0007" + "00000035"
            + "68656c6c6f000000"; // "hello", stream 1, number 7
    private static final String SACK = "13881388a1b2c3d4d279ab79" // tag a1b2c3d4
            + "0300001c" + "00000010" + "00020000" + "0002" + "0001" + "00020003" + "00050005" + "0000000f";
    private static final String FORWARD_TSN = "13881388a1b2c3d467ec6dc4" + "c000000c" + "00000020" + "0003" + "0009";
    private static final String RE_CONFIG = "13881388a1b2c3d4056ed099" // one stream, padded
            + "82000016" + "000d0012" + "00000064" + "00000063" + "00000020" + "0001" + "0000";

    private static final String I_DATA = "13881388a1b2c3d42e72692c" // first and last fragment
            + "40030019" + "fffffffe" + "00010000" + "00000007" + "00000035"
            + "68656c6c6f000000"; // "hello", stream 1, message 7, protocol 53
    private static final String I_DATA_END = "13881388a1b2c3d47140b7eb" // unordered, last fragment
            + "40050018" + "ffffffff" + "00020000" + "00010002" + "00000003" + "21212121"; // message 65538, fragment 3
    private static final String I_FORWARD_TSN = "13881388a1b2c3d4c8af504f" + "c2000018" + "00000020"
            + "0003" + "0000" + "00010009" // ordered ones of stream 3 up to 65545
            + "0004" + "0001" + "00000005"; // unordered ones of stream 4 up to 5
    private static final String INCOMING_RESET =
            "13881388a1b2c3d4861c47f8" + "8200000e" + "000e000a" + "00000064" + "0001" + "0000";
    private static final String INIT_OF_ALL_EXTENSIONS = "13881388000000002576fb44"
            + "01000030" + "2b5c9a1e00500000ffffffff7f03c01d" + "c0000004"
            + "8008000882c040c2" // Supported Extensions: RE-CONFIG, FORWARD-TSN, I-DATA, I-FORWARD-TSN
            + "8001000800000001" // Zero Checksum Acceptable: by DTLS
            + "c1230008deadbeef";

    private final PacketReader reader = new PacketReader();

    private byte[] open(String hex) {
        byte[] packet = HexFormat.of().parseHex(hex);
        assertThat(reader.open(packet, 0, packet.length, false))
                .as("%s; its checksum is %08x", reader.refusal(), Integer.reverseBytes(checksum(packet)))
                .isTrue();
        assertThat(reader.next()).isTrue();
        return packet;
    }

    private static int checksum(byte[] packet) {
        return Integer.reverseBytes(PacketReader.checksum(new CRC32C(), packet, 0, packet.length));
    }

    @Test
    void readsAnInitLikeChromiums() {
        open(INIT);
        assertThat(reader.verificationTag()).isZero();
        assertThat(reader.sourcePort()).isEqualTo(5_000);
        assertThat(reader.type()).isEqualTo(ChunkType.INIT);
        assertThat(InitChunk.decode(reader.data(), reader.body(), reader.bodyLength()))
                .isInstanceOfSatisfying(InitChunk.class, init -> {
                    assertThat(init.initiateTag()).isEqualTo(0x2b5c9a1e);
                    assertThat(init.windowBytes()).isEqualTo(5_242_880);
                    assertThat(init.outboundStreams()).isEqualTo(65_535);
                    assertThat(init.initialTsn()).isEqualTo(0x7f03c01d);
                    assertThat(init.extensions().bits()).isEqualTo(Extensions.FORWARD_TSN | Extensions.STREAM_RESET);
                    assertThat(init.unrecognised()).isEqualTo(HexFormat.of().parseHex("0008000cc1230008deadbeef"));
                });
        assertThat(reader.next()).isFalse();
    }

    @Test
    void readsData() {
        open(DATA);
        var data = new DataView();
        assertThat(data.wrap(reader)).isTrue();
        assertThat(data.tsn()).isEqualTo(-1);
        assertThat(data.streamId()).isEqualTo(1);
        assertThat(data.number()).isEqualTo(7);
        assertThat(data.payloadProtocolId()).isEqualTo(53);
        assertThat(data.copyPayload()).asString().isEqualTo("hello");
        assertThat(data.isBegin() && data.isEnd()).isTrue();
        assertThat(data.isUnordered()).isFalse();
    }

    @Test
    void readsASack() {
        open(SACK);
        var sack = new SackView();
        assertThat(sack.wrap(reader.data(), reader.body(), reader.bodyLength())).isTrue();
        assertThat(sack.cumulativeTsn()).isEqualTo(16);
        assertThat(sack.windowBytes()).isEqualTo(131_072);
        assertThat(sack.gapCount()).isEqualTo(2);
        assertThat(sack.gapStart(0)).isEqualTo(2);
        assertThat(sack.gapEnd(0)).isEqualTo(3);
        assertThat(sack.gapStart(1)).isEqualTo(5);
    }

    @Test
    void ourPacketsAreTheSameBytes() {
        byte[][] written = new byte[1][];
        var writer = writer(written);
        new PlainFraming().writeData(writer, chunk("hello", 0xFFFF_FFFFL, 7, 0, 5), 3);
        writer.emit();
        assertThat(HexFormat.of().formatHex(written[0])).isEqualTo(DATA);

        writer.useTag(0xa1b2c3d4);
        var tracker = new DataTracker(Serial.first(17), 0);
        for (int wire : new int[] {18, 19, 21}) {
            tracker.arrived(Serial.unwrap(tracker.cumulative(), wire));
        }
        tracker.repeated(Serial.unwrap(tracker.cumulative(), 15));
        tracker.writeSack(writer, 131_072);
        writer.emit();
        assertThat(HexFormat.of().formatHex(written[0])).isEqualTo(SACK);
    }

    private static PacketWriter writer(byte[][] written) {
        var writer = new PacketWriter(AssociationOptions.defaults(), new SctpScratch(), new RecordingListener(written));
        writer.useTag(0xa1b2c3d4);
        return writer;
    }

    private static OutgoingChunk chunk(String text, long tsn, int number, int offset, int length) {
        var chunk = new OutgoingChunk();
        chunk.message = new OutgoingMessage()
                .begin(1, 53, text.getBytes(java.nio.charset.StandardCharsets.UTF_8), Delivery.RELIABLE, 0);
        chunk.message.number = number;
        chunk.tsn = tsn;
        chunk.offset = offset;
        chunk.length = length;
        return chunk;
    }

    @Test
    void readsInterleavedData() {
        open(I_DATA);
        var data = new DataView();
        assertThat(data.wrap(reader)).isTrue();
        assertThat(data.tsn()).isEqualTo(-2);
        assertThat(data.streamId()).isEqualTo(1);
        assertThat(data.number()).isEqualTo(7);
        assertThat(data.fragment()).isZero();
        assertThat(data.payloadProtocolId()).isEqualTo(53);
        assertThat(data.copyPayload()).asString().isEqualTo("hello");
        assertThat(data.isWhole()).isTrue();
        open(I_DATA_END);
        assertThat(data.wrap(reader)).isTrue();
        assertThat(data.streamId()).isEqualTo(2);
        assertThat(data.number()).isEqualTo(65_538);
        assertThat(data.fragment()).isEqualTo(3);
        assertThat(data.isUnordered()).isTrue();
        assertThat(data.isEnd() && !data.isBegin()).isTrue();
    }

    @Test
    void ourInterleavedPacketsAreTheSameBytes() {
        byte[][] written = new byte[1][];
        PacketWriter writer = writer(written);
        var framing = new InterleavedFraming();
        framing.writeData(writer, chunk("hello", 0xFFFF_FFFEL, 7, 0, 5), 3);
        writer.emit();
        assertThat(HexFormat.of().formatHex(written[0])).isEqualTo(I_DATA);
        OutgoingChunk end = chunk("...!!!!", 0xFFFF_FFFFL, 65_538, 3, 4);
        end.message.streamId = 2;
        end.fragment = 3;
        framing.writeData(writer, end, 5);
        writer.emit();
        assertThat(HexFormat.of().formatHex(written[0])).isEqualTo(I_DATA_END);
        var skipped = new SkippedMessages();
        for (int number : new int[] {65_544, 65_545}) {
            skipped.note(skipped(3, number, false));
        }
        skipped.note(skipped(4, 5, true));
        framing.writeForward(writer, 32, skipped);
        writer.emit();
        assertThat(HexFormat.of().formatHex(written[0])).isEqualTo(I_FORWARD_TSN);
    }

    private static OutgoingMessage skipped(int streamId, int number, boolean isUnordered) {
        OutgoingMessage message =
                new OutgoingMessage().begin(streamId, 53, new byte[1], Delivery.limited(isUnordered, 0), 0);
        message.number = number;
        return message;
    }

    @Test
    void ourForwardTsnIsTheSameBytes() {
        byte[][] written = new byte[1][];
        PacketWriter writer = writer(written);
        var skipped = new SkippedMessages();
        skipped.note(skipped(3, 9, false));
        new PlainFraming().writeForward(writer, 32, skipped);
        writer.emit();
        assertThat(HexFormat.of().formatHex(written[0])).isEqualTo(FORWARD_TSN);
    }

    @Test
    void readsWhatAnInitAnnouncesAndAnswersInKind() {
        open(INIT_OF_ALL_EXTENSIONS);
        assertThat(InitChunk.decode(reader.data(), reader.body(), reader.bodyLength()))
                .isInstanceOfSatisfying(
                        InitChunk.class,
                        init -> assertThat(init.extensions()).isEqualTo(Extensions.own(AssociationOptions.defaults())));
        byte[][] written = new byte[1][];
        var writer = new PacketWriter(AssociationOptions.defaults(), new SctpScratch(), new RecordingListener(written));
        byte[] unknown = HexFormat.of().parseHex("c1230008deadbeef");
        new InitChunk(
                        0x2b5c9a1e,
                        5_242_880,
                        65_535,
                        65_535,
                        0x7f03c01d,
                        Extensions.own(AssociationOptions.defaults()),
                        new byte[0],
                        unknown)
                .write(writer, ChunkType.INIT);
        writer.emit();
        assertThat(HexFormat.of().formatHex(written[0])).isEqualTo(INIT_OF_ALL_EXTENSIONS);
    }

    @Test
    void theOtherVectorsAreWellFormed() {
        open(FORWARD_TSN);
        assertThat(reader.type()).isEqualTo(ChunkType.FORWARD_TSN);
        assertThat(reader.bodyLength()).isEqualTo(8);
        open(RE_CONFIG);
        assertThat(reader.type()).isEqualTo(ChunkType.RE_CONFIG);
        assertThat(reader.bodyLength()).isEqualTo(18);
        assertThat(reader.next()).isFalse();
        open(INCOMING_RESET);
        assertThat(reader.type()).isEqualTo(ChunkType.RE_CONFIG);
        assertThat(reader.bodyLength()).isEqualTo(10);
        open(I_FORWARD_TSN);
        assertThat(reader.type()).isEqualTo(ChunkType.I_FORWARD_TSN);
    }

    @Test
    void theChecksumIsTheCastagnoliOne() {
        byte[] packet = HexFormat.of().parseHex(DATA);
        for (int bit = 0; bit < 8 * packet.length; bit++) {
            packet[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(reader.open(packet, 0, packet.length, false))
                    .as("bit %d", bit)
                    .isFalse();
            packet[bit / 8] ^= (byte) (1 << bit % 8);
        }
        assertThat(TestPackets.crc32c("123456789".getBytes(java.nio.charset.StandardCharsets.US_ASCII)))
                .isEqualTo(0xE3069283);
    }

    @Test
    void refusesEveryTruncation() {
        byte[] packet = HexFormat.of().parseHex(INIT);
        for (int length = 0; length < packet.length; length++) {
            assertThat(reader.open(packet, 0, length, false))
                    .as("length %d", length)
                    .isFalse();
        }
    }

    @Test
    void readsAtAnOffset() {
        byte[] packet = HexFormat.of().parseHex(DATA);
        byte[] shifted = new byte[packet.length + 10];
        System.arraycopy(packet, 0, shifted, 7, packet.length);
        assertThat(reader.open(shifted, 7, packet.length, false)).isTrue();
        assertThat(reader.next()).isTrue();
        var data = new DataView();
        assertThat(data.wrap(reader)).isTrue();
        assertThat(data.number()).isEqualTo(7);
    }

    /** Keeps the last packet. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record RecordingListener(byte[][] last) implements AssociationListener {
        @Override
        public void onPacket(byte[] buffer, int offset, int length) {
            last[0] = java.util.Arrays.copyOfRange(buffer, offset, offset + length);
        }

        @Override
        public void onEstablished() {}

        @Override
        public void onMessage(int streamId, int payloadProtocolId, byte[] payload) {}

        @Override
        public void onStreamsReset(int[] streamIds) {}

        @Override
        public void onClosed(AssociationEnd end, String detail) {}
    }
}
