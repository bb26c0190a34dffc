package org.vsekai.rtc.sctp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vsekai.rtc.sctp.TestPackets.iData;
import static org.vsekai.rtc.sctp.TestPackets.iForwardTsn;
import static org.vsekai.rtc.sctp.TestPackets.sack;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.vsekai.rtc.sctp.TestPackets.Chunk;

/** Interleaved messages (RFC 8260) against a scripted peer. */
class InterleavingTest {
    private static final int WHOLE = 3;
    private static final int BEGIN = 2;
    private static final int END = 1;
    private static final int UNORDERED = 4;
    private static final int TSN = ScriptedPeer.PEER_TSN;
    private static final int WINDOW = 1 << 20;
    private static final byte[] BYTE = {7};
    private static final Delivery ONCE = Delivery.limited(true, 0);

    private final ScriptedPeer peer = ScriptedPeer.interleaved();

    private List<Integer> streams(List<Chunk> chunks) {
        return chunks.stream().map(chunk -> chunk.int16(4)).toList();
    }

    private void acknowledgeAll(int count) {
        peer.receive(sack(peer.localTsn + count - 1, WINDOW));
    }

    @Test
    void bothEndsAnnounceIt() {
        var scripted = new ScriptedPeer();
        Chunk ack = scripted.sendInit();
        assertThat(ack.int16(20)).isEqualTo(0x8008);
        assertThat(ack.int16(22)).isEqualTo(8);
        assertThat(ack.value()[26]).isEqualTo((byte) 64);
        assertThat(ack.value()[27]).isEqualTo((byte) 194);
        assertThat(peer.association.isInterleaved()).isTrue();
        assertThat(ScriptedPeer.connected().association.isInterleaved()).isFalse();
    }

    @Test
    void dataWhereInterleavedDataWasAgreedOnIsAViolation() {
        peer.receive(TestPackets.data(WHOLE, TSN, 1, 0, BYTE));
        assertThat(peer.take(6).getFirst().int16(0)).isEqualTo(CauseCode.PROTOCOL_VIOLATION);
        assertThat(peer.ends).containsExactly(AssociationEnd.ABORTED_BY_US);
        assertThat(peer.messages).isEmpty();
    }

    @Test
    void interleavedDataWhereItWasNotAgreedOnIsAViolation() {
        ScriptedPeer plain = ScriptedPeer.connected();
        plain.receive(iData(WHOLE, TSN, 1, 0, 53, BYTE));
        assertThat(plain.take(6).getFirst().int16(0)).isEqualTo(CauseCode.PROTOCOL_VIOLATION);
        assertThat(plain.ends).containsExactly(AssociationEnd.ABORTED_BY_US);
    }

    @Test
    void theWrongKindOfForwardTsnIsAViolation() {
        peer.receive(TestPackets.forwardTsn(TSN));
        assertThat(peer.take(6).getFirst().int16(0)).isEqualTo(CauseCode.PROTOCOL_VIOLATION);
        ScriptedPeer plain = ScriptedPeer.connected();
        plain.receive(iForwardTsn(TSN));
        assertThat(plain.take(6).getFirst().int16(0)).isEqualTo(CauseCode.PROTOCOL_VIOLATION);
    }

    @Test
    void withoutItsForwardTsnEveryMessageIsReliable() {
        var scripted = new ScriptedPeer();
        scripted.extensions = new byte[] {(byte) 0xC0, 0, 0, 4, (byte) 0x80, 8, 0, 6, (byte) 0xC0, 64, 0, 0};
        scripted.open();
        assertThat(scripted.association.isInterleaved()).isTrue();
        scripted.send(1, 100, ONCE);
        scripted.flush();
        scripted.pass(5_000 * ScriptedPeer.MILLISECOND);
        assertThat(scripted.take(64)).hasSizeGreaterThan(2);
    }

    @Test
    void theFirstFragmentNamesTheProtocolAndTheOthersAreNumbered() {
        peer.send(3, 2_500, Delivery.RELIABLE);
        peer.flush();
        List<Chunk> chunks = peer.take(64);
        assertThat(chunks).extracting(Chunk::flags).containsExactly(BEGIN, 0, END | 8);
        assertThat(chunks).extracting(chunk -> chunk.int32(12)).containsExactly(53, 1, 2);
        assertThat(chunks).allMatch(chunk -> chunk.int16(4) == 3 && chunk.int16(6) == 0 && chunk.int32(8) == 0);
    }

