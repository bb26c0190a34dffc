package org.vsekai.rtc.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Seeds;
import org.vsekai.core.SplitMix64;
import org.vsekai.rtc.sctp.TestPackets.Chunk;

/** A peer that follows the handshake and then makes up I-DATA, I-FORWARD-TSN and RE-CONFIG chunks as it likes. */
class HostileInterleavingProperties {
    private static final int WINDOW_BYTES = 20_000;
    private static final int MESSAGE_BYTES = 5_000;
    private static final int PACKETS = 1_500;

    private int tsn;

    @Test
    void nothingEscapesTheLimitsAndOnlyAnAbortEnds() {
        Seeds.forEach(60, random -> {
            AssociationOptions limits = AssociationOptions.defaults().withReceiveLimits(WINDOW_BYTES, MESSAGE_BYTES);
            ScriptedPeer peer = open(limits);
            for (int i = 0; i < PACKETS; i++) {
                if (!peer.ends.isEmpty()) {
                    assertThat(peer.ends).containsExactly(AssociationEnd.ABORTED_BY_US);
                    peer = open(limits);
                }
                peer.receive(chunk(random));
                if (random.chance(0.05)) {
                    peer.send(random.nextInt(4), 1 + random.nextInt(3_000), Delivery.timed(true, random.nextInt(2)));
                    peer.pass(random.between(0, 30 * ScriptedPeer.MILLISECOND));
                }
                assertThat(peer.association.heldBytes()).isBetween(0, WINDOW_BYTES + MESSAGE_BYTES);
                assertThat(peer.association.heldFragments()).isBetween(0, Association.MAX_HELD_FRAGMENTS);
                peer.packets.clear();
            }
        });
    }

    private ScriptedPeer open(AssociationOptions limits) {
        tsn = ScriptedPeer.PEER_TSN;
        var peer = new ScriptedPeer(limits);
        peer.extensions = TestPackets.interleavingExtensions();
        return peer.open();
    }

    private Chunk chunk(SplitMix64 random) {
        Chunk chunk = switch (random.nextInt(12)) {
            case 0 -> TestPackets.iForwardTsn(tsn + random.nextInt(4) - 2, entries(random));
            case 1 ->
                TestPackets.resetRequest(
                        ScriptedPeer.PEER_TSN + random.nextInt(4), 0, tsn + random.nextInt(3), random.nextInt(4));
            case 2 ->
                TestPackets.incomingReset(
                        ScriptedPeer.PEER_TSN + random.nextInt(4), random.nextInt(4), random.nextInt(1_100));
            default -> fragment(random);
        };
        return random.chance(0.97)
                ? chunk
                : new Chunk(
                        chunk.type(),
                        random.nextInt(256),
                        Arrays.copyOf(chunk.value(), random.nextInt(chunk.value().length + 8)));
    }

    private static int[] entries(SplitMix64 random) {
        int[] entries = new int[3 * random.nextInt(5)];
        for (int i = 0; i < entries.length; i += 3) {
            entries[i] = random.nextInt(5);
            entries[i + 1] = random.nextInt(4);
            entries[i + 2] = random.chance(0.1) ? (int) random.nextLong() : random.nextInt(8);
        }
        return entries;
    }

    private Chunk fragment(SplitMix64 random) {
        int wire = random.chance(0.9) ? tsn++ : tsn + random.nextInt(40) - 20;
        int message = random.chance(0.02) ? (int) random.nextLong() : random.nextInt(6);
        int fragment = random.chance(0.02) ? (int) random.nextLong() : random.nextInt(8);
        byte[] payload = new byte[random.chance(0.01) ? 0 : 1 + random.nextInt(900)];
        return TestPackets.iData(random.nextInt(16), wire, random.nextInt(4), message, fragment, payload);
    }
}
