package org.vsekai.rtc.sctp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vsekai.rtc.sctp.TestPackets.data;
import static org.vsekai.rtc.sctp.TestPackets.resetRequest;
import static org.vsekai.rtc.sctp.TestPackets.resetResponse;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Seeds;
import org.vsekai.rtc.sctp.TestPackets.Chunk;

class StreamResetTest {
    private static final int WHOLE = 3;
    private static final int TSN = ScriptedPeer.PEER_TSN;
    private static final byte[] BYTE = {7};
    private static final long SECOND = 1_000_000_000;

    private final ScriptedPeer peer = ScriptedPeer.connected();

    private static Chunk response(List<Chunk> chunks) {
        return chunks.stream().filter(chunk -> chunk.int16(0) == 16).findFirst().orElseThrow();
    }

    private static Chunk request(List<Chunk> chunks) {
        return chunks.stream().filter(chunk -> chunk.int16(0) == 13).findFirst().orElseThrow();
    }

    @Test
    void aResetByThePeerIsPerformedAndAnsweredWithOurs() {
        peer.receive(data(WHOLE, TSN, 1, 0, BYTE));
        peer.packets.clear();
        peer.receive(resetRequest(TSN, 0, TSN, 1));
        List<Chunk> chunks = peer.take(130);
        assertThat(response(chunks).int32(4)).isEqualTo(TSN);
        assertThat(response(chunks).int32(8)).isEqualTo(StreamReset.PERFORMED);
        assertThat(request(chunks))
                .usingRecursiveComparison()
                .isEqualTo(resetRequest(peer.localTsn, TSN, peer.localTsn - 1, 1));
        assertThat(peer.resets).containsExactly(new int[] {1});
        peer.receive(data(WHOLE, TSN + 1, 1, 0, BYTE));
        assertThat(peer.messages).as("numbers start again").hasSize(2);
    }

    @Test
    void aRepeatedRequestIsAnsweredAgainAndPerformedOnce() {
        peer.receive(resetRequest(TSN, 0, TSN - 1, 1));
        peer.packets.clear();
        peer.receive(resetRequest(TSN, 0, TSN - 1, 1));
        List<Chunk> chunks = peer.take(130);
        assertThat(response(chunks).int32(8)).isEqualTo(StreamReset.PERFORMED);
        assertThat(peer.resets).hasSize(1);
    }

    @Test
    void aRequestWaitsForTheDataThatWasSentBeforeIt() {
        peer.receive(resetRequest(TSN, 0, TSN + 1, 1));
        assertThat(response(peer.take(130)).int32(8)).isEqualTo(StreamReset.IN_PROGRESS);
        peer.receive(data(WHOLE, TSN + 1, 1, 1, BYTE));
        assertThat(peer.resets).isEmpty();
        peer.receive(data(WHOLE, TSN, 1, 0, BYTE));
        assertThat(peer.messages).hasSize(2);
        assertThat(peer.resets).hasSize(1);
        assertThat(response(peer.take(130)).int32(8)).isEqualTo(StreamReset.PERFORMED);
    }

    @Test
    void aRequestOutOfSequenceIsRefused() {
        peer.receive(resetRequest(TSN + 5, 0, TSN - 1, 1));
        assertThat(response(peer.take(130)).int32(8)).isEqualTo(StreamReset.BAD_SEQUENCE_NUMBER);
        assertThat(peer.resets).isEmpty();
    }

    @Test
    void aRequestForAStreamThatDoesNotExistIsRefused() {
        peer.receive(resetRequest(TSN, 0, TSN - 1, 1, 5_000));
        assertThat(response(peer.take(130)).int32(8)).isEqualTo(StreamReset.WRONG_STREAM);
        assertThat(peer.resets).isEmpty();
    }

