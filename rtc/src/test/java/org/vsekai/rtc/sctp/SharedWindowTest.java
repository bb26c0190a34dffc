package org.vsekai.rtc.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.vsekai.core.SplitMix64;
import org.vsekai.rtc.sctp.LossyNetwork.Weather;

/** Lossy messages and those that wait, in one congestion window. */
class SharedWindowTest {
    private static final long SECOND = 1_000 * LossyNetwork.MILLISECOND;
    private static final long DELAY = 90 * LossyNetwork.MILLISECOND;
    private static final int LOSSY = 0;
    private static final int RELIABLE = 1;
    private static final int SNAPSHOT_BYTES = 300;
    private static final int MESSAGE_BYTES = 800;
    private static final int MESSAGES = 40;

    /**
     * A simulated player waited for answers while snapshots flowed: after an outage the window was four packets, the snapshots of one
     * round trip were more than half of it, and the half that is left to lossy messages was left beside those. What waits leaves them
     * half of the window, and has the other.
     */
    @Test
    void inTheSmallWindowAfterAnOutageWhatWaitsIsNotStarvedByWhatIsLossy() {
        var network = new LossyNetwork(new SplitMix64(1), path(0), AssociationOptions.defaults());
        network.a.association.connect(network.now());
        assertThat(network.runUntil(SECOND, () -> network.a.establishedCount + network.b.establishedCount == 2))
                .isTrue();
        network.onTick(() -> network.a.send(LOSSY, new byte[SNAPSHOT_BYTES], true, 0));
        network.weather(path(1));
        network.a.send(RELIABLE, new byte[MESSAGE_BYTES], false, -1);
        network.run(2 * SECOND);
        network.weather(path(0));
        for (int i = 1; i < MESSAGES; i++) {
            network.a.send(RELIABLE, new byte[MESSAGE_BYTES], false, -1);
        }
        assertThat(network.runUntil(4 * SECOND, () -> arrived(network, RELIABLE) > 0))
                .as("the path is there again")
                .isTrue();
        long lossyBefore = arrived(network, LOSSY);
        network.run(2 * SECOND);
        assertThat(arrived(network, RELIABLE)).isEqualTo(MESSAGES);
        assertThat(arrived(network, LOSSY) - lossyBefore).isGreaterThan(60);
    }

    private static Weather path(double loss) {
        return new Weather(loss, 0, 0, DELAY, DELAY);
    }

    private static long arrived(LossyNetwork network, int stream) {
        return network.b.messages.stream()
                .filter(message -> message.streamId() == stream)
                .count();
    }
}
