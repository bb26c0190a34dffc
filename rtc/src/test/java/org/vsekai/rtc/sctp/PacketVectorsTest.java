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

    private final PacketReader reader = new PacketReader();

    private byte[] open(String hex) {
        byte[] packet = HexFormat.of().parseHex(hex);
        assertThat(reader.open(packet, 0, packet.length))
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
                    assertThat(init.forwardTsn()).isTrue();
                    assertThat(init.streamReset()).isTrue();
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
        assertThat(data.ssn()).isEqualTo(7);
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
        var writer = new PacketWriter(AssociationOptions.defaults(), new RecordingListener(written));
        writer.useTag(0xa1b2c3d4);
        var message = new OutgoingMessage(1, 53, "hello".getBytes(java.nio.charset.StandardCharsets.UTF_8), false, -1);
        message.ssn = 7;
        DataView.write(writer, new OutgoingChunk(message, 0xFFFF_FFFFL, 0, 5, 0), 3);
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

    @Test
    void theOtherVectorsAreWellFormed() {
        open(FORWARD_TSN);
        assertThat(reader.type()).isEqualTo(ChunkType.FORWARD_TSN);
        assertThat(reader.bodyLength()).isEqualTo(8);
        open(RE_CONFIG);
        assertThat(reader.type()).isEqualTo(ChunkType.RE_CONFIG);
        assertThat(reader.bodyLength()).isEqualTo(18);
        assertThat(reader.next()).isFalse();
    }

    @Test
    void theChecksumIsTheCastagnoliOne() {
        byte[] packet = HexFormat.of().parseHex(DATA);
        for (int bit = 0; bit < 8 * packet.length; bit++) {
            packet[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(reader.open(packet, 0, packet.length)).as("bit %d", bit).isFalse();
            packet[bit / 8] ^= (byte) (1 << bit % 8);
        }
        assertThat(TestPackets.crc32c("123456789".getBytes(java.nio.charset.StandardCharsets.US_ASCII)))
                .isEqualTo(0xE3069283);
    }

    @Test
    void refusesEveryTruncation() {
        byte[] packet = HexFormat.of().parseHex(INIT);
        for (int length = 0; length < packet.length; length++) {
            assertThat(reader.open(packet, 0, length)).as("length %d", length).isFalse();
        }
    }

    @Test
    void readsAtAnOffset() {
        byte[] packet = HexFormat.of().parseHex(DATA);
        byte[] shifted = new byte[packet.length + 10];
        System.arraycopy(packet, 0, shifted, 7, packet.length);
        assertThat(reader.open(shifted, 7, packet.length)).isTrue();
        assertThat(reader.next()).isTrue();
        var data = new DataView();
        assertThat(data.wrap(reader)).isTrue();
        assertThat(data.ssn()).isEqualTo(7);
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
