package org.vsekai.rtc.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.vsekai.rtc.sctp.TestPackets.Chunk;

/** Packets without a checksum under DTLS (RFC 9653). */
class ZeroChecksumTest {
    private static final int DTLS = 1;
    private static final int TSN = ScriptedPeer.PEER_TSN;
    private static final byte[] BYTE = {7};

    private static ScriptedPeer announcing(AssociationOptions options, int method) {
        var peer = new ScriptedPeer(options);
        peer.extensions = ByteBuffer.allocate(20)
                .put(TestPackets.extensions())
                .put(TestPackets.zeroChecksumAcceptable(method))
                .array();
        return peer;
    }

    private static int checksum(byte[] packet) {
        return ByteBuffer.wrap(packet).getInt(8);
    }

    private static byte[] withoutChecksum(byte[] packet) {
        return ByteBuffer.wrap(packet).putInt(8, 0).array();
    }

    private static void sendOne(ScriptedPeer peer) {
        peer.send(1, 10, Delivery.RELIABLE);
        peer.flush();
    }

    @Test
    void isUsedWhenThePeerAcceptsIt() {
        ScriptedPeer peer = announcing(AssociationOptions.defaults(), DTLS).open();
        sendOne(peer);
        assertThat(checksum(peer.packets.getFirst())).isZero();
        assertThat(TestPackets.chunks(peer.packets.getFirst())).hasSize(1);
    }

    @Test
    void isNotUsedUnlessThePeerAcceptsItWithAMethodThatWeKnow() {
        ScriptedPeer silent = ScriptedPeer.connected();
        ScriptedPeer other = announcing(AssociationOptions.defaults(), 2).open();
        AssociationOptions without = AssociationOptions.defaults().withExtensions(true, false);
        ScriptedPeer unwilling = announcing(without, DTLS).open();
        Stream.of(silent, other, unwilling).forEach(peer -> {
            sendOne(peer);
            assertThat(checksum(peer.packets.getFirst())).isNotZero();
        });
    }

    @Test
    void isNeverUsedWithInitAndCookieEcho() {
        var peer = new ScriptedPeer();
        peer.association.connect(peer.now);
        byte[] init = peer.packets.remove();
        assertThat(checksum(init)).isNotZero();
        peer.localTag = TestPackets.chunks(init).getFirst().int32(0);
        byte[] parameters = ByteBuffer.allocate(20)
                .put(TestPackets.zeroChecksumAcceptable(DTLS))
                .put(new byte[] {0, 7, 0, 9, 1, 2, 3, 4, 5, 0, 0, 0})
                .array();
        byte[] ack = TestPackets.packet(
                peer.localTag, TestPackets.init(2, ScriptedPeer.PEER_TAG, 5_000, 10, TSN, parameters));
        peer.receiveRaw(withoutChecksum(ack));
        peer.flush();
        byte[] echo = peer.packets.remove();
        assertThat(TestPackets.chunks(echo).getFirst().type()).isEqualTo(10);
        assertThat(checksum(echo)).isNotZero();
        peer.receive(TestPackets.empty(11));
        sendOne(peer);
        assertThat(checksum(peer.packets.remove())).isZero();
    }

    @Test
    void isAcceptedOnlyIfWeSaidSo() {
        byte[] data =
                withoutChecksum(TestPackets.packet(0, TestPackets.data(3, TSN, 1, 0, BYTE), TestPackets.empty(0x80)));
        ScriptedPeer willing = ScriptedPeer.connected();
        ByteBuffer.wrap(data).putInt(4, willing.localTag);
        willing.receiveRaw(data);
        assertThat(willing.messages).hasSize(1);
        var unwilling = new ScriptedPeer(AssociationOptions.defaults().withExtensions(true, false)).open();
        ByteBuffer.wrap(data).putInt(4, unwilling.localTag);
        unwilling.receiveRaw(data);
        assertThat(unwilling.messages).isEmpty();
        assertThat(unwilling.drops(SctpDrop.BAD_CHECKSUM)).isEqualTo(1);
    }

    @Test
    void anInitWithoutAChecksumIsDroppedSinceNothingWasSaidYet() {
        var peer = new ScriptedPeer();
        peer.receiveRaw(withoutChecksum(TestPackets.packet(0, peer.peerInit(1))));
        assertThat(peer.packets).isEmpty();
        assertThat(peer.drops(SctpDrop.BAD_CHECKSUM)).isEqualTo(1);
    }

    @Test
    void aWrongChecksumThatIsNotZeroIsStillRefused() {
        ScriptedPeer peer = announcing(AssociationOptions.defaults(), DTLS).open();
        byte[] data = TestPackets.packet(peer.localTag, TestPackets.data(3, TSN, 1, 0, BYTE));
        data[8] ^= 1;
        peer.receiveRaw(data);
        assertThat(peer.drops(SctpDrop.BAD_CHECKSUM)).isEqualTo(1);
    }

    @Test
    void anAnswerOutOfTheBlueHasAChecksum() {
        ScriptedPeer peer = announcing(AssociationOptions.defaults(), DTLS).open();
        peer.association.abort("over", peer.now);
        peer.packets.clear();
        peer.receive(TestPackets.empty(8));
        assertThat(peer.packets).hasSize(1);
        byte[] answer = peer.packets.getFirst();
        assertThat(TestPackets.chunks(answer)).extracting(Chunk::type).containsExactly(14);
        assertThat(checksum(answer)).isNotZero();
    }
}
