package org.vsekai.rtc.sctp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vsekai.rtc.sctp.TestPackets.data;
import static org.vsekai.rtc.sctp.TestPackets.sack;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.vsekai.rtc.sctp.TestPackets.Chunk;

/** One association's data path against a scripted peer. */
class AssociationDataTest {
    private static final int WHOLE = 3;
    private static final int TSN = ScriptedPeer.PEER_TSN;
    private static final byte[] BYTE = {7};
    private static final int WINDOW = 1 << 20;

    private final ScriptedPeer peer = ScriptedPeer.connected();

    private boolean send(int bytes, int maxRetransmits) {
        return peer.association.send(1, 53, new byte[bytes], Delivery.limited(false, maxRetransmits), peer.now);
    }

    @Test
    void acknowledgesTheFirstPacketAfterADelayAndTheSecondAtOnce() {
        peer.receive(data(WHOLE, TSN, 1, 0, BYTE));
        assertThat(peer.packets).isEmpty();
        peer.pass(99 * ScriptedPeer.MILLISECOND);
        assertThat(peer.packets).isEmpty();
        peer.pass(2 * ScriptedPeer.MILLISECOND);
        assertThat(peer.take(3).getFirst().int32(0)).isEqualTo(TSN);
        peer.receive(data(WHOLE, TSN + 1, 1, 1, BYTE));
        assertThat(peer.packets).isEmpty();
        peer.receive(data(WHOLE, TSN + 2, 1, 2, BYTE));
        assertThat(peer.take(3).getFirst().int32(0)).isEqualTo(TSN + 2);
    }

    @Test
    void acknowledgesAtOnceWhenAskedTo() {
        peer.receive(data(WHOLE | 8, TSN, 1, 0, BYTE));
        assertThat(peer.take(3)).hasSize(1);
    }

    @Test
    void reportsGapsAndDuplicatesAtOnce() {
        peer.receive(data(WHOLE, TSN + 2, 1, 2, BYTE));
        peer.receive(data(WHOLE, TSN + 4, 1, 4, BYTE));
        peer.receive(data(WHOLE, TSN + 4, 1, 4, BYTE));
        List<Chunk> sacks = peer.take(3);
        assertThat(sacks).hasSize(3);
        assertThat(sacks.get(1)).usingRecursiveComparison().isEqualTo(sack(TSN - 1, WINDOW - 2, 3, 3, 5, 5));
        assertThat(sacks.get(2).int16(10)).isEqualTo(1);
        assertThat(sacks.get(2).int32(20)).isEqualTo(TSN + 4);
        assertThat(peer.drops(SctpDrop.DUPLICATE_TSN)).isEqualTo(1);
        assertThat(peer.messages).isEmpty();
        peer.receive(data(WHOLE, TSN, 1, 0, BYTE), data(WHOLE, TSN + 1, 1, 1, BYTE), data(WHOLE, TSN + 3, 1, 3, BYTE));
        assertThat(peer.messages).hasSize(5);
    }

    @Test
    void anAcknowledgementTravelsWithData() {
        peer.receive(data(WHOLE, TSN, 1, 0, BYTE));
        send(1_000, Delivery.UNLIMITED);
        peer.flush();
        assertThat(peer.packets).hasSize(1);
        assertThat(peer.takeChunks()).extracting(Chunk::type).containsExactly(3, 0);
    }

    @Test
    void aLossyMessageIsSentOnceThenForwarded() {
        send(100, 0);
        peer.flush();
        assertThat(peer.take(0)).hasSize(1);
        peer.pass(600 * ScriptedPeer.MILLISECOND);
        List<Chunk> chunks = peer.takeChunks();
        assertThat(chunks).extracting(Chunk::type).containsOnly(192);
        assertThat(chunks.getFirst()).usingRecursiveComparison().isEqualTo(TestPackets.forwardTsn(peer.localTsn, 1, 0));
        assertThat(peer.drops(SctpDrop.ABANDONED)).isEqualTo(1);
        peer.receive(sack(peer.localTsn, WINDOW));
        peer.pass(5_000 * ScriptedPeer.MILLISECOND);
        assertThat(peer.packets).isEmpty();
    }

