package org.vsekai.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JoinServiceTest {
    private final Fixture fixture = new Fixture();

    @Test
    void aGuestGetsAPlayerATokenAndAnAnswer() {
        assertThat(fixture.join("  Ada  ")).isEqualTo(new JoinOutcome.Joined(1, "Ada", "token-1", "answer"));
        assertThat(fixture.gateway.metrics().joins()).isEqualTo(1);
    }

    @Test
    void aTokenBringsTheSamePlayerBackAndAnUnknownOneNobody() {
        fixture.join("Ada");
        assertThat(fixture.joinAgain("token-1")).isEqualTo(new JoinOutcome.Joined(1, "Ada", "token-1", "answer"));
        assertRefused(fixture.joinAgain("nonsense"), 401, "unknown_token", JoinRefusal.UNKNOWN_TOKEN);
    }

    @Test
    void aBadOfferMakesNoPlayerAndKeepsNoPlace() {
        JoinOutcome outcome =
                fixture.joins.join(new JoinRequest("Ada", null, Transport.WEBRTC, "bad"), Fixture.ADDRESS);
        assertRefused(outcome, 400, "bad_offer", JoinRefusal.BAD_OFFER);
        assertThat(fixture.directory.byToken).isEmpty();
        assertThat(fixture.gateway.sessions()).isZero();
        outcome = fixture.joins.join(new JoinRequest("Ada", null, Transport.WEBRTC, "crowd"), Fixture.ADDRESS);
        assertRefused(outcome, 503, "full", JoinRefusal.FULL);
        assertThat(fixture.gateway.sessions()).isZero();
    }

    @Test
    void theTransportSaysWhereThePeerComesIn() {
        Fixture.Port sockets = new Fixture.Port();
        JoinService joins = new JoinService(
                fixture.directory,
                transport -> transport == Transport.WEBSOCKET ? sockets : fixture.port,
                fixture.gateway);
        JoinRequest request = new JoinRequest("Ada", null, Transport.WEBSOCKET, "");
        assertThat(joins.join(request, Fixture.ADDRESS)).isInstanceOf(JoinOutcome.Joined.class);
        assertThat(sockets.listeners).hasSize(1);
        assertThat(fixture.port.listeners).isEmpty();
    }

    @Test
    void aFullWorldRefusesUntilSomebodyLeaves() {
        Fixture small = new Fixture(Fixture.options(2, 1_000));
        TestPeer ada = small.enter("Ada");
        small.enter("Bob");
        assertThat(small.join("Eve")).isInstanceOfSatisfying(JoinOutcome.Refused.class, refused -> {
            assertThat(refused.code()).isEqualTo("full");
            assertThat(refused.retryAfterSeconds()).isPositive();
        });
        ada.vanish();
        assertThat(small.join("Eve")).isInstanceOf(JoinOutcome.Joined.class);
    }

    @Test
    void manyJoinsFromOneAddressAreRefusedAndFromOthersAreNot() {
        Fixture strict = new Fixture(Fixture.options(100, 3));
        for (int i = 0; i < 3; i++) {
            assertThat(strict.join("Ada")).isInstanceOf(JoinOutcome.Joined.class);
        }
        assertThat(strict.join("Ada")).isInstanceOfSatisfying(JoinOutcome.Refused.class, refused -> {
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.retryAfterSeconds()).isBetween(20, 21);
        });
        JoinRequest request = new JoinRequest("Bob", null, Transport.WEBRTC, "offer");
        assertThat(strict.joins.join(request, "192.0.2.2")).isInstanceOf(JoinOutcome.Joined.class);
        strict.advance(21);
        assertThat(strict.join("Ada")).isInstanceOf(JoinOutcome.Joined.class);
    }

    @Test
    void anIpv6AddressStandsForItsNetwork() {
        assertThat(JoinLimiter.networkOf("2001:db8:1:2:3:4:5:6"))
                .isEqualTo(JoinLimiter.networkOf("2001:db8:1:2::1"))
                .isNotEqualTo(JoinLimiter.networkOf("2001:db8:1:3::1"));
        assertThat(JoinLimiter.networkOf("192.0.2.1")).isNotEqualTo(JoinLimiter.networkOf("192.0.2.2"));
        assertThat(JoinLimiter.networkOf("${jndi:x}")).isEqualTo("${jndi:x}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "\u0000",
                "a\nb",
                "a\u200Db",
                "\uD800",
                "\uE000",
                "a\u2028b",
                "abcdefghijklmnopqrstuvwxy"
            })
    void refusesNamesThatNobodyCanReadOrThatAreTooLong(String name) {
        assertRefused(fixture.join(name), 400, "bad_request", JoinRefusal.BAD_NAME);
    }

    @Test
    void aGuestNeedsAName() {
        assertThat(PlayerName.normalise(null)).isEmpty();
        JoinOutcome outcome = fixture.joins.join(new JoinRequest(null, "", Transport.WEBRTC, "offer"), Fixture.ADDRESS);
        assertRefused(outcome, 400, "bad_request", JoinRefusal.BAD_NAME);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Ada", "Zoë", "李小龍", "abcdefghijklmnopqrstuvwx", "🙂", "Анна 2"})
    void takesNamesOfAnyScript(String name) {
        assertThat(PlayerName.normalise(name)).hasValue(name);
    }

    @Test
    void namesAreKeptInTheirComposedForm() {
        assertThat(PlayerName.normalise("Zoe\u0308")).hasValue("Zo\u00EB");
    }

    private void assertRefused(JoinOutcome outcome, int status, String code, JoinRefusal counted) {
        assertThat(outcome).isInstanceOfSatisfying(JoinOutcome.Refused.class, refused -> {
            assertThat(refused.status()).isEqualTo(status);
            assertThat(refused.code()).isEqualTo(code);
            assertThat(refused.message()).endsWith(".");
        });
        assertThat(fixture.gateway.metrics().joinRefusals().get(counted)).isPositive();
    }
}
