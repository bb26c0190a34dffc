package org.vsekai.benchmarks.transport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./sekai bench transport}: what a peer costs the server. */
@Command(
        name = "transport",
        mixinStandardHelpOptions = true,
        description = "CPU, memory, joins and latency of the transport, under peers in another process.")
public final class TransportBench implements Callable<Integer> {
    private static final double CPU_GOAL_MICROS = 10;
    private static final long IDLE_PEER_GOAL_BYTES = 12_000;
    private static final int JOINS_GOAL = 100;
    private static final int WARM_UP_PEERS = 100;
    private static final int MOST_PEERS = 4_000;
    private static final long SETTLE_SECONDS = 3;

    @Option(
            names = "--peers",
            paramLabel = "N",
            defaultValue = "1000",
            description = "At most 4000 (${DEFAULT-VALUE}).")
    private int peers;

    @Option(names = "--hz", paramLabel = "N", defaultValue = "60", description = "Ticks a second (${DEFAULT-VALUE}).")
    private int hz;

    @Option(
            names = "--bytes",
            paramLabel = "N",
            defaultValue = "200",
            description = "Of a message, 16 to 1000 (${DEFAULT-VALUE}).")
    private int bytes;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "20",
            description = "Measured, after as many to warm up (${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--json", description = "End with one JSON line on standard output.")
    private boolean isJson;

    @Spec
    private @Nullable CommandSpec spec;

    private final ObjectMapper json = new ObjectMapper();
    private final ObjectNode report = json.createObjectNode();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (peers < 1 || peers > MOST_PEERS || bytes < 16 || bytes > 1_000 || hz < 1 || seconds < 1) {
            throw new ParameterException(commandLine(), "See --help for the ranges.");
        }
        report.put("bench", "transport").put("peers", peers).put("hz", hz).put("bytes", bytes);
        report.put("pinned", Child.canPin());
        String most = String.valueOf(peers + WARM_UP_PEERS);
        try (Child server =
                Child.start(LoadServer.class, 0, List.of(String.valueOf(hz), String.valueOf(bytes), most))) {
            String signalling = server.ask("port").path("port").asText();
            try (Child clients = Child.start(
                    LoadClients.class, 1, List.of(signalling, String.valueOf(hz), String.valueOf(bytes), most))) {
                measure(server, clients);
            }
        }
        print();
        return 0;
    }

    private void measure(Child server, Child clients) throws IOException, InterruptedException {
        warmUp(clients);
        measureIdle(server, clients);
        measureTraffic(server, clients);
        measureJoins(server, clients);
    }

    /** The first joins pay for loading and compiling the code. */
    private void warmUp(Child clients) throws IOException, InterruptedException {
        say("warming up");
        clients.ask("join " + Math.min(peers, WARM_UP_PEERS) + " 0");
        clients.ask("traffic on");
        TimeUnit.SECONDS.sleep(seconds);
        clients.ask("traffic off");
        clients.ask("leave");
        TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
    }

    private void measureIdle(Child server, Child clients) throws IOException, InterruptedException {
        say("joining " + peers);
        JsonNode before = server.ask("memory");
        JsonNode cpuBefore = server.ask("meter");
        JsonNode joined = clients.ask("join " + peers + " 0");
        JsonNode cpuAfter = server.ask("meter");
        TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
        JsonNode after = server.ask("memory");
        double perSecond = peers / joined.path("seconds").asDouble();
        long cpu = used(cpuBefore, cpuAfter, "userMicros") + used(cpuBefore, cpuAfter, "kernelMicros");
        ObjectNode handshakes = report.putObject("handshakes");
        handshakes.put("count", joined.path("open").asInt());
        handshakes.put("perSecond", round(perSecond));
        handshakes.put("serverCpuMicrosEach", cpu / peers);
        handshakes.set("ms", joined);
        ObjectNode idle = report.putObject("idlePeerBytes");
        idle.put("heap", used(before, after, "liveHeapBytes") / peers).put("goal", IDLE_PEER_GOAL_BYTES);
        idle.put("resident", used(before, after, "residentBytes") / peers);
    }

    private void measureTraffic(Child server, Child clients) throws IOException, InterruptedException {
        say("one message each way, " + hz + " times a second");
        clients.ask("traffic on");
        TimeUnit.SECONDS.sleep(seconds);
        clients.ask("latency");
        JsonNode before = server.ask("meter");
        JsonNode clientsBefore = clients.ask("meter");
        TimeUnit.SECONDS.sleep(seconds);
        JsonNode after = server.ask("meter");
        JsonNode clientsAfter = clients.ask("meter");
        reportTraffic(before, after, clientsBefore, clientsAfter);
        report.set("roundTripMs", clients.ask("latency"));
    }

    /** A peer's tick is a message in and one out. */
    private void reportTraffic(JsonNode before, JsonNode after, JsonNode clientsBefore, JsonNode clientsAfter) {
        double in = used(before, after, "received");
        double out = used(clientsBefore, clientsAfter, "received");
        double ticks = (in + out) / 2;
        ObjectNode cpu = report.putObject("cpuMicrosPerPeerTick");
        double total = used(before, after, "userMicros") + used(before, after, "kernelMicros");
        cpu.put("value", round(total / ticks)).put("goal", CPU_GOAL_MICROS);
        for (ProcessMeter.Kind kind : ProcessMeter.Kind.values()) {
            ObjectNode part = cpu.putObject(kind.name().toLowerCase(Locale.ROOT));
            part.put("user", round(used(before, after, kind + ".userMicros") / ticks));
            part.put("kernel", round(used(before, after, kind + ".kernelMicros") / ticks));
        }
        ObjectNode allocated = report.putObject("allocatedBytesPerPeerTick");
        allocated.put("eventLoop", Math.round(used(before, after, "EVENT_LOOP.allocatedBytes") / ticks));
        allocated.put("tick", Math.round(used(before, after, "TICK.allocatedBytes") / ticks));
        ObjectNode traffic = report.putObject("traffic");
        traffic.put("ticksPerSecond", round(ticks / peers / seconds));
        traffic.put("serverCoreUse", round(total / 1e6 / seconds));
        traffic.put(
                "clientsCoreUse",
                round((used(clientsBefore, clientsAfter, "userMicros")
                                + used(clientsBefore, clientsAfter, "kernelMicros"))
                        / 1e6
                        / seconds));
        traffic.put("arrivedOfSentByClients", round(in / used(clientsBefore, clientsAfter, "sent")));
        traffic.put("arrivedOfSentByServer", round(out / used(before, after, "handedOver")));
        traffic.put("datagramsInPerTick", round(used(before, after, "traffic.datagrams_in") / ticks));
        traffic.put("datagramsOutPerTick", round(used(before, after, "traffic.datagrams_out") / ticks));
    }

    /** Half of the peers stay and talk while as many others join, at the rate of the goal. */
    private void measureJoins(Child server, Child clients) throws IOException, InterruptedException {
        int half = Math.max(1, peers / 2);
        say("joining at " + JOINS_GOAL + " a second, beside " + half + " who talk");
        clients.ask("traffic off");
        clients.ask("leave");
        clients.ask("join " + half + " 0");
        clients.ask("traffic on");
        TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
        clients.ask("latency");
        TimeUnit.SECONDS.sleep(half / JOINS_GOAL);
        JsonNode before = clients.ask("latency");
        JsonNode serverBefore = server.ask("meter");
        JsonNode joined = clients.ask("join " + half + " " + JOINS_GOAL);
        JsonNode during = clients.ask("latency");
        JsonNode serverAfter = server.ask("meter");
        ObjectNode joins = report.putObject("joins");
        joins.put("perSecond", round(half / joined.path("seconds").asDouble())).put("goal", JOINS_GOAL);
        joins.put("completed", joined.path("open").asInt() - half).put("wanted", half);
        joins.set("ms", joined);
        joins.set("roundTripMsBefore", before);
        joins.set("roundTripMsDuring", during);
        joins.put("ended", used(serverBefore, serverAfter, "ended"));
    }

    private static long used(JsonNode before, JsonNode after, String figure) {
        return after.path(figure).asLong() - before.path(figure).asLong();
    }

    private static double round(double value) {
        return Math.round(value * 100) / 100.0;
    }

    private void say(String what) {
        commandLine().getErr().println("sekai bench: " + what);
    }

    private CommandLine commandLine() {
        return Objects.requireNonNull(spec).commandLine();
    }

    private void print() throws IOException {
        PrintWriter out = commandLine().getOut();
        if (isJson) {
            out.println(json.writeValueAsString(report));
        } else {
            out.println(json.writerWithDefaultPrettyPrinter().writeValueAsString(report));
        }
    }
}