    /** Found by the simulator, seed 608: each round trip told of one snapshot that was lost, and answers waited for all of them. */
    @Test
    void whatThePeerHasOfLossyMessagesIsPassedOverWithWhatWasLost() {
        for (int i = 0; i < 5; i++) {
            send(100, 0);
            peer.flush();
        }
        assertThat(peer.take(0)).hasSize(5);
        peer.receive(sack(peer.localTsn - 1, WINDOW, 2, 2, 4, 4));
        peer.pass(600 * ScriptedPeer.MILLISECOND);
        assertThat(peer.take(192).getFirst())
                .usingRecursiveComparison()
                .isEqualTo(TestPackets.forwardTsn(peer.localTsn + 4, 1, 4));
    }

    @Test
    void twoRetransmissionsMeanThreeTransmissions() {
        send(100, 2);
        peer.flush();
        peer.pass(10_000 * ScriptedPeer.MILLISECOND);
        assertThat(peer.take(0)).hasSize(3);
    }

    @Test
    void threeSacksWithAGapRetransmitOnceWithoutWaiting() {
        for (int i = 0; i < 6; i++) {
            send(1_000, Delivery.UNLIMITED);
            peer.flush();
        }
        assertThat(peer.take(0)).hasSize(6);
        peer.receive(sack(peer.localTsn - 1, WINDOW, 2, 2));
        peer.receive(sack(peer.localTsn - 1, WINDOW, 2, 3));
        assertThat(peer.take(0)).isEmpty();
        peer.receive(sack(peer.localTsn - 1, WINDOW, 2, 4));
        List<Chunk> again = peer.take(0);
        assertThat(again).hasSize(1);
        assertThat(again.getFirst().int32(0)).isEqualTo(peer.localTsn);
        peer.receive(sack(peer.localTsn - 1, WINDOW, 2, 5));
        peer.receive(sack(peer.localTsn - 1, WINDOW, 2, 6));
        assertThat(peer.take(0)).isEmpty();
    }

    @Test
    void aRepeatedSackIsNotAMiss() {
        for (int i = 0; i < 3; i++) {
            send(1_000, Delivery.UNLIMITED);
        }
        peer.flush();
        peer.packets.clear();
        for (int i = 0; i < 10; i++) {
            peer.receive(sack(peer.localTsn - 1, WINDOW, 2, 2));
        }
        assertThat(peer.take(0)).isEmpty();
    }

    @Test
    void dataThatThePeerReportedAndDroppedIsSentAgain() {
        send(500, Delivery.UNLIMITED);
        send(500, Delivery.UNLIMITED);
        peer.flush();
        peer.packets.clear();
        peer.receive(sack(peer.localTsn - 1, WINDOW, 2, 2));
        peer.receive(sack(peer.localTsn, WINDOW));
        peer.pass(600 * ScriptedPeer.MILLISECOND);
        List<Chunk> again = peer.take(0);
        assertThat(again).hasSize(1);
        assertThat(again.getFirst().int32(0)).isEqualTo(peer.localTsn + 1);
    }

    @Test
    void refusesSacksForWhatWasNeverSentAndOldOnes() {
        send(500, Delivery.UNLIMITED);
        peer.flush();
        peer.receive(sack(peer.localTsn + 1, WINDOW));
        peer.receive(sack(peer.localTsn - 1, WINDOW, 2, 2));
        assertThat(peer.drops(SctpDrop.BAD_SACK)).isEqualTo(2);
        peer.receive(sack(peer.localTsn, WINDOW));
        peer.receive(sack(peer.localTsn - 1, WINDOW));
        assertThat(peer.drops(SctpDrop.OLD_SACK)).isEqualTo(1);
        assertThat(peer.association.bufferedBytes()).isZero();
    }

