package org.vsekai.rtc.lab.hostile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.vsekai.rtc.PacketDrop;

/**
 * Phases, each of the side that is played to: {@code server} before any hello, {@code server-busy} which has sent its certificate, {@code server-up};
 * {@code client} which has sent its hello, {@code client-up}. Kinds: {@code datagram}; and
 * {@code forged12} for the flight that the honest peer answers with, where messages of type 12 have this body. All come from the honest peer's address. Then the honest peer goes on: it {@code joins} or {@code does not join}, and who is up {@code delivers} or not.
 */
final class DtlsStage implements Stage {
    private static final String FORGED = "forged";
    private static final int STEPS_TO_THE_CERTIFICATE = 1;
    /** Longer than a session waits before it repeats itself. */
    private static final long A_WHILE_NANOS = 50_000_000L;

    @Override
    public String play(CorpusCase act) {
        var pair = new DtlsPair(1, new Cost());
        pair.run(
                switch (act.phase()) {
                    case "server", "client" -> 0;
                    case "server-busy" -> STEPS_TO_THE_CERTIFICATE;
                    case "server-up", "client-up" -> DtlsPair.MOST_STEPS;
                    default -> throw new IllegalArgumentException("no phase " + act.phase());
                });
        boolean isServer = act.phase().startsWith("server");
        DtlsPair.End victim = isServer ? pair.server : pair.client;
        DtlsPair.End other = isServer ? pair.client : pair.server;
        List<byte[]> waiting = new ArrayList<>(victim.out);
        victim.out.clear();
        victim.sent.clear();
        victim.drops.clear();
        pair.now += A_WHILE_NANOS;
        for (CorpusCase.Input input : act.inputs()) {
            for (int i = 0; i < input.times(); i++) {
                datagrams(input, other, waiting, pair.now).forEach(datagram -> victim.receive(datagram, pair.now));
            }
        }
        var outcome = new Outcome().with("sends", messages(victim.sent)).with("drops", names(victim.drops));
        if (victim.end != null) {
            return outcome.with("ended " + victim.end.name().toLowerCase(Locale.ROOT))
                    .toString();
        }
        if (victim.session().isConnected()) {
            return outcome.with(delivers(pair, victim, other) ? "delivers" : "deaf")
                    .toString();
        }
        victim.out.clear();
        victim.out.addAll(waiting);
        pair.goOn();
        return outcome.with(pair.areConnected() ? "joins" : "does not join").toString();
    }

    private static List<byte[]> datagrams(CorpusCase.Input input, DtlsPair.End other, List<byte[]> waiting, long now) {
        if (input.kind().equals("datagram")) {
            return List.of(input.bytes());
        }
        if (!input.kind().startsWith(FORGED)) {
            throw new IllegalArgumentException("no kind " + input.kind());
        }
        int messageType = Integer.parseInt(input.kind().substring(FORGED.length()));
        waiting.forEach(datagram -> other.receive(datagram, now));
        List<byte[]> flight = new ArrayList<>(other.out);
        other.out.clear();
        return flight.stream()
                .map(datagram -> DtlsBytes.withBody(datagram, messageType, input.bytes()))
                .toList();
    }

    private static boolean delivers(DtlsPair pair, DtlsPair.End victim, DtlsPair.End other) {
        byte[] packet = {1, 2, 3};
        other.session().seal(packet, 0, packet.length, pair.now);
        victim.receive(other.sent.getLast(), pair.now);
        return !victim.received.isEmpty() && Arrays.equals(victim.received.getLast(), packet);
    }

    private static List<String> names(List<PacketDrop> drops) {
        return drops.stream().map(drop -> drop.name().toLowerCase(Locale.ROOT)).toList();
    }

    /** What the first record of each datagram is. */
    private static List<String> messages(List<byte[]> datagrams) {
        return datagrams.stream().map(DtlsStage::message).toList();
    }

    private static String message(byte[] datagram) {
        return switch (datagram[0]) {
            case DtlsBytes.ALERT -> "alert";
            case DtlsBytes.HANDSHAKE ->
                switch (datagram[DtlsBytes.RECORD_HEADER_BYTES]) {
                    case 1 -> "client_hello";
                    case 2 -> "server_hello";
                    default -> "handshake";
                };
            default -> "record";
        };
    }
}
