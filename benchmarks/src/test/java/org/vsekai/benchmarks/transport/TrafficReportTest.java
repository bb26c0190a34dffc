package org.vsekai.benchmarks.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

/** 1,000 ticks in 10 seconds: as many messages each way, each in a datagram of 280 bytes. */
class TrafficReportTest {
    private static final int TICKS = 1_000;

    private final ObjectNode server = node().put("received", TICKS)
            .put("handedOver", TICKS)
            .put("userMicros", 7_000)
            .put("kernelMicros", 3_000)
            .put("EVENT_LOOP.userMicros", 5_000)
            .put("EVENT_LOOP.kernelMicros", 3_000)
            .put("EVENT_LOOP.allocatedBytes", 2_500 * TICKS)
            .put("traffic.datagrams_in", TICKS)
            .put("traffic.bytes_in", 280 * TICKS)
            .put("traffic.datagrams_out", 2 * TICKS)
            .put("traffic.bytes_out", 280 * 2 * TICKS);
    private final ObjectNode clients = node().put("received", TICKS).put("sent", TICKS);
    private final TrafficReport traffic = new TrafficReport(new Load(10, 10, 200, 10), node(), server, node(), clients);
    private final ObjectNode report = node();

    private static ObjectNode node() {
        return JsonNodeFactory.instance.objectNode();
    }

    @Test
    void plaintextIsWhatARecordAddsNothingTo() {
        assertThat(traffic.sealedBytes()).isEqualTo(280 - 37);
        assertThat(traffic.openedBytes()).isEqualTo(280 - 37);
    }

    @Test
    void layersAddUpToTheEventLoop() {
        ObjectNode profile = node();
        profile.putObject("samplesByLayer").put("kernel", 30).put("crypto", 30).put("sctp", 20);
        traffic.putCpu(report, profile);
        JsonNode cpu = report.path("cpuMicrosPerPeerTick");
        assertThat(cpu.path("value").asDouble()).isEqualTo(10);
        assertThat(cpu.path("eventLoopSpentOn").path("sctp").asDouble()).isEqualTo(2);
        assertThat(cpu.path("eventLoopSpentOn")
                        .valueStream()
                        .mapToDouble(JsonNode::asDouble)
                        .sum())
                .isCloseTo(8, within(0.02));
    }

    @Test
    void saysSoWhenThereAreNoSamples() {
        traffic.putCpu(report, node());
        assertThat(report.path("cpuMicrosPerPeerTick").path("eventLoopSpentOn").has("unavailable"))
                .isTrue();
    }

    @Test
    void whatNeitherProviderNorMessagesAllocateIsOurs() {
        traffic.putAllocations(
                report, node().put("sealed", 700).put("opened", 600).put("delivered", 216), node());
        JsonNode loop = report.path("allocatedBytesPerPeerTick").path("eventLoop");
        assertThat(loop.path("provider").asInt()).isEqualTo(2 * 700 + 600);
        assertThat(loop.path("own").path("value").asDouble()).isEqualTo(2_500 - 2_000 - 216);
        assertThat(loop.path("own").path("goal").asDouble()).isZero();
    }
}