    @Test
    void probesAClosedWindowWithOneChunkAndResumesWhenItOpens() {
        send(1_000, Delivery.UNLIMITED);
        peer.flush();
        peer.packets.clear();
        for (int i = 0; i < 5; i++) {
            send(1_000, Delivery.UNLIMITED);
        }
        peer.receive(sack(peer.localTsn, 0));
        assertThat(peer.take(0)).as("the probe").hasSize(1);
        for (int second = 0; second < 120; second++) {
            peer.pass(1_000 * ScriptedPeer.MILLISECOND);
            assertThat(peer.take(0)).allMatch(chunk -> chunk.int32(0) == peer.localTsn + 1);
            peer.receive(sack(peer.localTsn, 0));
        }
        assertThat(peer.ends).as("a peer that answers probes is alive").isEmpty();
        assertThat(send(100, 0)).as("no room for lossy messages").isFalse();
        assertThat(peer.drops(SctpDrop.LOSSY_NO_WINDOW)).isEqualTo(1);
        peer.packets.clear();
        peer.receive(sack(peer.localTsn + 1, WINDOW));
        assertThat(peer.take(0)).isNotEmpty();
        for (int i = 2; i <= 5; i++) {
            peer.receive(sack(peer.localTsn + i, WINDOW));
        }
        assertThat(peer.association.bufferedBytes()).isZero();
    }

    @Test
    void aLossyMessageMayProbeAnIdleClosedWindow() {
        send(100, 0);
        peer.flush();
        peer.receive(sack(peer.localTsn, 0));
        peer.packets.clear();
        assertThat(send(100, 0)).isTrue();
        assertThat(send(100, 0)).isFalse();
        peer.flush();
        assertThat(peer.take(0)).hasSize(1);
    }

    @Test
    void keepsToTheCongestionWindowAndTheBurst() {
        assertThat(peer.association.send(1, 53, new byte[200_000], Delivery.RELIABLE, peer.now))
                .isTrue();
        peer.flush();
        assertThat(peer.take(0)).hasSize(4);
        for (int i = 0; i < 20; i++) {
            peer.flush();
        }
        assertThat(peer.take(0)).as("ten packets are the initial window").hasSize(6);
    }

    @Test
    void aLossyMessageIsNotHeldUpByTheRestOfAReliableOneThatFitsTheWindow() {
        peer.association.send(1, 53, new byte[8_000], Delivery.RELIABLE, peer.now);
        peer.flush();
        assertThat(peer.take(0)).hasSize(4);
        assertThat(peer.association.send(0, 53, BYTE, Delivery.limited(true, 0), peer.now))
                .isTrue();
        peer.flush();
        assertThat(peer.take(0)).extracting(chunk -> chunk.int16(4)).containsExactly(1, 1, 1, 1, 0);
        assertThat(peer.drops(SctpDrop.LOSSY_NO_WINDOW)).isZero();
    }

    @Test
    void aLossyMessageIsDroppedBehindAReliableOneThatDoesNotFit() {
        peer.association.send(1, 53, new byte[40_000], Delivery.RELIABLE, peer.now);
        peer.flush();
        assertThat(peer.association.send(0, 53, BYTE, Delivery.limited(true, 0), peer.now))
                .isFalse();
        peer.flush();
        assertThat(peer.take(0)).allMatch(chunk -> chunk.int16(4) == 1);
        assertThat(peer.drops(SctpDrop.LOSSY_NO_WINDOW)).isEqualTo(1);
    }

    @Test
    void timeoutsInARowEndTheAssociation() {
        send(100, Delivery.UNLIMITED);
        peer.flush();
        peer.pass(30_000 * ScriptedPeer.MILLISECOND);
        assertThat(peer.ends).containsExactly(AssociationEnd.RETRANSMISSIONS_EXHAUSTED);
        assertThat(send(100, Delivery.UNLIMITED)).isFalse();
    }

    @Test
    void refusesWhatTheSendBufferHasNoRoomFor() {
        int taken = 0;
        while (send(65_536, Delivery.UNLIMITED)) {
            taken++;
        }
        assertThat(taken).isEqualTo(16);
        assertThat(peer.association.bufferedBytes()).isEqualTo(1 << 20);
        assertThat(peer.drops(SctpDrop.SEND_BUFFER_FULL)).isEqualTo(1);
        assertThat(send(300_000, Delivery.UNLIMITED)).isFalse();
        assertThat(peer.drops(SctpDrop.MESSAGE_TOO_LARGE)).isEqualTo(1);
        assertThat(send(0, Delivery.UNLIMITED)).isFalse();
        assertThat(peer.association.send(1_024, 53, BYTE, Delivery.RELIABLE, peer.now))
                .isFalse();
        assertThat(peer.drops(SctpDrop.NOT_SENDABLE)).isEqualTo(2);
    }

