package org.vsekai.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SpecCheckIntegrationTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();

    private final StringWriter err = new StringWriter();

    @Test
    void theQuickPartPassesAndSaysWhatItDid() throws IOException {
        assertThat(run("--quick", "--json", "--data", folder.toString()))
                .as(err.toString())
                .isZero();
        JsonNode report = new ObjectMapper().readTree(out.toString());
        assertThat(out.toString().strip()).doesNotContain("\n");
        assertThat(report.path("check").asText()).isEqualTo("spec");
        assertThat(report.path("pass").asBoolean()).isTrue();
        assertThat(report.path("instances").asInt()).isGreaterThanOrEqualTo(5);
        assertThat(report.path("states").asLong()).isGreaterThan(10_000);
        assertThat(report.path("mutants").asInt()).isGreaterThanOrEqualTo(7);
        assertThat(report.path("tracesAccepted").asInt()).isGreaterThanOrEqualTo(10);
        assertThat(report.path("sabotagedTracesRejected").asInt()).isGreaterThanOrEqualTo(50);
        assertThat(report.path("caught").asInt())
                .isEqualTo(report.path("mutants").asInt());
    }

    @Test
    void anUnknownOptionIsAnErrorOfTheCommand() {
        assertThat(run("--quikc")).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
    }

    private int run(String... arguments) {
        return new CommandLine(new SpecCheck())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
