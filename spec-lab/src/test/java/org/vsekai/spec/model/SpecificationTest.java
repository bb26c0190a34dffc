package org.vsekai.spec.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SpecificationTest {
    private static final Path FOLDER = Path.of(System.getProperty("basedir", "."), "..", "spec");

    @Test
    void everyFileOfTheFolderIsUsed() throws IOException {
        Checks checks = Specification.checks();
        assertThat(names(".tla")).containsExactlyInAnyOrderElementsOf(checks.modules());
        assertThat(names(".cfg"))
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                Stream.of("TraceWorld"),
                                checks.instances().stream().map(Instance::configuration))
                        .toList());
    }

    @Test
    void everyDefectThatIsWrittenDownIsTriedOnce() throws IOException {
        Pattern defect = Pattern.compile("Bug [=#] \"(\\w+)\"|Bug \\\\(?:not)?in \\{([^}]*)}");
        List<String> written = names(".tla").stream()
                .map(SpecificationTest::module)
                .flatMap(text -> defect.matcher(text).results().flatMap(SpecificationTest::namesIn))
                .distinct()
                .toList();
        List<String> tried =
                Specification.checks().mutants().stream().map(Mutant::defect).toList();
        assertThat(tried).doesNotHaveDuplicates().containsAll(written);
    }

    @Test
    void theReadmeSaysWhatEachInstanceShows() throws IOException {
        List<String> rows = Files.readAllLines(FOLDER.resolve("README.md"));
        for (Instance instance : Specification.checks().instances()) {
            String name = instance.configuration();
            List<String> properties = Specification.configuration(name)
                    .lines()
                    .filter(line -> line.startsWith("INVARIANTS ") || line.startsWith("PROPERTIES "))
                    .flatMap(line -> Stream.of(line.split(" ")).skip(1))
                    .map(property -> "`" + property + "`")
                    .toList();
            assertThat(rows.stream()
                            .filter(row -> row.startsWith("| `" + name + "` | ") && row.split("\\|").length >= 5))
                    .as(name)
                    .singleElement()
                    .asString()
                    .contains(properties);
        }
    }

    @Test
    void aMutantIsCheckedForItsPropertyAlone() throws IOException {
        Instance frames = new Instance("Frames", "Frames", true);
        assertThat(Specification.configuration(new Mutant("NoHeadCheck", frames, "FramesDense")))
                .contains("Bug = \"NoHeadCheck\"")
                .endsWith("\nINVARIANT FramesDense\n")
                .doesNotContain("ShownDurable")
                .doesNotContain("HistoryGrows");
        assertThatThrownBy(() -> Specification.configuration(new Mutant("NoHeadCheck", frames, "NoSuchThing")))
                .hasMessageContaining("Frames.cfg does not check NoSuchThing");
    }

    @Test
    void anUnknownLineOfTheChecksIsRefused() {
        assertThatThrownBy(() -> Checks.parse("instance Frames Frames")).hasMessageContaining("instance Frames");
        assertThatThrownBy(() -> Checks.parse("instance Frames Frames slow")).hasMessageContaining("slow");
    }

    private static Stream<String> namesIn(MatchResult found) {
        return found.group(1) != null
                ? Stream.of(found.group(1))
                : Stream.of(found.group(2).replace("\"", "").split(",\\s*"));
    }

    private static List<String> names(String extension) throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(extension))
                    .map(name -> name.substring(0, name.length() - extension.length()))
                    .toList();
        }
    }

    private static String module(String name) {
        try {
            return Files.readString(FOLDER.resolve(name + ".tla"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
