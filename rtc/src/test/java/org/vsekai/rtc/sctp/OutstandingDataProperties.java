package org.vsekai.rtc.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Seeds;
import org.vsekai.core.SplitMix64;
import org.vsekai.core.Tally;

/** Sums and counts stay true under any plausible SACKs, timeouts and retransmissions. */
class OutstandingDataProperties {
    @Test
    void sumsAgreeWithWhatIsOutstanding() {
        Seeds.forEach(150, random -> {
            var scratch = new SctpScratch();
            long first = Serial.first((int) random.nextLong());
            var outstanding = new OutstandingData(first, 16, scratch, new Tally<>(SctpDrop.class));
            for (int i = 0; i < 300; i++) {
                switch (random.nextInt(6)) {
                    case 5 -> outstanding.expireLost(random.nextInt(300));
                    case 0, 1 -> send(outstanding, scratch, random);
                    case 2 -> sack(outstanding, random);
                    case 3 -> {
                        if (outstanding.hasLost()) {
                            outstanding.resent(outstanding.firstLost());
                        }
                    }
                    default -> {
                        if (random.chance(0.1)) {
                            outstanding.loseAll(0);
                            assertThat(outstanding.flightBytes()).isZero();
                        }
                    }
                }
                assertThat(outstanding.isConsistent()).isTrue();
                assertThat(outstanding.abandonedPoint())
                        .isBetween(outstanding.cumulativeAck(), outstanding.nextTsn() - 1);
            }
        });
    }

    /** Fragments of several messages in turns, as when they interleave. */
    @Test
    void messagesThatInterleaveAreGivenUpWhole() {
        Seeds.forEach(100, random -> {
            var scratch = new SctpScratch();
            var outstanding = new OutstandingData(
                    Serial.first((int) random.nextLong()), 20, scratch, new Tally<>(SctpDrop.class));
            List<OutgoingMessage> open = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                if (open.size() < 4) {
                    Delivery delivery = random.chance(0.5)
                            ? Delivery.timed(true, random.nextInt(400))
                            : Delivery.limited(true, random.nextInt(3) - 1);
                    open.add(scratch.takeMessage().begin(open.size(), 53, new byte[500], delivery, i));
                }
                OutgoingMessage message = open.get(random.nextInt(open.size()));
                outstanding.add(message, 100, i);
                message.sentBytes += 100;
                if (random.chance(0.1)) {
                    sack(outstanding, random);
                }
                if (random.chance(0.03)) {
                    outstanding.loseAll(i);
                }
                while (outstanding.hasLost() && random.chance(0.5)) {
                    outstanding.resent(outstanding.firstLost());
                }
                outstanding.expireLost(i);
                outstanding.takeCut();
                open.removeIf(each -> each.isAbandoned || each.unsentBytes() == 0);
                assertThat(outstanding.isConsistent()).isTrue();
            }
        });
    }

    private static void send(OutstandingData outstanding, SctpScratch scratch, SplitMix64 random) {
        var message = scratch.takeMessage().begin(1, 53, new byte[1 + random.nextInt(300)], anyDelivery(random), 0);
        while (message.unsentBytes() > 0) {
            int length = Math.min(100, message.unsentBytes());
            outstanding.add(message, length, 0);
            message.sentBytes += length;
        }
    }

    private static Delivery anyDelivery(SplitMix64 random) {
        return random.chance(0.3)
                ? Delivery.timed(true, random.nextInt(300))
                : Delivery.limited(true, random.nextInt(4) - 1);
    }

    private static void sack(OutstandingData outstanding, SplitMix64 random) {
        int count = (int) (outstanding.nextTsn() - 1 - outstanding.cumulativeAck());
        int advance = random.chance(0.5) ? 0 : random.nextInt(count + 1);
        int left = count - advance;
        int[] gaps = {};
        if (left > 2) {
            int start = 2 + random.nextInt(left - 2);
            gaps = new int[] {start, start + random.nextInt(left - start + 1)};
        }
        var peer = TestPackets.sack((int) outstanding.cumulativeAck() + advance, 1 << 20, gaps);
        var view = new SackView();
        assertThat(view.wrap(peer.value(), 0, peer.value().length)).isTrue();
        assertThat(outstanding.isPlausible(view)).isTrue();
        outstanding.onSack(view, random.chance(0.3), 0);
    }

    @Test
    void refusesGapBlocksThatOverlapOrRunBackwards() {
        var view = new SackView();
        for (int[] gaps : new int[][] {{0, 1}, {3, 2}, {2, 4, 4, 5}, {5, 6, 2, 3}}) {
            byte[] value = TestPackets.sack(1, 1, gaps).value();
            assertThat(view.wrap(value, 0, value.length)).isFalse();
        }
        byte[] cut = TestPackets.sack(1, 1, 2, 3).value();
        assertThat(view.wrap(cut, 0, cut.length - 1)).isFalse();
        assertThat(view.wrap(cut, 0, 11)).isFalse();
    }
}