    @Test
    void aRequestWithoutStreamsMeansAllThatWereUsed() {
        peer.association.send(3, 53, BYTE, Delivery.RELIABLE, peer.now);
        peer.flush();
        peer.receive(TestPackets.sack(peer.localTsn, 1 << 20));
        peer.receive(data(WHOLE, TSN, 4, 0, BYTE));
        peer.packets.clear();
        peer.receive(resetRequest(TSN, 0, TSN));
        assertThat(request(peer.take(130)).value()).hasSize(20);
        assertThat(peer.resets).containsExactly(new int[] {3, 4});
        peer.receive(data(WHOLE, TSN + 1, 4, 0, BYTE));
        assertThat(peer.messages).hasSize(2);
    }

    @Test
    void otherRequestsAreDenied() {
        peer.receive(TestPackets.chunk(130, 0, new byte[] {0, 17, 0, 12, -1, -1, -1, -2, 0, 9, 0, 0}));
        assertThat(response(peer.take(130)).int32(8)).isEqualTo(StreamReset.DENIED);
        peer.receive(resetRequest(TSN + 1, 0, TSN - 1, 1));
        assertThat(response(peer.take(130)).int32(8)).isEqualTo(StreamReset.PERFORMED);
    }

    @Test
    void oursIsSentAfterWhatWasQueuedAndRepeatedUntilAnswered() {
        peer.association.send(1, 53, new byte[20_000], Delivery.RELIABLE, peer.now);
        peer.association.resetStreams(new int[] {1}, peer.now);
        assertThat(peer.association.send(1, 53, BYTE, Delivery.RELIABLE, peer.now))
                .as("for the time after the reset")
                .isTrue();
        assertThat(peer.association.send(1, 53, BYTE, Delivery.limited(true, 0), peer.now))
                .isFalse();
        peer.flush();
        assertThat(peer.take(130)).isEmpty();
        for (int i = 0; i < 19; i++) {
            peer.receive(TestPackets.sack(peer.localTsn + Math.min(i, 18), 1 << 20));
        }
        Chunk request = request(peer.take(130));
        assertThat(request)
                .usingRecursiveComparison()
                .isEqualTo(resetRequest(peer.localTsn, TSN - 1, peer.localTsn + 18, 1));
        peer.pass(SECOND);
        assertThat(peer.take(130)).isNotEmpty();
        assertThat(peer.take(0)).isEmpty();
        peer.receive(resetResponse(peer.localTsn, StreamReset.PERFORMED));
        assertThat(peer.take(0).getFirst().int16(6)).as("numbers start again").isZero();
        peer.receive(TestPackets.sack(peer.localTsn + 19, 1 << 20));
        peer.pass(5 * SECOND);
        assertThat(peer.packets).isEmpty();
    }

    @Test
    void thePeersResetAfterOursIsNotAnsweredAgain() {
        peer.association.resetStreams(new int[] {1}, peer.now);
        peer.flush();
        peer.receive(resetResponse(peer.localTsn, StreamReset.PERFORMED));
        peer.packets.clear();
        peer.receive(resetRequest(TSN, 0, TSN - 1, 1));
        assertThat(peer.take(130)).hasSize(1);
        assertThat(peer.resets).hasSize(1);
    }

    @Test
    void aPeerThatAsksForPatienceIsNotGivenUp() {
        peer.association.resetStreams(new int[] {1}, peer.now);
        peer.flush();
        for (int i = 0; i < 60; i++) {
            peer.receive(resetResponse(peer.localTsn, StreamReset.IN_PROGRESS));
            peer.pass(SECOND);
        }
        assertThat(peer.take(130)).hasSizeGreaterThan(30);
        assertThat(peer.ends).isEmpty();
        peer.receive(resetResponse(peer.localTsn, StreamReset.DENIED));
        assertThat(peer.drops(SctpDrop.BAD_STREAM_RESET)).isEqualTo(1);
    }

