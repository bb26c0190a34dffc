package org.vsekai.rtc.lab;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.vsekai.rtc.lab.hostile.Barrage;
import org.vsekai.rtc.lab.hostile.BarrageResult;
import org.vsekai.rtc.lab.hostile.CorpusCase;
import org.vsekai.rtc.lab.hostile.Flood;
import org.vsekai.rtc.lab.hostile.FloodResult;
import org.vsekai.rtc.lab.hostile.HelloRace;
import org.vsekai.rtc.lab.hostile.Layer;
import org.vsekai.rtc.lab.hostile.UnprovenPeers;
import org.vsekai.rtc.lab.hostile.Watchdog;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./sekai check hostile}: the transport against what strangers may send it. */
@Command(
        name = "hostile",
        mixinStandardHelpOptions = true,
        description = "The transport against malformed packets on every layer, against races and floods.")
public final class HostileCheck implements Callable<Integer> {
    private static final int MOST_REPORTED = 10;
    /** RFC 6347 §4.2.1 and RFC 8445 §19.5.1 in one figure: nobody who has not proven where it is is sent more than came in its name. */
    private static final double MOST_AMPLIFICATION = 1;

    private static final int JOINS = 1_000;
    private static final int HELLOS = 1_000;
    private static final int FLOODED_PEERS = 50;
    private static final long SETTLE_MILLIS = 5_000;
    /** Of what was asked for: a machine that can't send the flood has not been flooded. */
    private static final double LEAST_OF_THE_FLOOD = 0.9;
    /** The flood's sender takes a part of the same cores, so some of the difference is its own. */
    private static final double MOST_OF_THE_LATENCY = 10;

    private static final double LATENCY_GRACE_MILLIS = 50;

    @Option(
            names = "--packets",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "Malformed packets for each layer (${DEFAULT-VALUE}).")
    private int packets;

