package org.vsekai.rtc.lab.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A small flood over real sockets; {@code ./sekai check hostile} has the large one, and measures. */
class FloodIntegrationTest {
    @Test
    void peersStayConnectedAndEveryReliableMessageComesBack() throws Exception {
        try (var flood = new Flood(3, 500)) {
            FloodResult result = flood.run(5_000, 1);
            assertThat(result.disconnects()).isZero();
            assertThat(result.unanswered()).isZero();
            assertThat(result.drops())
                    .containsKeys(
                            "drop.junk_first_byte",
                            "drop.unknown_source",
                            "drop.unknown_ufrag",
                            "drop.stun_unauthenticated");
        }
    }
}