    @Test
    void aPeerMayAskForAResetOfOurs() {
        peer.receive(TestPackets.incomingReset(TSN, 1));
        List<Chunk> chunks = peer.take(130);
        assertThat(response(chunks).int32(8)).isEqualTo(StreamReset.IN_PROGRESS);
        assertThat(request(chunks))
                .as("with the number of the peer's request")
                .usingRecursiveComparison()
                .isEqualTo(resetRequest(peer.localTsn, TSN, peer.localTsn - 1, 1));
        peer.receive(resetResponse(peer.localTsn, StreamReset.PERFORMED));
        assertThat(peer.outgoingResets).containsExactly(new int[] {1});
        peer.receive(TestPackets.incomingReset(TSN, 1));
        assertThat(response(peer.take(130)).int32(8)).isEqualTo(StreamReset.PERFORMED);
        peer.receive(resetRequest(TSN + 1, peer.localTsn, TSN - 1, 1));
        assertThat(peer.take(130)).as("ours came first").hasSize(1);
        assertThat(peer.resets).hasSize(1);
    }

    @Test
    void aResetThatThePeerAsksForWaitsForWhatWasQueued() {
        peer.association.send(1, 53, new byte[20_000], Delivery.RELIABLE, peer.now);
        peer.receive(TestPackets.incomingReset(TSN, 1));
        assertThat(peer.take(130)).hasSize(1);
        for (int i = 0; i < 19; i++) {
            peer.receive(TestPackets.sack(peer.localTsn + Math.min(i, 18), 1 << 20));
        }
        assertThat(request(peer.take(130)).int32(8)).isEqualTo(TSN);
    }

    @Test
    void aPeerMayAskForAResetOfAllOfOurs() {
        peer.receive(TestPackets.incomingReset(TSN));
        assertThat(response(peer.take(130)).int32(8)).isEqualTo(StreamReset.NOTHING_TO_DO);
        peer.association.send(3, 53, BYTE, Delivery.RELIABLE, peer.now);
        peer.flush();
        peer.receive(TestPackets.incomingReset(TSN + 1));
        assertThat(request(peer.take(130)).int16(16)).isEqualTo(3);
    }

    @Test
    void aResetThatThePeerAsksForOfAStreamThatDoesNotExistIsRefused() {
        peer.receive(TestPackets.incomingReset(TSN, 1, 1_024));
        assertThat(response(peer.take(130)).int32(8)).isEqualTo(StreamReset.WRONG_STREAM);
        peer.receive(TestPackets.incomingReset(TSN + 2, 1));
        assertThat(response(peer.take(130)).int32(8)).isEqualTo(StreamReset.BAD_SEQUENCE_NUMBER);
    }

    /**
     * A lossy message of the stream that was handed over before the reset left in the same flush, behind the request: with a number of the old count,
     * and a transmission sequence number that the request did not cover.
     */
    @Test
    void aLossyMessageThatWasHandedOverBeforeIsCoveredByTheReset() {
        peer.association.send(1, 53, BYTE, Delivery.limited(false, 0), peer.now);
        peer.association.resetStreams(new int[] {1}, peer.now);
        peer.flush();
        List<Chunk> chunks = peer.takeChunks();
        assertThat(chunks).extracting(Chunk::type).containsExactly(0, 130);
        assertThat(chunks.get(1).int32(12)).isEqualTo(chunks.get(0).int32(0));
    }

    /**
     * The peer had performed the reset, but its SACK was lost. A FORWARD TSN over what was given up before the reset and after it named the stream's old
     * number, and the peer, which counted from zero again, waited for messages that had been delivered.
     */
    @Test
    void aForwardTsnNeverSpeaksOfBothSidesOfAReset() {
        for (ScriptedPeer each : List.of(ScriptedPeer.connected(), ScriptedPeer.interleaved())) {
            each.send(1, 100, Delivery.limited(false, 0));
            each.association.resetStreams(new int[] {1}, each.now);
            each.flush();
            each.receive(resetResponse(each.localTsn, StreamReset.PERFORMED));
            each.send(2, 100, Delivery.limited(true, 0));
            each.flush();
            each.packets.clear();
            each.pass(600 * ScriptedPeer.MILLISECOND);
            List<Chunk> forwards = forwards(each);
            assertThat(forwards).hasSize(1);
            assertThat(forwards.getFirst().int32(0)).isEqualTo(each.localTsn);
            each.receive(TestPackets.sack(each.localTsn, 1 << 20));
            assertThat(forwards(each).getFirst().int32(0)).isEqualTo(each.localTsn + 1);
        }
    }

