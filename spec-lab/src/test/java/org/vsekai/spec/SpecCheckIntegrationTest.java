package org.vsekai.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
        assertThat(report.path("caught").asInt())
                .isEqualTo(report.path("mutants").asInt());
    }

    /** A specification that is broken, and a defect that is none, are failures that name the file with the rest. */
    @Test
    void saysWhatIsViolatedAndWhereToReadOn() throws IOException, InterruptedException {
        Instance sound = new Instance("Chunks", "Chunks", true);
        List<String> said = new ArrayList<>();
        ModelCheck check = new ModelCheck(folder, said::add);
        ModelCheck.Result result = check.run(
                new Checks(List.of(), List.of(), List.of(new Mutant("NoSuchDefect", sound, "RecoveryExact"))));
        assertThat(result.caught()).isZero();
        assertThat(said).containsExactly("NoSuchDefect (Chunks, RecoveryExact): NOT caught");
        assertThat(result.failures())
                .singleElement()
                .asString()
                .contains("NoSuchDefect")
                .contains("output.txt");

        String broken = Specification.configuration(new Mutant("CutAhead", sound, "RecordsKept"));
        TlcRun run = Tlc.run(folder.resolve("broken"), "Chunks", broken, List.of());
        assertThat(run.isViolation()).isTrue();
        assertThat(run.complaint()).isEqualTo("RecordsKept is violated");
        assertThat(Files.readString(folder.resolve("broken").resolve("output.txt")))
                .contains("State 2");

        TlcRun nonsense = Tlc.run(folder.resolve("nonsense"), "Chunks", "SPECIFICATION Nothing\n", List.of());
        assertThat(nonsense.isClean()).isFalse();
        assertThat(nonsense.isViolation()).isFalse();
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