    @Test
    void aMessageThatIsTooLargeEndsTheAssociation() {
        int tsn = TSN;
        int sent = 0;
        while (peer.ends.isEmpty() && sent < 100) {
            peer.receive(data(sent == 0 ? 2 : 0, tsn++, 1, 0, new byte[1_000]));
            sent++;
        }
        assertThat(sent).isEqualTo(66);
        assertThat(peer.ends).containsExactly(AssociationEnd.ABORTED_BY_US);
        assertThat(peer.take(6)).hasSize(1);
    }

    @Test
    void holdsNoMoreThanTheWindowOfWhatArrivesOutOfOrder() {
        for (int i = 1; i < 3_000; i++) {
            peer.receive(data(WHOLE, TSN + i, 1, i, new byte[1_000]));
        }
        assertThat(peer.drops(SctpDrop.RECEIVE_WINDOW_FULL)).isGreaterThan(1_900);
        List<Chunk> sacks = peer.take(3);
        assertThat(sacks.getLast().int32(4)).isBetween(0, 1_000);
        peer.receive(data(WHOLE, TSN, 1, 0, BYTE));
        assertThat(peer.messages).hasSizeGreaterThan(1_000);
        assertThat(peer.take(3).getLast().int32(4)).isEqualTo(WINDOW);
        assertThat(peer.ends).isEmpty();
    }

    @Test
    void dataOnAStreamThatDoesNotExistIsAcknowledgedAndReported() {
        peer.receive(data(WHOLE | 8, TSN, 1_024, 0, BYTE));
        List<Chunk> chunks = peer.takeChunks();
        assertThat(chunks).extracting(Chunk::type).containsExactly(9, 3);
        assertThat(chunks.get(0).value()).containsExactly(0, 1, 0, 8, 4, 0, 0, 0);
        assertThat(chunks.get(1).int32(0)).isEqualTo(TSN);
    }

    @Test
    void dataWithoutUserDataEndsTheAssociation() {
        peer.receive(data(WHOLE, TSN, 1, 0, new byte[0]));
        assertThat(peer.take(6).getFirst().int16(0)).isEqualTo(9);
        assertThat(peer.ends).containsExactly(AssociationEnd.ABORTED_BY_US);
    }

    @Test
    void forwardTsnReleasesWhatWaitedBehindTheLostMessage() {
        peer.receive(data(WHOLE, TSN + 2, 1, 1, BYTE));
        peer.receive(data(2, TSN + 3, 1, 2, BYTE));
        assertThat(peer.messages).isEmpty();
        peer.packets.clear();
        peer.receive(TestPackets.forwardTsn(TSN + 1, 1, 0));
        assertThat(peer.messages).hasSize(1);
        assertThat(peer.take(3).getFirst().int32(0)).isEqualTo(TSN + 3);
        peer.receive(TestPackets.forwardTsn(TSN + 4, 1, 2));
        peer.receive(data(WHOLE, TSN + 5, 1, 3, BYTE));
        assertThat(peer.messages).hasSize(2);
        assertThat(peer.take(3).getLast().int32(4))
                .as("nothing is held any more")
                .isEqualTo(WINDOW);
    }

    @Test
    void anOldForwardTsnIsAnsweredWithASack() {
        peer.receive(data(WHOLE, TSN, 1, 0, BYTE));
        peer.receive(TestPackets.forwardTsn(TSN));
        assertThat(peer.take(3)).hasSize(1);
    }

    @Test
    void anUnorderedMessageOvertakesAGap() {
        peer.receive(data(WHOLE | 4, TSN + 1, 0, 0, BYTE));
        assertThat(peer.messages).hasSize(1);
        peer.receive(data(4 | 1, TSN + 4, 0, 0, BYTE), data(4 | 2, TSN + 3, 0, 0, BYTE));
        assertThat(peer.messages).hasSize(2);
    }

    @Test
    void heartbeatsAreAnsweredUnchangedAndSentWhenIdle() {
        byte[] info = {0, 1, 0, 7, 1, 2, 3};
        peer.receive(new Chunk(4, 0, info));
        assertThat(peer.take(5).getFirst().value()).containsExactly(info);
        peer.pass(15_100 * ScriptedPeer.MILLISECOND);
        Chunk probe = peer.take(4).getFirst();
        peer.receive(new Chunk(5, 0, probe.value()));
        peer.pass(10_000 * ScriptedPeer.MILLISECOND);
        assertThat(peer.packets).isEmpty();
        peer.pass(60_000 * ScriptedPeer.MILLISECOND);
        assertThat(peer.ends).containsExactly(AssociationEnd.RETRANSMISSIONS_EXHAUSTED);
    }

