package org.vsekai.rtc.sctp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vsekai.rtc.sctp.TestPackets.packet;

import org.junit.jupiter.api.Test;
import org.vsekai.core.SplitMix64;
import org.vsekai.rtc.sctp.TestPackets.Chunk;

class HandshakeTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void answersInitWithTheExtensionsThatBrowsersLookFor() {
        var peer = new ScriptedPeer();
        Chunk ack = peer.sendInit();
        assertThat(ack.type()).isEqualTo(2);
        assertThat(ack.int32(0)).isNotZero();
        assertThat(ack.int32(4)).isEqualTo(1 << 20);
        assertThat(ack.int16(16)).isEqualTo(0xC000);
        assertThat(ack.int16(20)).isEqualTo(0x8008);
        assertThat(ack.value()[24]).isEqualTo((byte) 130);
        assertThat(ack.value()[25]).isEqualTo((byte) 192);
    }

    @Test
    void opensOnAnEchoedCookieAndAcknowledgesIt() {
        var peer = new ScriptedPeer();
        Chunk ack = peer.sendInit();
        assertThat(peer.association.isEstablished()).isFalse();
        peer.receive(new Chunk(10, 0, ScriptedPeer.cookieOf(ack)));
        assertThat(peer.association.isEstablished()).isTrue();
        assertThat(peer.establishedCount).isEqualTo(1);
        assertThat(TestPackets.tag(peer.packets.getFirst())).isEqualTo(ScriptedPeer.PEER_TAG);
        assertThat(peer.take(11)).hasSize(1);
    }

    @Test
    void keepsNothingBetweenInitAndCookie() {
        var peer = new ScriptedPeer();
        Chunk first = peer.sendInit();
        int firstTag = peer.localTag;
        Chunk second = peer.sendInit();
        assertThat(peer.localTag).isNotEqualTo(firstTag);
        assertThat(peer.association.deadlineNanos()).isEqualTo(Long.MAX_VALUE);
        peer.localTag = firstTag;
        peer.receive(new Chunk(10, 0, ScriptedPeer.cookieOf(first)));
        assertThat(peer.association.isEstablished()).isTrue();
        peer.receive(new Chunk(10, 0, ScriptedPeer.cookieOf(second)));
        assertThat(peer.drops(SctpDrop.BAD_COOKIE)).isEqualTo(1);
    }

    @Test
    void refusesACookieThatWasChangedInAnyByte() {
        var peer = new ScriptedPeer();
        byte[] cookie = ScriptedPeer.cookieOf(peer.sendInit());
        for (int i = 0; i < cookie.length; i++) {
            byte[] changed = cookie.clone();
            changed[i] ^= 1;
            peer.receive(new Chunk(10, 0, changed));
        }
        assertThat(peer.drops(SctpDrop.BAD_COOKIE)).isEqualTo(cookie.length);
        assertThat(peer.association.isEstablished()).isFalse();
    }

    @Test
    void answersAStaleCookieWithAnError() {
        var peer = new ScriptedPeer();
        Chunk ack = peer.sendInit();
        peer.now += Handshake.COOKIE_LIFE_NANOS + 1;
        peer.receive(new Chunk(10, 0, ScriptedPeer.cookieOf(ack)));
        assertThat(peer.drops(SctpDrop.STALE_COOKIE)).isEqualTo(1);
        assertThat(peer.take(9).getFirst().int16(0)).isEqualTo(3);
    }

    @Test
    void acknowledgesARepeatedCookieAgain() {
        var peer = new ScriptedPeer();
        Chunk ack = peer.sendInit();
        var echo = new Chunk(10, 0, ScriptedPeer.cookieOf(ack));
        peer.receive(echo);
        peer.receive(echo);
        assertThat(peer.take(11)).hasSize(2);
        assertThat(peer.establishedCount).isEqualTo(1);
    }

    @Test
    void takesDataThatTravelsWithTheCookie() {
        var peer = new ScriptedPeer();
        Chunk ack = peer.sendInit();
        peer.receive(
                new Chunk(10, 0, ScriptedPeer.cookieOf(ack)),
                TestPackets.data(3, ScriptedPeer.PEER_TSN, 1, 0, new byte[] {7}));
        assertThat(peer.messages).hasSize(1);
        assertThat(peer.takeChunks()).extracting(Chunk::type).contains(11);
    }

    @Test
    void refusesAnInitWithoutStreamsOrWithATinyWindowByAbort() {
        var peer = new ScriptedPeer();
        peer.receiveRaw(packet(0, TestPackets.init(1, 77, 1_499, 10, 1, new byte[0])));
        assertThat(TestPackets.tag(peer.packets.getFirst())).isEqualTo(77);
        assertThat(peer.take(6)).hasSize(1);
        peer.receiveRaw(packet(0, TestPackets.init(1, 77, 1_500, 0, 1, new byte[0])));
        assertThat(peer.take(6)).hasSize(1);
        peer.receiveRaw(packet(0, TestPackets.init(1, 0, 1_500, 10, 1, new byte[0])));
        assertThat(peer.packets).isEmpty();
        assertThat(peer.ends).isEmpty();
    }

    @Test
    void reportsAndSkipsUnknownParametersByTheirHighestBits() {
        var peer = new ScriptedPeer();
        // 0xFF11: skip and report; 0x8111: skip; 0x4111: stop and report, so that the next one is not seen.
        byte[] parameters = {
            (byte) 0xFF,
            0x11,
            0,
            5,
            9,
            0,
            0,
            0, //
            (byte) 0x81,
            0x11,
            0,
            4, //
            0x41,
            0x11,
            0,
            4, //
            (byte) 0xFF,
            0x22,
            0,
            4
        };
        peer.receiveRaw(packet(0, TestPackets.init(1, 77, 5_000, 10, 1, parameters)));
        byte[] value = TestPackets.chunks(peer.packets.remove()).getFirst().value();
        byte[] tail = java.util.Arrays.copyOfRange(value, value.length - 20, value.length);
        assertThat(tail).containsExactly(0, 8, 0, 9, 0xFF, 0x11, 0, 5, 9, 0, 0, 0, 0, 8, 0, 8, 0x41, 0x11, 0, 4);
    }

    @Test
    void anInitDuringAnAssociationChangesNothing() {
        var peer = ScriptedPeer.connected();
        int tag = peer.localTag;
        peer.sendInit();
        assertThat(peer.localTag).isNotEqualTo(tag);
        peer.localTag = tag;
        peer.receive(TestPackets.data(3, ScriptedPeer.PEER_TSN, 1, 0, new byte[] {7}));
        assertThat(peer.messages).hasSize(1);
    }

    @Test
    void aRestartByThePeerEndsTheAssociation() {
        var peer = ScriptedPeer.connected();
        peer.receiveRaw(packet(0, TestPackets.init(1, 0x5555, 5_000, 10, 1, TestPackets.extensions())));
        Chunk ack = TestPackets.chunks(peer.packets.remove()).getFirst();
        peer.localTag = ack.int32(0);
        peer.receive(new Chunk(10, 0, ScriptedPeer.cookieOf(ack)));
        assertThat(peer.ends).containsExactly(AssociationEnd.ABORTED_BY_US);
        assertThat(TestPackets.tag(peer.packets.getFirst())).isEqualTo(0x5555);
        assertThat(peer.take(6)).hasSize(1);
    }

    @Test
    void theClientRepeatsInitAndGivesUpInTheEnd() {
        var peer = new ScriptedPeer();
        peer.association.connect(peer.now);
        peer.pass(SECOND);
        assertThat(peer.take(1)).hasSize(2);
        peer.pass(60 * SECOND);
        assertThat(peer.take(1)).hasSize(7);
        assertThat(peer.ends).containsExactly(AssociationEnd.HANDSHAKE_TIMED_OUT);
        assertThat(peer.association.deadlineNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void theClientEchoesTheCookieUntilItIsAcknowledged() {
        var peer = new ScriptedPeer();
        connectUpToCookie(peer);
        assertThat(peer.take(10).getFirst().value()).containsExactly(1, 2, 3, 4, 5);
        peer.pass(600 * ScriptedPeer.MILLISECOND);
        assertThat(peer.take(10)).hasSize(1);
        peer.receive(TestPackets.empty(11));
        assertThat(peer.association.isEstablished()).isTrue();
        peer.pass(2 * SECOND);
        assertThat(peer.take(10)).isEmpty();
    }

    @Test
    void theClientStartsAgainOnAStaleCookie() {
        var peer = new ScriptedPeer();
        connectUpToCookie(peer);
        peer.packets.clear();
        peer.receive(new Chunk(9, 0, new byte[] {0, 3, 0, 8, 0, 0, 0, 1}));
        assertThat(peer.take(1)).hasSize(1);
    }

    @Test
    void theClientRefusesAnInitAckWithoutACookie() {
        var peer = new ScriptedPeer();
        peer.association.connect(peer.now);
        peer.localTag = TestPackets.chunks(peer.packets.remove()).getFirst().int32(0);
        peer.receive(peer.peerInit(2));
        assertThat(peer.ends).containsExactly(AssociationEnd.ABORTED_BY_US);
        assertThat(peer.take(6)).hasSize(1);
    }

    /** Connects as a client and answers INIT with the cookie 1, 2, 3, 4, 5. */
    private static void connectUpToCookie(ScriptedPeer peer) {
        peer.association.connect(peer.now);
        Chunk init = TestPackets.chunks(peer.packets.remove()).getFirst();
        peer.localTag = init.int32(0);
        byte[] cookie = {0, 7, 0, 9, 1, 2, 3, 4, 5, 0, 0, 0};
        peer.receive(TestPackets.init(2, ScriptedPeer.PEER_TAG, 5_000, 10, ScriptedPeer.PEER_TSN, cookie));
    }

    @Test
    void bothSidesMayBeginAtOnce() {
        var network = new LossyNetwork(new SplitMix64(3), LossyNetwork.Weather.calm(), AssociationOptions.defaults());
        network.a.association.connect(network.now());
        network.b.association.connect(network.now());
        network.run(SECOND);
        assertThat(network.a.establishedCount).isEqualTo(1);
        assertThat(network.b.establishedCount).isEqualTo(1);
        assertThat(network.a.send(1, new byte[] {1}, false, Delivery.UNLIMITED)).isTrue();
        network.run(SECOND);
        assertThat(network.b.messages).hasSize(1);
    }

    @Test
    void packetsOfNoAssociationAreCountedAndNotAnswered() {
        var peer = new ScriptedPeer();
        peer.receiveRaw(packet(0, TestPackets.data(3, 1, 1, 0, new byte[] {1})));
        peer.receiveRaw(packet(99, TestPackets.empty(11)));
        peer.receiveRaw(packet(0, TestPackets.empty(6)));
        assertThat(peer.drops(SctpDrop.WRONG_TAG)).isEqualTo(3);
        assertThat(peer.packets).isEmpty();
        assertThat(peer.ends).isEmpty();
    }
}
