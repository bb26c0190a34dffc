package org.vsekai.benchmarks.transport;

import static org.vsekai.benchmarks.measuring.Figures.putAtLeast;
import static org.vsekai.benchmarks.measuring.Figures.putAtMost;
import static org.vsekai.benchmarks.measuring.Figures.round;
import static org.vsekai.benchmarks.measuring.Figures.used;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.vsekai.benchmarks.measuring.Child;

/** One run: joins until they are cheap, then peers that are silent, peers that talk, and peers that join beside those. */
final class TransportRun {
    static final int WARM_UP_PEERS = 300;

    private static final int WARM_UP_ROUNDS = 5;
    private static final long IDLE_PEER_GOAL_BYTES = 12_000;
    private static final int JOINS_GOAL = 100;
    private static final long SETTLE_SECONDS = 3;
    /** Until a silent peer has dropped its ciphers. */
    private static final long IDLE_SECONDS = 12;

    private static final int PROFILE_SECONDS = 10;

    private final Load load;
    private final Child server;
    private final Child clients;
    private final ObjectNode report;
    private final Consumer<String> log;

    /** @param report gets the figures; @param log is told what is under way */
    TransportRun(Load load, Child server, Child clients, ObjectNode report, Consumer<String> log) {
        this.load = load;
        this.server = server;
        this.clients = clients;
        this.report = report;
        this.log = log;
    }

    void measure() throws IOException, InterruptedException {
        ObjectNode handshakes = report.putObject("handshakes");
        warmUp(handshakes);
        JsonNode withoutPeers = server.ask("memory");
        joinAll(handshakes);
        TimeUnit.SECONDS.sleep(IDLE_SECONDS);
        ObjectNode idle = putMemory("idlePeerBytes", withoutPeers, server.ask("memory"));
        putAtMost(idle, "heap", idle.path("heap").asDouble(), IDLE_PEER_GOAL_BYTES);
        measureTraffic(withoutPeers);
        measureJoins();
    }

    /** The first joins pay for loading and compiling the code: what a server pays that was just started. */
    private void warmUp(ObjectNode handshakes) throws IOException, InterruptedException {
        log.accept("warming up");
        int count = Math.min(load.peers(), WARM_UP_PEERS);
        ObjectNode cold = handshakes.putObject("cold");
        for (int round = 1; round <= WARM_UP_ROUNDS; round++) {
            if (round == 1) {
                putHandshakes(cold, count);
            } else {
                clients.ask("join " + count + " 0");
            }
            if (round == WARM_UP_ROUNDS) {
                clients.ask("traffic on");
                TimeUnit.SECONDS.sleep(load.seconds());
                clients.ask("traffic off");
            }
            clients.ask("leave");
            TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
        }
        handshakes.putObject("warmUp").put("rounds", WARM_UP_ROUNDS).put("joinsInEach", count);
    }

    private void joinAll(ObjectNode handshakes) throws IOException {
        log.accept("joining " + load.peers());
        putHandshakes(handshakes, load.peers());
    }

    /** As many joins at a time as the clients begin. */
    private void putHandshakes(ObjectNode figures, int count) throws IOException {
        JsonNode before = server.ask("meter");
        JsonNode joined = clients.ask("join " + count + " 0");
        JsonNode after = server.ask("meter");
        figures.put("wanted", count).put("completed", joined.path("completed").asInt());
        figures.put("perSecond", round(joined.path("perSecond").asDouble()));
        figures.put("serverCpuMicrosEach", ProcessMeter.cpuMicros(before, after) / count);
        figures.put("ofThatCompilerMicros", ProcessMeter.cpuMicros(before, after, ProcessMeter.Kind.COMPILER) / count);
        figures.set("ms", joined.path("ms"));
    }

    private ObjectNode putMemory(String name, JsonNode before, JsonNode after) {
        ObjectNode bytes = report.putObject(name);
        bytes.put("heap", used(before, after, "liveHeapBytes") / load.peers());
        bytes.put("resident", used(before, after, "residentBytes") / load.peers());
        return bytes;
    }

    private void measureTraffic(JsonNode withoutPeers) throws IOException, InterruptedException {
        log.accept("one message each way, " + load.hz() + " times a second");
        clients.ask("traffic on");
        TimeUnit.SECONDS.sleep(load.seconds());
        clients.ask("latency");
        JsonNode before = server.ask("meter");
        JsonNode clientsBefore = clients.ask("meter");
        TimeUnit.SECONDS.sleep(load.seconds());
        JsonNode after = server.ask("meter");
        JsonNode clientsAfter = clients.ask("meter");
        JsonNode latency = clients.ask("latency");
        putMemory("activePeerBytes", withoutPeers, server.ask("memory"));
        log.accept("profiling");
        JsonNode profile = server.ask("profile " + PROFILE_SECONDS);
        var traffic = new TrafficReport(load, before, after, clientsBefore, clientsAfter);
        JsonNode records = server.ask("records " + traffic.sealedBytes() + " " + traffic.openedBytes());
        traffic.putCpu(report, profile);
        traffic.putAllocations(report, records, profile);
        traffic.putTraffic(report);
        report.set("roundTripMs", latency);
    }

    /** Half of the peers stay and talk while as many others join, at the rate of the goal. */
    private void measureJoins() throws IOException, InterruptedException {
        int half = Math.max(1, load.peers() / 2);
        log.accept("joining at " + JOINS_GOAL + " a second, beside " + half + " who talk");
        clients.ask("traffic off");
        clients.ask("leave");
        clients.ask("join " + half + " 0");
        clients.ask("traffic on");
        TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
        clients.ask("latency");
        TimeUnit.SECONDS.sleep(Math.max(1, half / JOINS_GOAL));
        JsonNode before = clients.ask("latency");
        JsonNode serverBefore = server.ask("meter");
        JsonNode joined = clients.ask("join " + half + " " + JOINS_GOAL);
        JsonNode during = clients.ask("latency");
        JsonNode serverAfter = server.ask("meter");
        ObjectNode joins = report.putObject("joins");
        putAtLeast(joins, "perSecond", joined.path("perSecond").asDouble(), JOINS_GOAL);
        joins.put("offered", JOINS_GOAL);
        joins.put("wanted", half).put("completed", joined.path("completed").asInt());
        joins.set("ms", joined.path("ms"));
        joins.set("roundTripMsBefore", before);
        joins.set("roundTripMsDuring", during);
        joins.put("ended", used(serverBefore, serverAfter, "ended"));
    }
}
