package org.vsekai.rtc.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Seeds;

/** Handshakes over a bad network. {@code -Dsekai.handshakes} runs more of them. */
class DtlsLossSimulationTest {
    private static final DtlsIdentity CLIENT = TestIdentity.create("client");
    private static final DtlsIdentity SERVER = TestIdentity.create("server");
    private static final int HANDSHAKES = Integer.getInteger("sekai.handshakes", 50);
    private static final long LIMIT_NANOS = 30_000 * DtlsLink.MILLI;

    private final DtlsContext clientContext = new DtlsContext(CLIENT, new SecureRandom());
    private final DtlsContext serverContext = new DtlsContext(SERVER, new SecureRandom());

    @Test
    void everyHandshakeCompletesAtTenPercentLoss() {
        handshakes(0.10, 0, 0);
    }

    @Test
    void everyHandshakeCompletesUnderLossReorderingAndDuplication() {
        handshakes(0.10, 0.10, 60 * DtlsLink.MILLI);
    }

    /** The JDK halves the size of records when flights are repeated; connections that came up so could not carry packets. */
    private static void assertSealsWholePackets(DtlsLink.End end) {
        end.sent.clear();
        assertThat(end.session().seal(new byte[1135], 0, 1135)).isTrue();
        assertThat(end.sent).hasSize(1);
    }

    private void handshakes(double loss, double duplication, long jitterNanos) {
        Seeds.forEach(HANDSHAKES, random -> {
            var link = new DtlsLink(
                    random,
                    loss,
                    duplication,
                    jitterNanos,
                    clientContext,
                    serverContext,
                    SERVER.fingerprint(),
                    CLIENT.fingerprint());
            link.client.session().start(0);
            link.run(LIMIT_NANOS, link::bothConnected);
            assertThat(link.client.end).isNull();
            assertThat(link.server.end).isNull();
            assertThat(link.bothConnected())
                    .as("client %s, server %s", link.client.connected, link.server.connected)
                    .isTrue();
            assertSealsWholePackets(link.client);
            assertSealsWholePackets(link.server);
        });
    }
}
