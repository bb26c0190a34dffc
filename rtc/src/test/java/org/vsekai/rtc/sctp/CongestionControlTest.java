package org.vsekai.rtc.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CongestionControlTest {
    private static final int PACKET = 1_000;
    private static final long MILLISECOND = 1_000_000;

    private final CongestionControl congestion = new CongestionControl(PACKET, 40_000);

    private void acknowledge(int bytes) {
        congestion.onCumulativeAdvance(congestion.windowBytes(), bytes, 1, congestion.windowBytes() - bytes);
    }

    @Test
    void slowStartGrowsByAPacketForEachAcknowledgement() {
        acknowledge(2 * PACKET);
        acknowledge(PACKET / 2);
        assertThat(congestion.windowBytes()).isEqualTo(11_500);
    }

    @Test
    void aWindowThatIsNotUsedDoesNotGrow() {
        congestion.onCumulativeAdvance(2 * PACKET, PACKET, 1, PACKET);
        assertThat(congestion.windowBytes()).isEqualTo(10_000);
    }

    @Test
    void avoidanceGrowsByAPacketForEachWindow() {
        while (congestion.windowBytes() <= 40_000) {
            acknowledge(PACKET);
        }
        int window = congestion.windowBytes();
        for (int i = 0; i < window / PACKET - 1; i++) {
            acknowledge(PACKET);
        }
        assertThat(congestion.windowBytes()).isEqualTo(window);
        acknowledge(PACKET);
        acknowledge(PACKET);
        assertThat(congestion.windowBytes()).isEqualTo(window + PACKET);
    }

    @Test
    void aLossHalvesOnceUntilRecoveryEnds() {
        assertThat(congestion.onLoss(100)).isTrue();
        assertThat(congestion.windowBytes()).isEqualTo(5_000);
        assertThat(congestion.onLoss(120)).isFalse();
        congestion.onCumulativeAdvance(5_000, 1_000, 99, 4_000);
        assertThat(congestion.isInFastRecovery()).isTrue();
        congestion.onCumulativeAdvance(5_000, 1_000, 100, 4_000);
        assertThat(congestion.isInFastRecovery()).isFalse();
        assertThat(congestion.windowBytes()).isEqualTo(5_000);
        congestion.onLoss(200);
        assertThat(congestion.windowBytes()).as("never under four packets").isEqualTo(4_000);
    }

    @Test
    void aTimeoutLeavesOnePacket() {
        congestion.onTimeout();
        assertThat(congestion.windowBytes()).isEqualTo(PACKET);
    }

    @Test
    void idlenessDecaysDownToFourPackets() {
        congestion.onIdle(900, 1_000);
        assertThat(congestion.windowBytes()).isEqualTo(10_000);
        congestion.onIdle(1_500, 1_000);
        assertThat(congestion.windowBytes()).isEqualTo(5_000);
        congestion.onIdle(Long.MAX_VALUE / 2, 1);
        assertThat(congestion.windowBytes()).isEqualTo(4_000);
    }

    @Test
    void theTimeoutFollowsTheRoundTripWithinItsBounds() {
        var timeout = new RetransmissionTimeout(AssociationOptions.defaults());
        assertThat(timeout.nanos()).isEqualTo(500 * MILLISECOND);
        for (int i = 0; i < 100; i++) {
            timeout.measured(10 * MILLISECOND);
        }
        assertThat(timeout.nanos())
                .as("late acknowledgements are no loss")
                .isBetween(229 * MILLISECOND, 231 * MILLISECOND);
        timeout.measured(1_000 * MILLISECOND);
        assertThat(timeout.nanos()).isGreaterThan(1_000 * MILLISECOND);
        for (int i = 0; i < 10; i++) {
            timeout.backOff();
        }
        assertThat(timeout.nanos()).isEqualTo(2_000 * MILLISECOND);
        timeout.measured(-5);
        timeout.measured(Long.MAX_VALUE);
        assertThat(timeout.nanos()).isEqualTo(2_000 * MILLISECOND);
    }
}
