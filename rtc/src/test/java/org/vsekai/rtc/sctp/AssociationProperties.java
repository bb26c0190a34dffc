package org.vsekai.rtc.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Seeds;
import org.vsekai.core.SplitMix64;
import org.vsekai.core.Tally;

/** Two associations over a path that loses, repeats, delays, reorders and corrupts. */
class AssociationProperties {
    private static final long SECOND = 1_000_000_000;
    private static final int LOSSY = 0;
    private static final int RELIABLE = 1;
    private static final int SECOND_RELIABLE = 2;

    @Test
    void reliableArrivesOnceInOrderLossyAtMostOnceAndBothSidesEnd() {
        var seen = new Tally<>(SctpDrop.class);
        Seeds.forEach(200, random -> {
            var network = LossyNetwork.ofAnyExtensions(random, LossyNetwork.Weather.random(random));
            network.a.association.connect(network.now());
            if (random.chance(0.2)) {
                network.b.association.connect(network.now());
            }
            boolean isUp = network.runUntil(
                    30 * SECOND, () -> network.a.association.isEstablished() && network.b.association.isEstablished());
            assertThat(isUp).as("established: %s %s", network.a, network.b).isTrue();
            var fromA = new Traffic(network.a, random);
            var fromB = new Traffic(network.b, random);
            network.onTick(() -> {
                fromA.tick();
                fromB.tick();
            });
            network.run(2 * SECOND);
            network.onTick(() -> {});
            (random.chance(0.5) ? network.a : network.b).association.shutdown(network.now());
            if (random.chance(0.2)) {
                network.a.association.shutdown(network.now());
            }
            network.weather(LossyNetwork.Weather.calm());
            boolean isOver = network.runUntil(30 * SECOND, () -> network.a.isEnded() && network.b.isEnded());
            assertThat(isOver).as("ended: %s %s", network.a, network.b).isTrue();
            fromA.check(network.b);
            fromB.check(network.a);
            checkEnd(network.a);
            checkEnd(network.b);
            network.a.association.drops().forEach(seen::add);
        });
        if (Long.getLong("sekai.seed") == null) {
            // The weather was bad enough to mean something.
            assertThat(seen.get(SctpDrop.ABANDONED)).isGreaterThan(100);
            assertThat(seen.get(SctpDrop.DUPLICATE_TSN)).isGreaterThan(100);
            assertThat(seen.get(SctpDrop.BAD_CHECKSUM)).isGreaterThan(100);
            assertThat(seen.get(SctpDrop.LOSSY_NO_WINDOW)).isGreaterThan(100);
        }
    }

    private static void checkEnd(Endpoint endpoint) {
        assertThat(endpoint.establishedCount).isEqualTo(1);
        assertThat(endpoint.largestPacket).isLessThanOrEqualTo(1_135);
        assertThat(endpoint.ends)
                .as(endpoint.toString())
                .hasSize(1)
                .containsAnyOf(AssociationEnd.SHUT_DOWN_BY_US, AssociationEnd.SHUT_DOWN_BY_PEER);
    }

    /** What one side sends: lossy messages on stream 0, reliable ones on 1 and 2. Each starts with its number. */
    private static final class Traffic {
        private final Endpoint from;
        private final SplitMix64 random;
        private final List<byte[]> lossy = new ArrayList<>();
        private final List<byte[]> reliable = new ArrayList<>();
        private final List<byte[]> unordered = new ArrayList<>();
        private final int lossyRetransmits;
        private final boolean isLossyUnordered;

        Traffic(Endpoint from, SplitMix64 random) {
            this.from = from;
            this.random = random;
            lossyRetransmits = random.nextInt(3);
            isLossyUnordered = random.chance(0.5);
        }

        void tick() {
            if (random.chance(0.9)) {
                offer(LOSSY, lossy, random.nextInt(50) == 0 ? 5_000 : 1_100, isLossyUnordered, lossyRetransmits);
            }
            if (random.chance(0.2)) {
                offer(RELIABLE, reliable, random.nextInt(20) == 0 ? 40_000 : 600, false, Delivery.UNLIMITED);
            }
            if (random.chance(0.1)) {
                offer(SECOND_RELIABLE, unordered, 3_000, true, Delivery.UNLIMITED);
            }
        }

        private void offer(int stream, List<byte[]> log, int maxBytes, boolean isUnordered, int retransmits) {
            byte[] message = random.nextBytes(4 + random.nextInt(maxBytes));
            Bytes.put32(message, 0, log.size());
            if (from.send(stream, message, isUnordered, retransmits)) {
                log.add(message);
            }
        }

        void check(Endpoint to) {
            var received =
                    to.messages.stream().filter(m -> m.streamId() == RELIABLE).toList();
            assertThat(received).as("ordered: %s %s", from, to).hasSize(reliable.size());
            for (int i = 0; i < received.size(); i++) {
                assertThat(received.get(i).payload()).isEqualTo(reliable.get(i));
            }
            checkEachOnce(to, SECOND_RELIABLE, unordered, true);
            checkEachOnce(to, LOSSY, lossy, isLossyUnordered);
            assertThat(to.messages.stream()
                            .filter(m -> m.streamId() == SECOND_RELIABLE)
                            .count())
                    .isEqualTo(unordered.size());
        }

        private static void checkEachOnce(Endpoint to, int stream, List<byte[]> sent, boolean isUnordered) {
            Set<Integer> seen = new HashSet<>();
            int last = -1;
            for (Endpoint.Message message : to.messages) {
                if (message.streamId() == stream) {
                    int number = Bytes.get32(message.payload(), 0);
                    assertThat(seen.add(number))
                            .as("message %d came once", number)
                            .isTrue();
                    assertThat(Arrays.equals(message.payload(), sent.get(number)))
                            .isTrue();
                    assertThat(isUnordered || number > last).as("in order").isTrue();
                    last = number;
                }
            }
        }
    }
}
