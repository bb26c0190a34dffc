package org.vsekai.benchmarks.world;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vsekai.benchmarks.measuring.Goals;

/** The benchmark with little of everything, on the disk; all but the server's start, which is no part of this module. */
class WorldRunIntegrationTest {
    @TempDir
    Path folder;

    private final ObjectNode report = new ObjectMapper().createObjectNode();

    @Test
    void measuresATableAndAWorldWhoseChunksComeAndGo() throws Exception {
        var run = new WorldRun(folder, new WorldLoad(20_000, 20_000, 60, 60_000, 1, 3), report, what -> {});
        run.measureTable();
        Path store = folder.resolve("store");
        run.make(store);
        run.measureWorld(store);
        Goals.summarise(report);

        assertThat(report.path("memory").path("reckonedBytesEach").asDouble()).isBetween(20.0, 100.0);
        assertThat(report.path("movement").path("movedPerTick").asInt()).isPositive();
        assertThat(report.path("stored").path("regions").asInt()).isEqualTo(289);
        assertThat(report.path("chunks").path("entitiesEach").asInt()).isBetween(2, 5);
        assertThat(report.path("ticks").path("quiet").path("chunksLoaded").asInt())
                .isZero();
        assertThat(report.path("ticks")
                        .path("whileLoading")
                        .path("chunksLoaded")
                        .asInt())
                .isPositive();
        assertThat(report.path("goals").path("met").size()
                        + report.path("goals").path("missed").size())
                .isEqualTo(5);
        assertThat(WorldBench.text(report)).contains("movement: ", "coresForAMillion");
    }
}
