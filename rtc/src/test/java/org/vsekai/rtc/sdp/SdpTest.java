package org.vsekai.rtc.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vsekai.core.Seeds;
import org.vsekai.rtc.dtls.Fingerprint;
import org.vsekai.rtc.ice.IceCredentials;

class SdpTest {
    private static final String FINGERPRINT =
            "8A:0E:4F:71:5C:9B:D3:21:00:FF:10:32:54:76:98:BA:DC:FE:01:23:45:67:89:AB:CD:EF:0F:1E:2D:3C:4B:5A";

    /** As Chromium 156 writes it right after setLocalDescription, with two negotiated channels. */
    private static final String CHROMIUM_OFFER = String.join(
            "\r\n",
            "v=0",
            "o=- 4611731400430051336 2 IN IP4 127.0.0.1",
            "s=-",
            "t=0 0",
            "a=group:BUNDLE 0",
            "a=extmap-allow-mixed",
            "a=msid-semantic: WMS",
            "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
            "c=IN IP4 0.0.0.0",
            "a=ice-ufrag:Zz3+",
            "a=ice-pwd:bK9/2pT7vQmXo5dN8eRyCwLh",
            "a=ice-options:trickle",
            "a=fingerprint:sha-256 " + FINGERPRINT,
            "a=setup:actpass",
            "a=mid:0",
            "a=sctp-port:5000",
            "a=max-message-size:262144",
            "");

    @Test
    void readsWhatChromiumOffers() {
        SessionDescription offer = ok(SdpParser.parseOffer(CHROMIUM_OFFER));
        assertThat(offer)
                .isEqualTo(new SessionDescription(
                        "0",
                        new IceCredentials("Zz3+", "bK9/2pT7vQmXo5dN8eRyCwLh"),
                        fingerprint(),
                        Setup.ACTPASS,
                        5000,
                        262_144,
                        List.of()));
    }

    @Test
    void acceptsBareLineFeedsAndSessionLevelAttributes() {
        String moved = CHROMIUM_OFFER
                .replace("a=setup:actpass\r\n", "")
                .replace("s=-\r\n", "s=-\r\na=setup:active\r\n")
                .replace("\r\n", "\n");
        assertThat(ok(SdpParser.parseOffer(moved)).setup()).isEqualTo(Setup.ACTIVE);
    }

    @Test
    void writesAnAnswerThatBrowsersTake() {
        var own = new SessionDescription(
                "0",
                new IceCredentials("serverUf", "serverPasswordOf24Chars0"),
                fingerprint(),
                Setup.PASSIVE,
                5000,
                262_144,
                List.of(address("192.0.2.7", 9000), address("2001:db8::7", 9000)));
        assertThat(SdpWriter.answer(own, 77))
                .isEqualTo(String.join(
                        "\r\n",
                        "v=0",
                        "o=- 77 2 IN IP4 127.0.0.1",
                        "s=-",
                        "t=0 0",
                        "a=group:BUNDLE 0",
                        "a=msid-semantic: WMS",
                        "a=ice-lite",
                        "m=application 9000 UDP/DTLS/SCTP webrtc-datachannel",
                        "c=IN IP4 192.0.2.7",
                        "a=mid:0",
                        "a=ice-ufrag:serverUf",
                        "a=ice-pwd:serverPasswordOf24Chars0",
                        "a=fingerprint:sha-256 " + FINGERPRINT,
                        "a=setup:passive",
                        "a=sctp-port:5000",
                        "a=max-message-size:262144",
                        "a=candidate:1 1 UDP 2130706431 192.0.2.7 9000 typ host",
                        "a=candidate:2 1 UDP 2130706175 2001:db8:0:0:0:0:0:7 9000 typ host",
                        "a=end-of-candidates",
                        ""));
        assertThat(ok(SdpParser.parseAnswer(SdpWriter.answer(own, 77)))).isEqualTo(own);
    }

    @Test
    void anOfferIsReadBackAsWritten() {
        var own = new SessionDescription(
                "0",
                new IceCredentials("clientUf", "clientPasswordOf24Chars0"),
                fingerprint(),
                Setup.ACTPASS,
                5000,
                65_536,
                List.of());
        assertThat(ok(SdpParser.parseOffer(SdpWriter.offer(own, 1)))).isEqualTo(own);
    }

    /**
     * Cause: a literal address may name a network interface, and reading one asks the operating system for a list of them. Scenario: an offer of 16 kB
     * that names one three hundred times took 13 ms. Now: such candidates are skipped; they are for the machine that wrote them.
     */
    @Test
    void skipsCandidatesWithAZone() {
        String answer = CHROMIUM_OFFER + "a=candidate:1 1 udp 1 fe80::1%1 5 typ host\r\n";
        assertThat(ok(SdpParser.parseAnswer(answer)).candidates()).isEmpty();
    }

