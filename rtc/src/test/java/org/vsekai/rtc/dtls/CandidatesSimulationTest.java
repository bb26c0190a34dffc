package org.vsekai.rtc.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Seeds;

/** Keeps the prototypes of the study of DTLS engines working; {@link HandshakeStudy} has the thousands. */
class CandidatesSimulationTest {
    private static final int HANDSHAKES = 20;
    private static final StudyLink.Network BAD =
            new StudyLink.Network(20 * StudyLink.MILLI, 0.10, 0.05, 10 * StudyLink.MILLI);

    private final Candidate.Shared shared = new Candidate.Shared(new SecureRandom());

    @BeforeAll
    static void aVirtualClockForBouncyCastle() {
        VirtualMillis.install();
    }

    @Test
    void ourRecordsConnectToThemselvesAndToTheJdk() {
        connect(Candidate.C, Candidate.C);
        connect(Candidate.C, Candidate.A);
        connect(Candidate.A, Candidate.C);
    }

    @Test
    void ourRecordsConnectOnAHelloOfTwoDatagrams() {
        shared.bcClient.helloPadding = 1_250;
        connect(Candidate.C, Candidate.C);
    }

    @Test
    void bouncyCastleConnectsWhenAFlightSharesDatagrams() {
        connect(Candidate.B, Candidate.B);
    }

    private void connect(Candidate client, Candidate server) {
        Seeds.forEach(HANDSHAKES, random -> {
            var link = new StudyLink(random, BAD, client.sessions(shared), server.sessions(shared));
            link.start();
            link.run(30_000 * StudyLink.MILLI, () -> link.bothConnected() || link.anyEnded());
            assertThat(link.bothConnected()).isTrue();
            byte[] packet = random.nextBytes(1_135);
            for (int i = 0; i < 50; i++) {
                link.client.session().seal(packet, 0, packet.length);
                link.server.session().seal(packet, 0, packet.length);
            }
            link.run(link.now + 1_000 * StudyLink.MILLI, () -> false);
            assertThat(link.server.received)
                    .isNotEmpty()
                    .allSatisfy(p -> assertThat(p).isEqualTo(packet));
            assertThat(link.client.received)
                    .isNotEmpty()
                    .allSatisfy(p -> assertThat(p).isEqualTo(packet));
            assertThat(link.server.received.size()).isLessThanOrEqualTo(50);
            link.close();
            assertThat(link.anyEnded()).isFalse();
        });
    }
}
