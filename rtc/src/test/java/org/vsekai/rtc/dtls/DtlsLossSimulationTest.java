package org.vsekai.rtc.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.vsekai.core.Seeds;

/** Handshakes over a bad network. {@code -Dsekai.handshakes} runs more of them. */
class DtlsLossSimulationTest {
    private static final int HANDSHAKES = Integer.getInteger("sekai.handshakes", 50);
    private static final long LIMIT_NANOS = 30_000 * DtlsLink.MILLI;

    private final DtlsContext clientContext = TestDtls.context(TestDtls.CLIENT);
    private final DtlsContext serverContext = TestDtls.context(TestDtls.SERVER);

    @Test
    void everyHandshakeCompletesAtTenPercentLoss() {
        handshakes(new DtlsLink.Network(0.10, 0, 10 * DtlsLink.MILLI, 0));
    }

    @Test
    void everyHandshakeCompletesUnderLossReorderingAndDuplication() {
        handshakes(new DtlsLink.Network(0.10, 0.10, 10 * DtlsLink.MILLI, 60 * DtlsLink.MILLI));
    }

    private void handshakes(DtlsLink.Network network) {
        Seeds.forEach(HANDSHAKES, random -> {
            var link = new DtlsLink(
                    random,
                    network,
                    clientContext,
                    serverContext,
                    TestDtls.SERVER.fingerprint(),
                    TestDtls.CLIENT.fingerprint());
            link.client.session().start(0);
            link.run(LIMIT_NANOS, link::isSettled);
            assertThat(link.anyEnded()).isFalse();
            assertThat(link.bothConnected()).isTrue();
            link.close();
        });
    }
}
