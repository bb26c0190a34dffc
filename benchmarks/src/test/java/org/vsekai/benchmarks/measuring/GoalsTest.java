package org.vsekai.benchmarks.measuring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vsekai.benchmarks.measuring.Figures.putAtLeast;
import static org.vsekai.benchmarks.measuring.Figures.putAtMost;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class GoalsTest {
    @Test
    void namesTheFiguresThatMeetTheirGoalAndThoseThatMissIt() {
        ObjectNode report = new ObjectMapper().createObjectNode().put("other", 7);
        putAtLeast(report.putObject("a"), "fast", 1.5, 1.5);
        putAtMost(report.putObject("b"), "slow", 1_001, 1_000);
        Goals.summarise(report);
        assertThat(report.path("goals").toString()).isEqualTo("{\"met\":[\"a.fast\"],\"missed\":[\"b.slow\"]}");
    }
}
