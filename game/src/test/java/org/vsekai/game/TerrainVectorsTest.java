package org.vsekai.game;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The vectors were computed by a separate program written from {@code docs/protocol/terrain.md} alone. */
class TerrainVectorsTest {
    private static final Path VECTORS = Path.of("..", "docs", "protocol", "vectors", "terrain.json");

    @Test
    void agreesWithTheGoldenVectors() throws IOException {
        JsonNode vectors = new ObjectMapper().readTree(VECTORS.toFile());
        assertThat(vectors.size()).isGreaterThanOrEqualTo(200);
        for (JsonNode vector : vectors) {
            long seed = Long.parseUnsignedLong(vector.get("seed").asText());
            int height = new Terrain(seed)
                    .heightMm(vector.get("xMm").asLong(), vector.get("zMm").asLong());
            assertThat(height)
                    .as(vector.toString())
                    .isEqualTo(vector.get("heightMm").asInt());
        }
    }
}
