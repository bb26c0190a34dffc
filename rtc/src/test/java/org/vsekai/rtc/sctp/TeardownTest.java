package org.vsekai.rtc.sctp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vsekai.rtc.sctp.TestPackets.empty;
import static org.vsekai.rtc.sctp.TestPackets.sack;
import static org.vsekai.rtc.sctp.TestPackets.shutdown;

import org.junit.jupiter.api.Test;
import org.vsekai.core.SplitMix64;
import org.vsekai.rtc.sctp.TestPackets.Chunk;

class TeardownTest {
    private static final long SECOND = 1_000_000_000;
    private static final int TSN = ScriptedPeer.PEER_TSN;

    private final ScriptedPeer peer = ScriptedPeer.connected();

    @Test
    void ourShutdownWaitsForAcknowledgements() {
        peer.association.send(1, 53, new byte[10], Delivery.RELIABLE, peer.now);
        peer.association.shutdown(peer.now);
        assertThat(peer.association.send(1, 53, new byte[10], Delivery.RELIABLE, peer.now))
                .isFalse();
        peer.flush();
        assertThat(peer.takeChunks()).extracting(Chunk::type).containsExactly(0);
        peer.receive(sack(peer.localTsn, 1 << 20));
        assertThat(peer.take(7).getFirst().int32(0)).isEqualTo(TSN - 1);
        peer.receive(empty(8));
        assertThat(peer.take(14)).hasSize(1);
        assertThat(peer.ends).containsExactly(AssociationEnd.SHUT_DOWN_BY_US);
    }

    @Test
    void thePeersShutdownIsAcknowledgedOnceOurDataIs() {
        peer.association.send(1, 53, new byte[10], Delivery.RELIABLE, peer.now);
        peer.flush();
        peer.packets.clear();
        peer.receive(shutdown(peer.localTsn - 1));
        assertThat(peer.take(8)).isEmpty();
        peer.receive(shutdown(peer.localTsn));
        assertThat(peer.take(8)).hasSize(1);
        peer.pass(SECOND);
        assertThat(peer.take(8)).as("repeated").isNotEmpty();
        peer.receive(empty(14));
        assertThat(peer.ends).containsExactly(AssociationEnd.SHUT_DOWN_BY_PEER);
    }

    @Test
    void bothMayAskAtOnce() {
        var network = new LossyNetwork(new SplitMix64(1), LossyNetwork.Weather.calm(), AssociationOptions.defaults());
        network.a.association.connect(network.now());
        network.run(SECOND);
        network.a.association.shutdown(network.now());
        network.b.association.shutdown(network.now());
        network.run(SECOND);
        assertThat(network.a.ends).hasSize(1);
        assertThat(network.b.ends).hasSize(1);
    }

    @Test
    void dataThatCrossesOurShutdownIsTakenAndAnsweredWithAnother() {
        peer.association.shutdown(peer.now);
        peer.flush();
        peer.packets.clear();
        peer.receive(TestPackets.data(3, TSN, 1, 0, new byte[] {1}));
        assertThat(peer.messages).hasSize(1);
        assertThat(peer.take(7).getFirst().int32(0)).isEqualTo(TSN);
    }

    @Test
    void aSilentPeerIsAbortedInTheEnd() {
        peer.association.shutdown(peer.now);
        peer.flush();
        peer.pass(60 * SECOND);
        assertThat(peer.ends).containsExactly(AssociationEnd.ABORTED_BY_US);
        assertThat(peer.takeChunks()).extracting(Chunk::type).contains(7, 6);
        assertThat(peer.association.deadlineNanos()).isEqualTo(Long.MAX_VALUE);
    }

    /**
     * libdatachannel asks for the end and goes. Where its SHUTDOWN COMPLETE was lost, the end was put down to a breach of protocol on its side.
     */
    @Test
    void aPeerThatAskedForTheEndAndThenFellSilentHasShutDown() {
        peer.receive(shutdown(peer.localTsn - 1));
        assertThat(peer.take(8)).hasSize(1);
        peer.pass(60 * SECOND);
        assertThat(peer.ends).containsExactly(AssociationEnd.SHUT_DOWN_BY_PEER);
        assertThat(peer.takeChunks()).extracting(Chunk::type).contains(8).endsWith(6);
    }

    @Test
    void afterTheEndOnlyAShutdownAckIsAnswered() {
        peer.association.abort("enough", peer.now);
        peer.packets.clear();
        peer.receive(TestPackets.data(3, TSN, 1, 0, new byte[] {1}));
        peer.receiveRaw(TestPackets.packet(0, peer.peerInit(1)));
        peer.association.connect(peer.now);
        peer.association.shutdown(peer.now);
        peer.association.resetStreams(new int[] {1}, peer.now);
        peer.pass(60 * SECOND);
        assertThat(peer.packets).isEmpty();
        assertThat(peer.messages).isEmpty();
        peer.receive(empty(8));
        assertThat(TestPackets.tag(peer.packets.getFirst())).isEqualTo(peer.localTag);
        Chunk complete = peer.take(14).getFirst();
        assertThat(complete.flags()).isEqualTo(1);
        assertThat(peer.ends).hasSize(1);
    }

    @Test
    void anUnansweredInitDuringShutdownRepeatsOurAnswer() {
        peer.receive(shutdown(peer.localTsn - 1));
        peer.packets.clear();
        peer.receiveRaw(TestPackets.packet(0, peer.peerInit(1)));
        peer.flush();
        assertThat(peer.takeChunks()).extracting(Chunk::type).containsExactly(8);
    }

    @Test
    void strayPiecesOfAShutdownAreCounted() {
        peer.receive(empty(8));
        peer.receive(empty(14));
        peer.receive(TestPackets.chunk(7, 0, new byte[3]));
        assertThat(peer.ends).isEmpty();
        assertThat(peer.drops(SctpDrop.UNEXPECTED_CHUNK)).isEqualTo(2);
        assertThat(peer.drops(SctpDrop.MALFORMED_CHUNK)).isEqualTo(1);
    }
}