    @Test
    void neverEchoesWhatItDoesNotKnow() {
        String offer = CHROMIUM_OFFER + "a=sctp-init:AQAAAA==\r\na=evil:1\r\n";
        SessionDescription read = ok(SdpParser.parseOffer(offer));
        var own = new SessionDescription(
                read.mid(), read.ice(), read.fingerprint(), Setup.PASSIVE, 5000, 1, List.of(address("127.0.0.1", 1)));
        assertThat(SdpWriter.answer(own, 1)).doesNotContain("sctp-init", "evil");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a=ice-ufrag:Zz3+             |                                | ice-ufrag
            a=ice-ufrag:Zz3+             | a=ice-ufrag:a:b c              | ice-ufrag
            a=ice-pwd:bK9/2pT7vQmXo5dN8eRyCwLh | a=ice-pwd:short          | ice-pwd
            a=fingerprint:sha-256        | a=fingerprint:sha-1            | sha-256
            a=fingerprint:sha-256        | a=fingerprint:sha-256 00:      | fingerprint
            a=setup:actpass              | a=setup:holdconn               | setup
            a=setup:actpass              | a=x:y                          | setup
            a=mid:0                      | a=mid:0 1                      | mid
            a=sctp-port:5000             | a=sctp-port:70000              | sctp-port
            a=max-message-size:262144    | a=max-message-size:-1          | max-message-size
            m=application                | m=audio                        | no data-channel section
            UDP/DTLS/SCTP webrtc-datachannel | DTLS/SCTP 5000             | before 2017
            a=setup:actpass              | m=audio 9 UDP/TLS/RTP/SAVPF 111| audio
            v=0                          | hello                          | not SDP
            """)
    void namesWhatIsWrong(String from, String to, String expected) {
        String broken = CHROMIUM_OFFER.replace(from, to == null ? "a=x:y" : to);
        assertThat(SdpParser.parseOffer(broken))
                .isInstanceOfSatisfying(
                        SdpParsed.Refused.class,
                        refused ->
                                assertThat(refused.reason()).contains(expected).endsWith("."));
    }

    @Test
    void refusesMoreThanSixteenKilobytes() {
        assertThat(SdpParser.parseOffer(CHROMIUM_OFFER + "a=x:y\r\n".repeat(3_000)))
                .isInstanceOfSatisfying(
                        SdpParsed.Refused.class,
                        refused -> assertThat(refused.reason()).contains("16 kB"));
    }

    @Test
    void skipsCandidatesThatCannotBeUsedAsTheyAre() {
        String answer = CHROMIUM_OFFER
                + "a=candidate:1 1 udp 1 5e1f.local 5 typ host\r\n"
                + "a=candidate:1 1 tcp 1 192.0.2.1 5 typ host\r\n"
                + "a=candidate:1 2 udp 1 192.0.2.1 5 typ host\r\n"
                + "a=candidate:1 1 udp 1 192.0.2.1 70000 typ host\r\n"
                + "a=candidate:short\r\n"
                + "a=candidate:1 1 udp 1 192.0.2.9 5 typ host\r\n";
        assertThat(ok(SdpParser.parseAnswer(answer)).candidates()).containsExactly(address("192.0.2.9", 5));
    }

    @Test
    void damagedOffersAreReadOrRefusedWithoutThrowing() {
        Seeds.forEach(2_000, random -> {
            var text = new StringBuilder(CHROMIUM_OFFER);
            for (int i = 0; i <= random.nextInt(6); i++) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, (char) random.nextInt(300));
                    case 1 -> text.delete(at, Math.min(text.length(), at + random.nextInt(40)));
                    default -> text.insert(at, (char) random.nextInt(128));
                }
            }
            assertThat(SdpParser.parseOffer(text.toString())).isNotNull();
        });
    }

    private static SessionDescription ok(SdpParsed parsed) {
        assertThat(parsed).isInstanceOf(SdpParsed.Ok.class);
        return ((SdpParsed.Ok) parsed).description();
    }

    private static Fingerprint fingerprint() {
        Fingerprint fingerprint = Fingerprint.parse(FINGERPRINT);
        if (fingerprint == null) {
            throw new AssertionError("a fingerprint");
        }
        return fingerprint;
    }

    private static InetSocketAddress address(String ip, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(ip), port);
    }
}
