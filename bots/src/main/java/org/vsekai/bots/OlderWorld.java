package org.vsekai.bots;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Proves that {@code check kill} can fail: gives a killed server back the world as it was one kill earlier, as a disk would
 * that had only pretended to write.
 */
final class OlderWorld {
    private final CheckFolder folder;
    private final Path kept;
    private boolean hasKept;

    OlderWorld(CheckFolder folder) {
        this.folder = folder;
        kept = folder.root().resolve("older-world");
    }

    /** Call while no server runs: keeps the world at first, then gives it back once. */
    void keepOrGiveBack() throws IOException {
        if (hasKept) {
            CheckFolder.removeTree(folder.world());
            copy(kept, folder.world());
            CheckFolder.removeTree(kept);
        } else {
            copy(folder.world(), kept);
        }
        hasKept = !hasKept;
    }

    private static void copy(Path from, Path to) throws IOException {
        List<Path> entries;
        try (Stream<Path> walk = Files.walk(from)) {
            entries = walk.toList();
        }
        for (Path entry : entries) {
            Files.copy(entry, to.resolve(from.relativize(entry).toString()));
        }
    }
}