    @Option(
            names = "--layer",
            paramLabel = "NAME",
            description = "One layer alone, and nothing else: stun, dtls, sctp, dcep, sdp or peer.")
    private @Nullable String only;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "The first seed (${DEFAULT-VALUE}).")
    private long firstSeed;

    @Option(
            names = "--flood",
            paramLabel = "N",
            defaultValue = "50000",
            description = "Datagrams of junk a second (${DEFAULT-VALUE}); 0 leaves the flood out.")
    private int junkPerSecond;

    @Option(
            names = "--flood-seconds",
            paramLabel = "S",
            defaultValue = "20",
            description = "How long it lasts, and how long the peace before (${DEFAULT-VALUE}).")
    private int floodSeconds;

    @Option(names = "--json", description = "End with one JSON line on standard output.")
    private boolean isJson;

    @Spec
    private @Nullable CommandSpec spec;

    private final ObjectMapper json = new ObjectMapper();
    private final ObjectNode report = json.createObjectNode();
    private long packetsSent;
    private long escaped;
    private double amplificationMax;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (packets < 0 || junkPerSecond < 0 || floodSeconds < 1) {
            throw new ParameterException(commandLine(), "--packets and --flood count from 0, --flood-seconds from 1.");
        }
        report.put("check", "hostile")
                .put("pass", true)
                .put("packets", 0)
                .put("escaped", 0)
                .put("amplificationMax", 0);
        boolean passed = only == null ? everything() : barrages(List.of(layer(only)));
        report.put("pass", passed)
                .put("packets", packetsSent)
                .put("escaped", escaped)
                .put("amplificationMax", rounded(amplificationMax));
        commandLine()
                .getOut()
                .println(
                        isJson
                                ? json.writeValueAsString(report)
                                : json.writerWithDefaultPrettyPrinter().writeValueAsString(report));
        return passed ? 0 : 1;
    }

    private Layer layer(String name) {
        return Arrays.stream(Layer.values())
                .filter(layer -> layer.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new ParameterException(commandLine(), "There is no layer '" + name + "'."));
    }

    /** Memory first, while the heap is small, and the flood last, when the code is warm. */
    private boolean everything() throws IOException, InterruptedException {
        boolean passed = memory();
        passed &= corpus();
        passed &= barrages(List.of(Layer.values()));
        passed &= race();
        passed &= junkPerSecond == 0 || flood();
        return passed;
    }

    private boolean memory() {
        say("what a peer keeps that has not proven itself");
        long amongStrangers = UnprovenPeers.bytesAmongStrangers();
        long amidTheHandshake = UnprovenPeers.bytesAmidTheHandshake();
        report.putObject("unprovenPeerBytes")
                .put("amongStrangers", amongStrangers)
                .put("amidTheHandshake", amidTheHandshake)
                .put("most", UnprovenPeers.MOST_BYTES);
        return Math.max(amongStrangers, amidTheHandshake) <= UnprovenPeers.MOST_BYTES;
    }

    private boolean corpus() {
        int cases = 0;
        int failed = 0;
        for (Layer layer : Layer.values()) {
            for (CorpusCase act : layer.corpus()) {
                cases++;
                String outcome = layer.play(act);
                if (!outcome.equals(act.expected())) {
                    failed++;
                    say(layer + ", " + act + ": " + outcome + ", not " + act.expected());
                }
            }
        }
        report.putObject("corpus").put("cases", cases).put("failed", failed);
        return failed == 0;
    }

    private boolean barrages(List<Layer> layers) {
        ObjectNode byLayer = report.putObject("layers");
        var watchdog = new Watchdog(this::giveUp);
        try {
            for (Layer layer : layers) {
                say(packets + " packets for " + layer);
                long began = System.nanoTime();
                List<BarrageResult> results = barrage(layer);
                describe(byLayer.putObject(layer.toString()), layer, results)
                        .put("seconds", rounded((System.nanoTime() - began) / 1e9));
            }
        } finally {
            watchdog.stop();
        }
        return escaped == 0 && amplificationMax <= MOST_AMPLIFICATION;
    }

    /** Seeds of {@link Barrage#PACKETS} each, and one for the rest. */
    private List<BarrageResult> barrage(Layer layer) {
        int seeds = Math.ceilDiv(packets, Barrage.PACKETS);
        return LongStream.range(0, seeds)
                .parallel()
                .mapToObj(i -> Barrage.run(
                        layer, firstSeed + i, (int) Math.min(Barrage.PACKETS, packets - i * Barrage.PACKETS)))
                .toList();
    }

    private ObjectNode describe(ObjectNode node, Layer layer, List<BarrageResult> results) {
        List<BarrageResult> failed =
                results.stream().filter(result -> result.failure() != null).toList();
        failed.stream().limit(MOST_REPORTED).forEach(this::complain);
        long sent = results.stream().mapToLong(BarrageResult::packets).sum();
        double amplification =
                results.stream().mapToDouble(BarrageResult::amplification).max().orElse(0);
        packetsSent += sent;
        escaped += failed.size();
        amplificationMax = Math.max(amplificationMax, amplification);
        if (layer.meetsStrangers()) {
            node.put("amplification", rounded(amplification));
        }
        return node.put("packets", sent)
                .put("escaped", failed.size())
                .put(
                        "mostEffects",
                        results.stream()
                                .mapToInt(BarrageResult::mostEffects)
                                .max()
                                .orElse(0))
                .put(
                        "slowestMicros",
                        results.stream()
                                        .mapToLong(BarrageResult::slowestNanos)
                                        .max()
                                        .orElse(0)
                                / 1_000);
    }

    private void complain(BarrageResult result) {
        say(result.layer() + ", seed " + result.seed() + ": " + result.failure() + "\n  replay it with "
                + result.replay() + "\n  its last packet is made from " + result.lastInput());
    }

    /** A thread that is caught in a loop can't be stopped otherwise. */
    private void giveUp(String replay) {
        say("a packet is never done with; replay it with " + replay);
        Runtime.getRuntime().halt(1);
    }

    private boolean race() {
        say(JOINS + " joins, " + HELLOS + " hellos at each step of each");
        List<String> lost = LongStream.range(firstSeed, firstSeed + JOINS)
                .parallel()
                .mapToObj(seed -> HelloRace.run(seed, HELLOS))
                .filter(Objects::nonNull)
                .toList();
        lost.stream().limit(MOST_REPORTED).forEach(this::say);
        report.putObject("helloRace")
                .put("joins", JOINS)
                .put("hellosAtEachStep", HELLOS)
                .put("lost", lost.size());
        return lost.isEmpty();
    }

    private boolean flood() throws IOException, InterruptedException {
        say(FLOODED_PEERS + " peers, " + floodSeconds + " s in peace and " + floodSeconds + " s under " + junkPerSecond
                + " datagrams of junk a second");
        FloodResult result;
        try (var flood = new Flood(FLOODED_PEERS, SETTLE_MILLIS)) {
            result = flood.run(junkPerSecond, floodSeconds);
        }
        ObjectNode node = report.putObject("flood")
                .put("peers", result.peers())
                .put("hz", Flood.HZ)
                .put("junkPerSecond", Math.round(result.junkPerSecond()))
                .put("junkTakenPerSecond", Math.round(result.junkTakenPerSecond()))
                .put("socketDrops", result.socketDrops())
                .put("disconnects", result.disconnects())
                .put("reliableUnanswered", result.unanswered())
                .put("heapGrowthBytes", result.heapGrowthBytes())
                .put(
                        "shared",
                        "the machine's cores; server and clients a process, with an event loop each; the sender another");
        describe(node.putObject("before"), result.before());
        describe(node.putObject("under"), result.under());
        ObjectNode drops = node.putObject("drops");
        result.drops().forEach(drops::put);
        double mostMillis = result.before().p99Millis() * MOST_OF_THE_LATENCY + LATENCY_GRACE_MILLIS;
        return result.disconnects() == 0
                && result.unanswered() == 0
                && result.junkPerSecond() >= LEAST_OF_THE_FLOOD * junkPerSecond
                && result.under().p99Millis() <= mostMillis;
    }

    private static void describe(ObjectNode node, FloodResult.Latency latency) {
        node.put("answered", rounded(latency.answered()))
                .put("p50Ms", latency.p50Millis())
                .put("p99Ms", latency.p99Millis())
                .put("maxMs", latency.maxMillis());
    }

    private static double rounded(double value) {
        return Math.round(value * 1_000) / 1e3;
    }

    private void say(String what) {
        commandLine().getErr().println("sekai check: " + what);
    }

    private CommandLine commandLine() {
        return Objects.requireNonNull(spec).commandLine();
    }
}
