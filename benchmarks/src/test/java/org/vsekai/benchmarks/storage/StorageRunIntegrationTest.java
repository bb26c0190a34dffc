package org.vsekai.benchmarks.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vsekai.benchmarks.measuring.Goals;

/** All of the benchmark with little of everything, on the disk; with PostgreSQL where it is installed. */
class StorageRunIntegrationTest {
    private static final List<String> PEERS = List.of("engine", "transactionDb", "postgresql");

    @TempDir
    Path folder;

    private final ObjectNode report = new ObjectMapper().createObjectNode();

    @Test
    void measuresEveryPeerAndSaysWhichGoalsAreMet() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        new StorageRun(folder, new StorageLoad(2_000, 1, 1, 1, 1, 20_000), report, what -> {}).measure();
        Goals.summarise(report);

        for (String clients : List.of("1Clients", "16Clients", "256Clients")) {
            assertMeasured(report.path("transactions").path(clients));
        }
        assertMeasured(report.path("pointReads"));
        assertMeasured(report.path("rangeReads").path("1000Pairs"));
        assertThat(report.path("frames").path("perSecond").asDouble()).isPositive();
        JsonNode entities = report.path("entities");
        assertThat(entities.path("bytesOnDisk").asLong()).isPositive();
        assertThat(entities.path("logBytesAtKill").asLong()).isPositive();
        assertThat(entities.path("afterKill")
                        .path("firstCommitMs")
                        .path("value")
                        .asLong())
                .isPositive();
        JsonNode goals = report.path("goals");
        assertThat(goals.path("met").size() + goals.path("missed").size())
                .isEqualTo(PostgresServer.installed() == null ? 5 : 7);
        assertThat(new StorageTable(report).text()).contains("durable transactions, 16 clients", "goal at least");
    }

    private static void assertMeasured(JsonNode figures) {
        for (String peer : PEERS) {
            if (peer.equals("postgresql") && PostgresServer.installed() == null) {
                continue;
            }
            assertThat(figures.path(peer).path("perSecond").asDouble()).as(peer).isPositive();
            assertThat(figures.path(peer).path("cpuMicrosEach").asDouble())
                    .as(peer)
                    .isPositive();
        }
    }
}
