package org.vsekai.rtc.lab.hostile;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.vsekai.core.SplitMix64;
import org.vsekai.rtc.ice.IceCredentials;
import org.vsekai.rtc.lab.network.Identities;
import org.vsekai.rtc.sdp.SdpParsed;
import org.vsekai.rtc.sdp.SdpParser;
import org.vsekai.rtc.sdp.SdpWriter;
import org.vsekai.rtc.sdp.SessionDescription;
import org.vsekai.rtc.sdp.Setup;

/**
 * Offers and answers. What must hold: a refusal is a sentence of ours, and nothing of a stranger's gets into our answer but the mid, which can't
 * bring lines of its own.
 */
final class SdpTarget implements Target {
    private static final IceCredentials ICE = new IceCredentials("clientUfrag0", "clientPasswordClientPass");
    private static final InetSocketAddress CANDIDATE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 9_000);
    static final String OFFER = SdpWriter.offer(
            new SessionDescription("0", ICE, Identities.CLIENT.fingerprint(), Setup.ACTPASS, 5_000, 262_144, List.of()),
            1);
    static final String ANSWER = SdpWriter.answer(
            new SessionDescription(
                    "0", ICE, Identities.SERVER.fingerprint(), Setup.PASSIVE, 5_000, 65_536, List.of(CANDIDATE)),
            1);
    private static final List<byte[]> SEEDS = List.of(bytes(OFFER), bytes(ANSWER));
    /** Each behind an honest offer. */
    private static final List<byte[]> KNOWN = Corpus.inputs(Layer.SDP, "appended").stream()
            .map(lines -> new Octets().ascii(OFFER).put(lines).toBytes())
            .toList();

    private static final String[] NAMES = {
        "a=mid:",
        "a=ice-ufrag:",
        "a=ice-pwd:",
        "a=fingerprint:",
        "a=fingerprint:sha-256 ",
        "a=setup:",
        "a=sctp-port:",
        "a=max-message-size:",
        "a=candidate:1 1 udp 1 ",
        "a=candidate:",
        "a=ice-options:",
        "m=application 9 UDP/DTLS/SCTP ",
        "m=",
        "a=sctpmap:5000 ",
        "a=group:BUNDLE ",
        "v=",
        "o=",
        "c=IN IP4 ",
        "a=",
        "",
        "b=AS:"
    };
    private static final String[] VALUES = {
        "0",
        "-1",
        "65535",
        "65536",
        "4294967296",
        "999999999999",
        "9999999999999999999999",
        "active",
        "passive",
        "actpass",
        "ACTPASS",
        "webrtc-datachannel",
        "5000",
        "sha-256",
        "sha-1 AA",
        "::1 9 typ host",
        "fe80::1%eth0 9 typ host",
        "127.0.0.1 0 typ host",
        "1.2.3.4.5 9 typ host",
        "localhost 9 typ host",
        "[::1] 9 typ host",
        "0x7f.1 9 typ host",
        "::ffff:127.0.0.1 9 typ host",
        "0\r\na=ice-lite",
        "0\na=x",
        "0\0",
        "\u00E9",
        ":",
        " ",
        ""
    };
    private static final int MOST_LINES_ADDED = 400;
    /** The answer's lines with one candidate; a mid can't make them more. */
    private static final long ANSWER_LINES = ANSWER.lines().count();

    private static final int LONGEST_REASON = 120;

    private final SplitMix64 random;
    private final Cost cost = new Cost();

    SdpTarget(SplitMix64 random) {
        this.random = random;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public List<byte[]> seeds() {
        return SEEDS;
    }

    @Override
    public List<byte[]> known() {
        return KNOWN;
    }

    /** A description with lines left out, repeated, changed and added. */
    @Override
    public byte[] generate() {
        List<String> lines = new ArrayList<>(Arrays.asList((random.chance(0.7) ? OFFER : ANSWER).split("\r\n", -1)));
        int additions = random.chance(0.98) ? random.nextInt(4) : random.nextInt(MOST_LINES_ADDED);
        for (int i = 0; i < additions; i++) {
            lines.add(random.nextInt(lines.size() + 1), line());
        }
        for (int i = random.nextInt(3); i > 0 && !lines.isEmpty(); i--) {
            int at = random.nextInt(lines.size());
            switch (random.nextInt(3)) {
                case 0 -> lines.remove(at);
                case 1 -> lines.add(lines.get(at));
                default -> lines.set(at, lines.get(at) + value());
            }
        }
        return bytes(String.join(random.chance(0.9) ? "\r\n" : random.chance(0.5) ? "\n" : "\r", lines));
    }

    private String line() {
        return NAMES[random.nextInt(NAMES.length)] + value();
    }

    private String value() {
        String value = VALUES[random.nextInt(VALUES.length)];
        return random.chance(0.9) ? value : value.repeat(random.nextInt(200));
    }

    @Override
    public void accept(byte[] input) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        cost.begin();
        SdpParsed offer = SdpParser.parseOffer(text);
        SdpParsed answer = SdpParser.parseAnswer(text);
        cost.end();
        check(offer);
        check(answer);
    }

    private static void check(SdpParsed parsed) {
        switch (parsed) {
            case SdpParsed.Refused(String reason) -> {
                if (reason.length() > LONGEST_REASON
                        || !reason.chars().allMatch(letter -> letter >= ' ' && letter <= '~')) {
                    throw new AssertionError("a refusal is not a sentence of ours: " + reason);
                }
            }
            case SdpParsed.Ok(SessionDescription offer) -> {
                var own = new SessionDescription(
                        offer.mid(),
                        ICE,
                        Identities.SERVER.fingerprint(),
                        Setup.PASSIVE,
                        SessionDescription.SCTP_PORT,
                        65_536,
                        List.of(CANDIDATE));
                if (SdpWriter.answer(own, 1).lines().count() != ANSWER_LINES) {
                    throw new AssertionError("the offer writes lines of the answer");
                }
            }
        }
    }

    @Override
    public void finish() {
        if (!(SdpParser.parseOffer(OFFER) instanceof SdpParsed.Ok)) {
            throw new AssertionError("an honest offer is refused");
        }
    }

    @Override
    public Cost cost() {
        return cost;
    }

    /** The answer goes back through HTTP. */
    @Override
    public double amplification() {
        return 0;
    }
}
