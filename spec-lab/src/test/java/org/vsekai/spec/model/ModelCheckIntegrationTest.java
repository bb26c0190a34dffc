package org.vsekai.spec.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCheckIntegrationTest {
    @TempDir
    Path folder;

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
}