    private static List<Chunk> forwards(ScriptedPeer peer) {
        return peer.takeChunks().stream()
                .filter(chunk -> chunk.type() == 192 || chunk.type() == 194)
                .toList();
    }

    /**
     * The peer performed our reset, used the stream again and closed it again, and all of that came before its answer to our first request. The second
     * reset was taken for one that ours had answered already, and the peer waited for ever.
     */
    @Test
    void aSecondResetBeforeTheFirstIsSettledIsAnsweredToo() {
        peer.receive(resetRequest(TSN, 0, TSN - 1, 1));
        assertThat(request(peer.take(130)).int32(4)).isEqualTo(peer.localTsn);
        peer.receive(resetRequest(TSN + 1, 0, TSN - 1, 1));
        peer.packets.clear();
        peer.receive(resetResponse(peer.localTsn, StreamReset.PERFORMED));
        assertThat(request(peer.take(130)).int32(4)).isEqualTo(peer.localTsn + 1);
        peer.receive(resetResponse(peer.localTsn + 1, StreamReset.PERFORMED));
        peer.pass(5 * SECOND);
        assertThat(peer.take(130)).isEmpty();
        assertThat(peer.outgoingResets).hasSize(2);
    }

    @Test
    void malformedReconfigurationsAreCounted() {
        peer.receive(TestPackets.chunk(130, 0, new byte[] {0, 13, 0, 3}));
        peer.receive(TestPackets.chunk(130, 0, new byte[] {0, 13, 0, 20, 0, 0}));
        peer.receive(TestPackets.chunk(130, 0, new byte[] {0, 16, 0, 8, 0, 0, 0, 0}));
        peer.receive(TestPackets.chunk(130, 0, new byte[] {0, 99, 0, 4}));
        peer.receive(TestPackets.chunk(130, 0, new byte[] {0, 14, 0, 9, 0, 0, 0, 0, 0}));
        assertThat(peer.drops(SctpDrop.BAD_STREAM_RESET)).isEqualTo(5);
        assertThat(peer.packets).isEmpty();
    }

    @Test
    void bothSidesResetUnderLossAndStreamsGoOnAfterwards() {
        Seeds.forEach(60, random -> {
            var network = LossyNetwork.ofAnyExtensions(random, LossyNetwork.Weather.random(random));
            network.a.association.connect(network.now());
            assertThat(network.runUntil(
                            30 * SECOND,
                            () -> network.a.association.isEstablished() && network.b.association.isEstablished()))
                    .isTrue();
            for (int round = 1; round <= 3; round++) {
                for (int i = 0; i < 5; i++) {
                    network.a.send(1, random.nextBytes(1 + random.nextInt(5_000)), false, Delivery.UNLIMITED);
                    network.b.send(1, random.nextBytes(1 + random.nextInt(5_000)), false, Delivery.UNLIMITED);
                }
                int resets = round;
                int messages = 5 * round;
                network.a.association.resetStreams(new int[] {1}, network.now());
                if (random.chance(0.3)) {
                    network.b.association.resetStreams(new int[] {1}, network.now());
                }
                boolean isDone = network.runUntil(
                        60 * SECOND,
                        () -> network.a.resets.size() == resets
                                && network.b.resets.size() == resets
                                && network.a.messages.size() == messages
                                && network.b.messages.size() == messages);
                assertThat(isDone)
                        .as("round %d: %s %s", round, network.a, network.b)
                        .isTrue();
                network.run(10 * SECOND);
            }
            assertThat(network.a.resets).hasSize(3);
            assertThat(network.b.resets).hasSize(3);
        });
    }
}
