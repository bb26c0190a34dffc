package org.vsekai.benchmarks.transport;

import static org.vsekai.benchmarks.measuring.Figures.putAtMost;
import static org.vsekai.benchmarks.measuring.Figures.round;
import static org.vsekai.benchmarks.measuring.Figures.used;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/** What the traffic of a measured interval cost, from the meters of both processes before and after. A peer's tick is a message in and one out. */
final class TrafficReport {
    private static final double CPU_GOAL_MICROS = 10;
    private static final double OWN_ALLOCATION_GOAL_BYTES = 0;
    /** What a record is longer than its plaintext: header, explicit part of the nonce, tag (RFC 6347 §4.3.1, RFC 5288 §3). */
    private static final int RECORD_OVERHEAD_BYTES = 13 + 8 + 16;

    private final Load load;
    private final JsonNode before;
    private final JsonNode after;
    private final JsonNode clientsBefore;
    private final JsonNode clientsAfter;
    private final double in;
    private final double out;
    private final double ticks;

    TrafficReport(Load load, JsonNode before, JsonNode after, JsonNode clientsBefore, JsonNode clientsAfter) {
        this.load = load;
        this.before = before;
        this.after = after;
        this.clientsBefore = clientsBefore;
        this.clientsAfter = clientsAfter;
        in = used(before, after, "received");
        out = used(clientsBefore, clientsAfter, "received");
        ticks = (in + out) / 2;
    }

    /** Plaintext in a record that the server sends, on average; a datagram is a record. */
    int sealedBytes() {
        return plaintext("traffic.bytes_out", "traffic.datagrams_out");
    }

    /** Plaintext in a record that the server receives. */
    int openedBytes() {
        return plaintext("traffic.bytes_in", "traffic.datagrams_in");
    }

    private int plaintext(String bytes, String datagrams) {
        double each = used(before, after, bytes) / Math.max(1.0, used(before, after, datagrams));
        return (int) Math.max(0, Math.round(each - RECORD_OVERHEAD_BYTES));
    }

    private double perTick(String figure) {
        return used(before, after, figure) / ticks;
    }

    void putCpu(ObjectNode report, JsonNode profile) {
        ObjectNode cpu = putAtMost(
                report, "cpuMicrosPerPeerTick", ProcessMeter.cpuMicros(before, after) / ticks, CPU_GOAL_MICROS);
        for (ProcessMeter.Kind kind : ProcessMeter.Kind.values()) {
            ObjectNode part = cpu.putObject(kind.name().toLowerCase(Locale.ROOT));
            part.put("user", round(perTick(kind + ".userMicros")));
            part.put("kernel", round(perTick(kind + ".kernelMicros")));
        }
        putLayers(cpu, profile);
    }

    private void putLayers(ObjectNode cpu, JsonNode profile) {
        ObjectNode spentOn = cpu.putObject("eventLoopSpentOn");
        JsonNode samples = profile.path("samplesByLayer");
        long sum = sum(samples);
        if (sum == 0) {
            spentOn.put("unavailable", "the runtime took no jdk.CPUTimeSample: that is JDK 25 on Linux");
            return;
        }
        double eventLoop = ProcessMeter.cpuMicros(before, after, ProcessMeter.Kind.EVENT_LOOP) / ticks;
        samples.properties()
                .forEach(layer -> spentOn.put(
                        layer.getKey(), round(eventLoop * layer.getValue().asLong() / sum)));
        cpu.putObject("eventLoopSamples")
                .put("taken", sum)
                .put("failed", profile.path("failed").asLong())
                .put("lost", profile.path("lost").asLong());
    }

    /** @param records {@link RecordCost}'s figures */
    void putAllocations(ObjectNode report, JsonNode records, JsonNode profile) {
        double sealed = records.path("sealed").asDouble();
        double opened = records.path("opened").asDouble();
        double eventLoop = perTick("EVENT_LOOP.allocatedBytes");
        double provider = sealed * perTick("traffic.datagrams_out") + opened * perTick("traffic.datagrams_in");
        double delivered = records.path("delivered").asDouble() * in / ticks;
        ObjectNode allocated = report.putObject("allocatedBytesPerPeerTick");
        ObjectNode loop = allocated.putObject("eventLoop");
        loop.put("value", Math.round(eventLoop));
        loop.put("provider", Math.round(provider)).put("delivered", Math.round(delivered));
        putAtMost(loop, "own", eventLoop - provider - delivered, OWN_ALLOCATION_GOAL_BYTES);
        loop.putObject("providerForARecord")
                .put("sealed", Math.round(sealed))
                .put("sealedBytes", sealedBytes())
                .put("opened", Math.round(opened))
                .put("openedBytes", openedBytes());
        loop.set("samplesByPlace", profile.path("allocationsByPlace"));
        allocated.put("tick", Math.round(perTick("TICK.allocatedBytes")));
    }

    private static long sum(JsonNode counts) {
        return counts.valueStream().mapToLong(JsonNode::asLong).sum();
    }

    void putTraffic(ObjectNode report) {
        ObjectNode traffic = report.putObject("traffic");
        double micros = load.seconds() * 1e6;
        traffic.put("ticksPerSecond", round(ticks / load.peers() / load.seconds()));
        traffic.put("serverCoreUse", round(ProcessMeter.cpuMicros(before, after) / micros));
        traffic.put("clientsCoreUse", round(ProcessMeter.cpuMicros(clientsBefore, clientsAfter) / micros));
        traffic.put("arrivedOfSentByClients", round(in / used(clientsBefore, clientsAfter, "sent")));
        traffic.put("arrivedOfSentByServer", round(out / used(before, after, "handedOver")));
        traffic.put("datagramsInPerTick", round(perTick("traffic.datagrams_in")));
        traffic.put("datagramsOutPerTick", round(perTick("traffic.datagrams_out")));
    }
}