    @Test
    void unknownChunksAreSkippedOrReportedByTheirHighestBits() {
        peer.receive(TestPackets.chunk(0xBF, 0, BYTE), data(WHOLE, TSN, 1, 0, BYTE));
        assertThat(peer.messages).hasSize(1);
        peer.receive(TestPackets.chunk(0xFE, 0, BYTE), data(WHOLE, TSN + 1, 1, 1, BYTE));
        assertThat(peer.messages).hasSize(2);
        assertThat(peer.take(9).getFirst().value()).containsExactly(0, 6, 0, 9, 0xFE, 0, 0, 5, 7, 0, 0, 0);
        peer.receive(TestPackets.chunk(0x3F, 0, BYTE), data(WHOLE, TSN + 2, 1, 2, BYTE));
        peer.receive(TestPackets.chunk(0x7F, 0, BYTE), data(WHOLE, TSN + 2, 1, 2, BYTE));
        assertThat(peer.messages).hasSize(2);
        assertThat(peer.take(9)).hasSize(1);
        assertThat(peer.drops(SctpDrop.UNKNOWN_CHUNK)).isEqualTo(4);
    }

    @Test
    void onlyAnAbortWithTheRightTagEnds() {
        peer.receiveRaw(TestPackets.packet(peer.localTag + 1, TestPackets.empty(6)));
        peer.receiveRaw(TestPackets.packet(ScriptedPeer.PEER_TAG, TestPackets.empty(6)));
        peer.receiveRaw(TestPackets.packet(peer.localTag, TestPackets.chunk(6, 1, new byte[0])));
        assertThat(peer.ends).isEmpty();
        assertThat(peer.drops(SctpDrop.WRONG_TAG)).isEqualTo(3);
        peer.receiveRaw(TestPackets.packet(
                ScriptedPeer.PEER_TAG, TestPackets.chunk(6, 1, new byte[] {0, 12, 0, 6, 'n', '\n', 0, 0})));
        assertThat(peer.ends).containsExactly(AssociationEnd.ABORTED_BY_PEER);
        assertThat(peer.endDetails).containsExactly("cause 12: n...");
    }

    @Test
    void aListenerThatAbortsHearsNothingMore() {
        int tsn = TSN;
        var aborting = new ScriptedPeer() {
            @Override
            public void onMessage(int streamId, int payloadProtocolId, byte[] payload) {
                super.onMessage(streamId, payloadProtocolId, payload);
                association.abort("enough", now);
            }
        };
        aborting.open();
        aborting.receive(data(WHOLE, tsn + 1, 1, 1, BYTE));
        aborting.receive(data(WHOLE, tsn, 1, 0, BYTE), data(WHOLE, tsn + 2, 1, 2, BYTE));
        assertThat(aborting.messages).hasSize(1);
        assertThat(aborting.ends).containsExactly(AssociationEnd.ABORTED_BY_US);
        assertThat(aborting.take(6)).hasSize(1);
    }

    @Test
    void withoutForwardTsnOnTheOtherSideLossyMessagesBecomeReliable() {
        var plain = new ScriptedPeer();
        plain.receiveRaw(
                TestPackets.packet(0, TestPackets.init(1, ScriptedPeer.PEER_TAG, WINDOW, 10, TSN, new byte[0])));
        Chunk ack = TestPackets.chunks(plain.packets.remove()).getFirst();
        plain.localTag = ack.int32(0);
        plain.receive(new Chunk(10, 0, ScriptedPeer.cookieOf(ack)));
        plain.packets.clear();
        plain.association.send(1, 53, BYTE, Delivery.limited(true, 0), plain.now);
        plain.flush();
        plain.pass(3_000 * ScriptedPeer.MILLISECOND);
        assertThat(plain.take(0)).hasSizeGreaterThan(2);
        assertThat(plain.drops(SctpDrop.ABANDONED)).isZero();
    }
}
