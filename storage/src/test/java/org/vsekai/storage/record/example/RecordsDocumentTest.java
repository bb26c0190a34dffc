package org.vsekai.storage.record.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The code that people read in {@code docs/records.md} is the code that is run here, line by line. */
class RecordsDocumentTest {
    private static final Pattern BLOCK = Pattern.compile("```(java|protobuf)\n(.*?)```", Pattern.DOTALL);

    @Test
    void theDocumentShowsCodeThatIsRun() throws IOException {
        Path module = Path.of(System.getProperty("basedir", ".")).toAbsolutePath();
        String code = lines(module.resolve("src/test/java/org/vsekai/storage/record/example"))
                + lines(module.resolve("src/test/proto/vsekai/storage/record/example"));
        List<String> blocks = blocks(Files.readString(module.resolveSibling("docs/records.md")));
        assertThat(blocks).hasSizeGreaterThan(5);
        for (String block : blocks) {
            assertThat(code).contains(block);
        }
    }

    private static List<String> blocks(String document) {
        List<String> blocks = new ArrayList<>();
        BLOCK.matcher(document).results().forEach(found -> blocks.add(normalised(found.group(2))));
        return blocks;
    }

    private static String lines(Path folder) throws IOException {
        var all = new StringBuilder();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                all.append(normalised(Files.readString(file)));
            }
        }
        return all.toString();
    }

    /** Without indentation and empty lines. */
    private static String normalised(String code) {
        return code.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining("\n", "", "\n"));
    }
}