    @Test
    void orderedAndUnorderedMessagesAreNumberedApart() {
        for (int i = 0; i < 2; i++) {
            peer.send(1, 10, Delivery.RELIABLE);
            peer.send(1, 10, Delivery.limited(true, Delivery.UNLIMITED));
        }
        peer.flush();
        List<Chunk> chunks = peer.take(64);
        assertThat(chunks).extracting(chunk -> chunk.flags() & UNORDERED).containsExactly(0, 4, 0, 4);
        assertThat(chunks).extracting(chunk -> chunk.int32(8)).containsExactly(0, 0, 1, 1);
    }

    @Test
    void streamsTakeTurnsFragmentByFragment() {
        peer.send(1, 5_000, Delivery.RELIABLE);
        peer.send(2, 5_000, Delivery.RELIABLE);
        peer.flush();
        peer.flush();
        assertThat(streams(peer.take(64))).containsExactly(1, 2, 1, 2, 1, 2, 1, 2);
    }

    @Test
    void aLossyMessageLeavesBetweenTheFragmentsOfAReliableOne() {
        peer.send(1, 40_000, Delivery.RELIABLE);
        peer.flush();
        assertThat(peer.send(0, 1, ONCE)).isTrue();
        peer.flush();
        assertThat(streams(peer.take(64))).startsWith(1, 1, 1, 1, 0, 1);
    }

    @Test
    void twoMessagesOfOneStreamNeverInterleave() {
        peer.send(1, 40_000, Delivery.RELIABLE);
        peer.flush();
        assertThat(peer.send(1, 1, ONCE)).isTrue();
        peer.flush();
        assertThat(peer.take(64)).allMatch(chunk -> (chunk.flags() & UNORDERED) == 0);
        assertThat(peer.drops(SctpDrop.LOSSY_NO_WINDOW)).isEqualTo(1);
    }

    /**
     * A transfer filled the congestion window with every SACK, so that a lossy message, which never waits, found no room for as long as the transfer
     * went on. Now the transfer leaves as much room as lossy messages took in the last round trip.
     */
    @Test
    void lossyMessagesFindRoomBesideATransferThatNeverEnds() {
        int sent = 0;
        int lossy = 0;
        for (int tick = 0; tick < 200; tick++) {
            while (peer.association.bufferedBytes() < 500_000) {
                peer.send(1, 60_000, Delivery.RELIABLE);
            }
            acknowledgeAll(sent);
            sent += sendAllThatFits();
            lossy += peer.send(0, 300, ONCE) ? 1 : 0;
            sent += sendAllThatFits();
            peer.pass(20 * ScriptedPeer.MILLISECOND);
        }
        assertThat(lossy).isGreaterThan(190);
    }

    private int sendAllThatFits() {
        int sent = 0;
        int before;
        do {
            before = sent;
            peer.flush();
            sent += peer.take(64).size();
        } while (sent != before);
        return sent;
    }

    @Test
    void aLossyMessageThatIsGivenUpIsNamed() {
        peer.send(4, 100, ONCE);
        peer.send(5, 100, Delivery.limited(false, 0));
        peer.flush();
        peer.pass(600 * ScriptedPeer.MILLISECOND);
        Chunk forward = peer.take(194).getFirst();
        assertThat(forward).usingRecursiveComparison().isEqualTo(iForwardTsn(peer.localTsn + 1, 4, 1, 0, 5, 0, 0));
    }

    @Test
    void fragmentsAreJoinedByMessageWhateverTheirNumbers() {
        peer.receive(
                iData(BEGIN, TSN, 1, 0, 53, new byte[] {1}),
                iData(BEGIN, TSN + 1, 2, 0, 51, new byte[] {4}),
                iData(END, TSN + 2, 1, 0, 2, new byte[] {3}),
                iData(END, TSN + 3, 2, 0, 1, new byte[] {5}),
                iData(0, TSN + 4, 1, 0, 1, new byte[] {2}));
        assertThat(peer.messages).extracting(Endpoint.Message::streamId).containsExactly(2, 1);
        assertThat(peer.messages.get(0).payload()).containsExactly(4, 5);
        assertThat(peer.messages.get(0).payloadProtocolId()).isEqualTo(51);
        assertThat(peer.messages.get(1).payload()).containsExactly(1, 2, 3);
        assertThat(peer.association.heldFragments()).isZero();
    }

