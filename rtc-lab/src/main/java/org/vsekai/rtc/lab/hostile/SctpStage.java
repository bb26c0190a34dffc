package org.vsekai.rtc.lab.hostile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.vsekai.core.SplitMix64;
import org.vsekai.rtc.sctp.AssociationOptions;
import org.vsekai.rtc.sctp.Delivery;

/**
 * Phases: {@code server} before any INIT, {@code server-up}, {@code server-interleaved} which has agreed on I-DATA and on checksums of zero, {@code client} which waits for INIT ACK, {@code client-busy} which has echoed a cookie. Kinds:
 * {@code chunks} in a packet with the right tag, {@code untagged} with tag 0, {@code foreign} with a wrong one, {@code cookie} in a packet with the tag that
 * came with the latest cookie, {@code packet} as it is. Numbers: {@code next} which the peer's next DATA would have, {@code sent} of the last DATA sent to
 * it, {@code first} which resets begin with. Then the honest peer goes on.
 */
final class SctpStage implements Stage {
    private static final Map<Integer, String> NAMES = new HashMap<>(Map.of(
            0,
            "data",
            1,
            "init",
            2,
            "init_ack",
            3,
            "sack",
            4,
            "heartbeat",
            5,
            "heartbeat_ack",
            6,
            "abort",
            7,
            "shutdown"));

    static {
        NAMES.putAll(Map.of(
                8,
                "shutdown_ack",
                9,
                "error",
                10,
                "cookie_echo",
                11,
                "cookie_ack",
                14,
                "shutdown_complete",
                130,
                "re_config",
                192,
                "forward_tsn",
                64,
                "i_data",
                194,
                "i_forward_tsn"));
    }

    private static final AssociationOptions OPTIONS =
            AssociationOptions.defaults().withReceiveLimits(256 * 1_024, 64 * 1_024);
    private static final AssociationOptions PLAIN = OPTIONS.withExtensions(false, false);
    private static final int PACKETS_OF_A_HANDSHAKE = 4;
    private static final long MILLI = 1_000_000L;

    @Override
    public String play(CorpusCase act) {
        boolean isInterleaved = act.phase().equals("server-interleaved");
        var pair = new SctpPair(new SplitMix64(1), isInterleaved ? OPTIONS : PLAIN, new Cost());
        boolean isServer = act.phase().startsWith("server");
        SctpPair.End victim = isServer ? pair.server : pair.client;
        SctpPair.End other = isServer ? pair.client : pair.server;
        prepare(pair, act.phase());
        List<byte[]> waiting = new ArrayList<>(victim.out);
        victim.out.clear();
        for (CorpusCase.Input input : act.inputs()) {
            for (int i = 0; i < input.times(); i++) {
                byte[] packet = packet(input, victim);
                victim.association.receive(packet, 0, packet.length, pair.now);
                victim.association.flush(pair.now);
            }
        }
        var outcome = new Outcome().with("sends", chunks(victim.out)).drops(victim.association.drops());
        if (victim.messages > 0) {
            outcome.with("messages " + victim.messages);
        }
        if (victim.end != null) {
            return outcome.with("ended " + victim.end.name().toLowerCase(Locale.ROOT))
                    .toString();
        }
        victim.out.clear();
        victim.out.addAll(waiting);
        return outcome.with(goesOn(pair, victim, other) ? "goes on" : "is at a loss")
                .toString();
    }

    private static void prepare(SctpPair pair, String phase) {
        switch (phase) {
            case "server" -> {}
            case "client" -> pair.connect(0);
            case "client-busy" -> pair.connect(2);
            case "server-up", "server-interleaved" -> {
                pair.connect(PACKETS_OF_A_HANDSHAKE);
                pair.server.association.send(1, 53, new byte[1], Delivery.RELIABLE, pair.now);
                pair.pump();
            }
            default -> throw new IllegalArgumentException("no phase " + phase);
        }
    }

    /** The honest peer is heard, after what it takes it to find out where things stand. */
    private static boolean goesOn(SctpPair pair, SctpPair.End victim, SctpPair.End other) {
        if (!pair.client.isEstablished && pair.client.out.isEmpty()) {
            pair.client.association.connect(pair.now);
        }
        pair.pump();
        pair.advance(600 * MILLI);
        int heard = victim.messages;
        other.association.send(1, 53, new byte[] {7}, Delivery.RELIABLE, pair.now);
        pair.pump();
        pair.advance(600 * MILLI);
        return victim.messages > heard;
    }

    private static byte[] packet(CorpusCase.Input input, SctpPair.End victim) {
        byte[] bytes = input.bytes(name -> switch (name) {
            case "next" -> victim.nextTsn;
            case "sent" -> victim.lastTsnSent;
            case "first" -> victim.firstTsn;
            default -> throw new IllegalArgumentException("no number " + name);
        });
        return switch (input.kind()) {
            case "chunks" -> SctpBytes.packet(victim.tag, bytes);
            case "untagged" -> SctpBytes.packet(0, bytes);
            case "foreign" -> SctpBytes.packet(~victim.tag, bytes);
            case "cookie" -> SctpBytes.packet(victim.cookieTag, cookieEcho(victim.cookie, bytes));
            case "packet" -> bytes;
            default -> throw new IllegalArgumentException("no kind " + input.kind());
        };
    }

    /** COOKIE ECHO with the victim's own cookie, and these chunks behind it. */
    private static byte[] cookieEcho(byte[] cookie, byte[] more) {
        return new Octets()
                .u8(SctpBytes.COOKIE_ECHO)
                .u8(0)
                .u16(4 + cookie.length)
                .put(cookie)
                .padded()
                .put(more)
                .toBytes();
    }

    private static List<String> chunks(Iterable<byte[]> packets) {
        List<String> names = new ArrayList<>();
        for (byte[] packet : packets) {
            SctpBytes.forEachChunk(packet, (type, body, length) -> names.add(NAMES.getOrDefault(type, "unknown")));
        }
        return names;
    }

    /** The chunks alone, as the victim's numbers are now. */
    static List<byte[]> inputs(List<CorpusCase> cases, SctpPair.End victim) {
        return cases.stream()
                .flatMap(act -> act.inputs().stream())
                .filter(input -> !input.kind().equals("packet"))
                .map(input -> packet(input, victim))
                .map(packet -> Arrays.copyOfRange(packet, SctpBytes.HEADER_BYTES, packet.length))
                .toList();
    }
}
