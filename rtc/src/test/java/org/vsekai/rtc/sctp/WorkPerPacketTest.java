package org.vsekai.rtc.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Seeds;
import org.vsekai.rtc.sctp.TestPackets.Chunk;

/** What one packet may ask for is bounded, also from a peer that has joined. */
class WorkPerPacketTest {
    /**
     * Cause: a SACK with a gap looks at everything outstanding, twice. Scenario: a hundred of them in one packet of 2 kB, while thousands of small
     * chunks are outstanding: a millisecond of the event loop's for each packet, and a peer may send four thousand packets a second. Now: a packet
     * with a second SACK is dropped whole.
     */
    @Test
    void aSecondSackInOnePacketIsRefused() {
        ScriptedPeer peer = ScriptedPeer.connected();
        Chunk sack = TestPackets.sack(peer.localTsn - 1, 1 << 20);
        peer.receive(sack);
        assertThat(peer.drops(SctpDrop.TOO_MANY_CHUNKS)).isZero();
        peer.receive(sack, sack);
        assertThat(peer.drops(SctpDrop.TOO_MANY_CHUNKS)).isEqualTo(1);
    }

    /** As above: each may pass over as many numbers as the window has. */
    @Test
    void aSecondForwardTsnInOnePacketIsRefused() {
        ScriptedPeer peer = ScriptedPeer.connected();
        Chunk forward = TestPackets.forwardTsn(ScriptedPeer.PEER_TSN);
        peer.receive(forward, forward);
        assertThat(peer.drops(SctpDrop.TOO_MANY_CHUNKS)).isEqualTo(1);
    }

    /** As above: each may reset every stream there is. A request and answers may still come in chunks of their own. */
    @Test
    void manyReconfigurationsInOnePacketAreRefused() {
        ScriptedPeer peer = ScriptedPeer.connected();
        Chunk request = TestPackets.resetRequest(ScriptedPeer.PEER_TSN, 0, ScriptedPeer.PEER_TSN - 1, 5);
        Chunk response = TestPackets.resetResponse(0, 1);
        peer.receive(request, response, response, response, response);
        assertThat(peer.resets).isEmpty();
        assertThat(peer.drops(SctpDrop.TOO_MANY_CHUNKS)).isEqualTo(1);
        peer.receive(request, response, response);
        assertThat(peer.resets).hasSize(1);
    }

    /**
     * Cause: passing over numbers of a stream looked at every message held for it. Scenario: four thousand early messages on a stream, and a FORWARD
     * TSN that passes over one number of it, five hundred times: three milliseconds for one packet. Now: the lesser of the two is gone through,
     * numbers or messages; the outcome is the same.
     */
    @Test
    void passingOverNumbersInManySmallStepsDeliversTheSameInTheSameOrder() {
        Seeds.forEach(30, random -> {
            ScriptedPeer steps = ScriptedPeer.connected();
            ScriptedPeer leap = ScriptedPeer.connected();
            for (int i = 0; i < 60; i++) {
                byte[] payload = {(byte) i};
                Chunk early = TestPackets.data(3, ScriptedPeer.PEER_TSN + 1 + i, 5, 1 + random.nextInt(300), payload);
                steps.receive(early);
                leap.receive(early);
            }
            int[] passed = new int[600];
            for (int i = 0; i < 300; i++) {
                passed[2 * i] = 5;
                passed[2 * i + 1] = i;
            }
            steps.receive(TestPackets.forwardTsn(ScriptedPeer.PEER_TSN + 70, passed));
            leap.receive(TestPackets.forwardTsn(ScriptedPeer.PEER_TSN + 70, 5, 299));
            assertThat(payloads(steps)).isNotEmpty().isEqualTo(payloads(leap));
        });
    }

    private static List<String> payloads(ScriptedPeer peer) {
        return peer.messages.stream()
                .map(message -> Arrays.toString(message.payload()))
                .toList();
    }
}
