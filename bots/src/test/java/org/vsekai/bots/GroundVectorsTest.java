package org.vsekai.bots;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class GroundVectorsTest {
    private static final Path VECTORS = Path.of("..", "docs", "protocol", "vectors", "terrain.json");

    @Test
    void agreesWithTheGoldenVectors() throws IOException {
        JsonNode vectors = new ObjectMapper().readTree(VECTORS.toFile());
        assertThat(vectors.size()).isGreaterThanOrEqualTo(200);
        for (JsonNode vector : vectors) {
            Ground ground = new Ground(Long.parseUnsignedLong(vector.get("seed").asText()));
            long height = ground.heightMm(
                    vector.get("xMm").asLong(), vector.get("zMm").asLong());
            assertThat(height)
                    .as(vector.toString())
                    .isEqualTo(vector.get("heightMm").asLong());
        }
    }
}
