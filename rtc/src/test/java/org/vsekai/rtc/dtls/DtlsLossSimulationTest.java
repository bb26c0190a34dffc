package org.vsekai.rtc.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.vsekai.core.Seeds;
import org.vsekai.core.SplitMix64;

/** Handshakes over a bad network. {@code -Dsekai.handshakes} runs more of them. */
class DtlsLossSimulationTest {
    private static final int HANDSHAKES = Integer.getInteger("sekai.handshakes", 50);
    private static final long LIMIT_NANOS = 30_000 * DtlsLink.MILLI;

    @Test
    void everyHandshakeCompletesAtTenPercentLoss() {
        handshakes(new DtlsLink.Network(0.10, 0, 10 * DtlsLink.MILLI, 0));
    }

    @Test
    void everyHandshakeCompletesUnderLossReorderingAndDuplication() {
        handshakes(new DtlsLink.Network(0.10, 0.10, 10 * DtlsLink.MILLI, 60 * DtlsLink.MILLI));
    }

    private static void handshakes(DtlsLink.Network network) {
        Seeds.forEach(HANDSHAKES, random -> {
            DtlsLink link = handshake(random, network);
            assertThat(link.anyEnded()).isFalse();
            assertThat(link.bothConnected()).isTrue();
        });
    }

    private static DtlsLink handshake(SplitMix64 random, DtlsLink.Network network) {
        DtlsLink link = TestDtls.link(random, network);
        link.client.session().start(0);
        link.run(LIMIT_NANOS, link::isSettled);
        link.close();
        return link;
    }

    @Test
    void aSeedDecidesEveryByte() {
        var network = new DtlsLink.Network(0.10, 0.10, 10 * DtlsLink.MILLI, 60 * DtlsLink.MILLI);
        DtlsLink once = handshake(new SplitMix64(1), network);
        DtlsLink again = handshake(new SplitMix64(1), network);
        assertThat(again.client.sent).containsExactlyElementsOf(once.client.sent);
        assertThat(again.server.sent).containsExactlyElementsOf(once.server.sent);
    }
}
