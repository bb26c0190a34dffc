package org.vsekai.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceFilesTest {
    private static final int LONGEST_FILE = 600;

    @Test
    void noSourceFileIsLongerThanOnePersonCanHoldInMind() throws IOException {
        List<Path> folders = new ArrayList<>(Code.folders("src/main/java"));
        folders.addAll(Code.folders("src/test/java"));
        assertThat(folders).isNotEmpty();
        for (Path folder : folders) {
            assertThat(longFiles(folder)).isEmpty();
        }
    }

    @Test
    void aLongFileIsFound(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("Long.java");
        Files.writeString(file, "\n".repeat(LONGEST_FILE));
        assertThat(longFiles(folder)).isEmpty();
        Files.writeString(file, "\n".repeat(LONGEST_FILE + 1));
        assertThat(longFiles(folder)).containsExactly(file);
    }

    private static List<Path> longFiles(Path folder) throws IOException {
        List<Path> tooLong = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                if (Files.readAllLines(file).size() > LONGEST_FILE) {
                    tooLong.add(file);
                }
            }
        }
        return tooLong;
    }
}
