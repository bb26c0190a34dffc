package org.vsekai.bots;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where a check keeps the world it plays in, the server's log and its own; removed after a success, kept after a failure. */
record CheckFolder(Path root, boolean isTemporary) {
    /** @throws IOException also if the folder holds something already: a check needs a fresh world */
    static CheckFolder prepare(@Nullable Path wanted, String check) throws IOException {
        if (wanted == null) {
            return new CheckFolder(Files.createTempDirectory("sekai-check-" + check + "-"), true);
        }
        Files.createDirectories(wanted);
        try (Stream<Path> entries = Files.list(wanted)) {
            if (entries.findAny().isPresent()) {
                throw new IOException(wanted + " is not empty: a check needs a fresh folder");
            }
        }
        return new CheckFolder(wanted, false);
    }

    Path world() {
        return root.resolve("world");
    }

    Path serverLog() {
        return root.resolve("server.log");
    }

    Path oracleLog() {
        return root.resolve("oracle.log");
    }

    void remove() throws IOException {
        removeTree(root);
    }

    static void removeTree(Path tree) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> entries = Files.walk(tree)) {
            deepestFirst = entries.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path entry : deepestFirst) {
            Files.delete(entry);
        }
    }
}
