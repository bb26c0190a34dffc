package org.vsekai.rtc.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Seeds;
import org.vsekai.core.SplitMix64;

/** Packets of real conversations, mutated and sealed with a right checksum, so that they reach what lies behind it. */
class HostilePacketsProperties {
    private static final long SECOND = 1_000_000_000;
    private static final int SEEDS = 100;
    private static final int PACKETS_PER_SEED = 500;

    @Test
    void nothingEscapesAndOnlyAnAbortEnds() {
        Seeds.forEach(SEEDS, random -> {
            LossyNetwork network = connected(random);
            for (int i = 0; i < PACKETS_PER_SEED; i++) {
                if (network.a.isEnded() || network.b.isEnded()) {
                    finish(network);
                    network = connected(random);
                }
                converse(network, random);
                List<byte[]> corpus = new ArrayList<>(network.a.sentPackets);
                corpus.addAll(network.b.sentPackets);
                byte[] hostile = mutate(corpus.get(random.nextInt(corpus.size())), random);
                network.b.receive(hostile, network.now());
                if (i % 20 == 0) {
                    network.run(random.between(0, 50 * LossyNetwork.MILLISECOND));
                }
            }
            finish(network);
        });
    }

    /** Mostly established; sometimes still in the handshake. */
    private static LossyNetwork connected(SplitMix64 random) {
        var network = LossyNetwork.ofAnyExtensions(random, LossyNetwork.Weather.calm());
        network.a.isRecording = true;
        network.b.isRecording = true;
        network.a.association.connect(network.now());
        network.run(random.chance(0.9) ? SECOND / 10 : 7 * LossyNetwork.MILLISECOND);
        return network;
    }

    private static void finish(LossyNetwork network) {
        network.run(SECOND);
        check(network.a);
        check(network.b);
    }

    private static void check(Endpoint endpoint) {
        assertThat(endpoint.largestPacket).isLessThanOrEqualTo(1_135);
        assertThat(endpoint.ends).hasSizeLessThanOrEqualTo(1);
        if (endpoint.isEnded()) {
            boolean isAborted = endpoint.ends.getFirst() == AssociationEnd.ABORTED_BY_US
                    || endpoint.ends.getFirst() == AssociationEnd.ABORTED_BY_PEER
                    || endpoint.ends.getFirst() == AssociationEnd.SHUT_DOWN_BY_PEER;
            assertThat(isAborted).as(endpoint.toString()).isTrue();
        }
    }

    private static void converse(LossyNetwork network, SplitMix64 random) {
        Endpoint from = random.chance(0.5) ? network.a : network.b;
        switch (random.nextInt(12)) {
            case 0 -> from.send(1, random.nextBytes(1 + random.nextInt(5_000)), false, Delivery.UNLIMITED);
            case 1 -> from.send(0, random.nextBytes(1 + random.nextInt(1_100)), true, 0);
            case 2 -> from.send(2, random.nextBytes(1 + random.nextInt(1_100)), false, 1);
            case 3 -> from.association.resetStreams(new int[] {random.nextInt(4)}, network.now());
            default -> from.association.flush(network.now());
        }
        while (network.a.sentPackets.size() > 60) {
            network.a.sentPackets.remove(random.nextInt(30));
        }
        while (network.b.sentPackets.size() > 60) {
            network.b.sentPackets.remove(random.nextInt(30));
        }
    }

    private static byte[] mutate(byte[] original, SplitMix64 random) {
        byte[] packet = original.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            packet = mutateOnce(packet, random);
        }
        if (packet.length >= 12 && random.chance(0.95)) {
            TestPackets.sealed(packet);
        }
        return packet;
    }

    private static byte[] mutateOnce(byte[] packet, SplitMix64 random) {
        if (packet.length < 20) {
            return random.nextBytes(random.nextInt(64));
        }
        // Ports and tag stay as they are most of the time, or all of the effort would end there.
        int at = random.chance(0.9) ? 12 + random.nextInt(packet.length - 12) : random.nextInt(packet.length);
        switch (random.nextInt(9)) {
            case 0 -> packet[at] = (byte) random.nextLong();
            case 1 -> packet[at] ^= (byte) (1 << random.nextInt(8));
            case 2 -> packet[12] = (byte) random.nextLong();
            case 3 -> packet[13] = (byte) random.nextInt(16);
            case 4 -> Bytes.put16(packet, 14, random.nextInt(3) * random.nextInt(packet.length));
            case 5 -> Bytes.put32(packet, Math.min(at, packet.length - 4), interesting(random));
            case 6 -> {
                return Arrays.copyOf(packet, random.nextInt(packet.length));
            }
            case 7 -> {
                byte[] longer = Arrays.copyOf(packet, packet.length + 4 * random.nextInt(20));
                System.arraycopy(packet, 12, longer, longer.length - (packet.length - 12), packet.length - 12);
                return longer;
            }
            default -> {
                byte[] noise = random.nextBytes(random.nextInt(16));
                System.arraycopy(noise, 0, packet, at, Math.min(noise.length, packet.length - at));
            }
        }
        return packet;
    }

    private static int interesting(SplitMix64 random) {
        int[] values = {0, 1, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, 0xFFFF, 0x10000, 0x00010001, 0x00040004};
        return values[random.nextInt(values.length)];
    }

    @Test
    void randomBytesAreRefused() {
        Seeds.forEach(20, random -> {
            var peer = new ScriptedPeer();
            for (int i = 0; i < 500; i++) {
                peer.receiveRaw(random.nextBytes(random.nextInt(200)));
            }
            assertThat(peer.packets).isEmpty();
            assertThat(peer.ends).isEmpty();
            assertThat(peer.drops(SctpDrop.MALFORMED_PACKET) + peer.drops(SctpDrop.BAD_CHECKSUM))
                    .isEqualTo(500);
        });
    }
}