    @Test
    void orderedMessagesWaitForTheirTurnAndUnorderedOnesDoNot() {
        peer.receive(iData(WHOLE, TSN + 1, 1, 1, 53, new byte[] {2}));
        assertThat(peer.messages).isEmpty();
        peer.receive(iData(WHOLE | UNORDERED, TSN + 2, 1, 9, 53, new byte[] {9}));
        assertThat(peer.messages).hasSize(1);
        peer.receive(iData(WHOLE, TSN, 1, 0, 53, new byte[] {1}));
        assertThat(peer.messages).hasSize(3);
        peer.receive(iData(WHOLE, TSN + 3, 1, 1, 53, new byte[] {2}));
        assertThat(peer.messages).as("delivered before").hasSize(3);
        assertThat(peer.drops(SctpDrop.STALE_SSN)).isEqualTo(1);
    }

    @Test
    void whatThePeerGivesUpIsForgottenAndWhatWaitedIsDelivered() {
        peer.receive(
                iData(BEGIN, TSN + 1, 1, 0, 53, BYTE),
                iData(BEGIN | UNORDERED, TSN + 2, 1, 0, 53, BYTE),
                iData(BEGIN | UNORDERED, TSN + 3, 1, 1, 53, BYTE),
                iData(WHOLE, TSN + 4, 1, 1, 53, new byte[] {8}));
        assertThat(peer.messages).isEmpty();
        assertThat(peer.association.heldFragments()).isEqualTo(4);
        peer.receive(iForwardTsn(TSN + 4, 1, 0, 0, 1, 1, 0, 2_000, 0, 0));
        assertThat(peer.messages).hasSize(1);
        assertThat(peer.association.heldFragments())
                .as("the unordered one that was not given up")
                .isEqualTo(1);
        assertThat(peer.drops(SctpDrop.INVALID_STREAM)).isEqualTo(1);
        peer.receive(iData(END | UNORDERED, TSN + 5, 1, 1, 1, BYTE));
        assertThat(peer.messages).hasSize(2);
    }

    @Test
    void aFragmentThatCameBeforeOrIsBeyondTheEndIsForgotten() {
        peer.receive(
                iData(BEGIN, TSN, 1, 0, 53, BYTE),
                iData(0, TSN + 1, 1, 0, 3, BYTE),
                iData(0, TSN + 2, 1, 0, 3, BYTE),
                iData(END, TSN + 3, 1, 0, 1, BYTE));
        assertThat(peer.messages).hasSize(1);
        assertThat(peer.messages.getFirst().payload()).hasSize(2);
        assertThat(peer.association.heldBytes()).isZero();
        assertThat(peer.drops(SctpDrop.ORPHAN_FRAGMENT)).isEqualTo(2);
    }

    @Test
    void aMessageThatIsTooLargeEndsTheAssociation() {
        int most = AssociationOptions.defaults().maxReceiveMessageBytes();
        peer.receive(iData(0, TSN, 1, 0, most - 1, BYTE));
        assertThat(peer.ends).isEmpty();
        peer.receive(iData(0, TSN + 1, 1, 0, most, BYTE));
        assertThat(peer.ends).containsExactly(AssociationEnd.ABORTED_BY_US);
    }

    @Test
    void aResetStartsBothNumbersAgain() {
        peer.receive(
                iData(WHOLE, TSN, 1, 0, 53, BYTE),
                iData(BEGIN | UNORDERED, TSN + 1, 1, 0, 53, BYTE),
                TestPackets.resetRequest(TSN, 0, TSN + 1, 1));
        assertThat(peer.association.heldFragments()).isZero();
        peer.receive(iData(WHOLE, TSN + 2, 1, 0, 53, BYTE));
        assertThat(peer.messages).hasSize(2);
        peer.receive(TestPackets.resetResponse(peer.localTsn, StreamReset.PERFORMED));
        peer.packets.clear();
        peer.send(1, 10, Delivery.RELIABLE);
        peer.send(1, 10, Delivery.limited(true, Delivery.UNLIMITED));
        peer.flush();
        assertThat(peer.take(64)).allMatch(chunk -> chunk.int32(8) == 0);
    }
}
