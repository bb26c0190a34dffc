package org.vsekai.storage;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a store is, as a person writes it: a folder, {@code rocksdb:FOLDER}, or {@code fdb:CLUSTER-FILE}. */
public sealed interface StoreLocation {
    /** What a text that is none is answered with. */
    String EXPECTED = "a folder, rocksdb:FOLDER or fdb:CLUSTER-FILE";

    /** A word before a colon. A single letter is a drive of Windows. */
    Pattern ENGINE = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):(.*)", Pattern.DOTALL);

    /** A store of the embedded engine. */
    record Folder(Path path) implements StoreLocation {
        @Override
        public String toString() {
            return "rocksdb:" + path;
        }
    }

    /** A cluster of FoundationDB, named by its file. */
    record Cluster(Path file) implements StoreLocation {
        @Override
        public String toString() {
            return "fdb:" + file;
        }
    }

    /** Empty where the text names no store. Nothing is looked up: what it names may be absent. */
    static Optional<StoreLocation> parse(String text) {
        Matcher engine = ENGINE.matcher(text);
        if (!engine.matches()) {
            return path(text, Folder::new);
        }
        return switch (engine.group(1)) {
            case "rocksdb" -> path(engine.group(2), Folder::new);
            case "fdb" -> path(engine.group(2), Cluster::new);
            default -> Optional.empty();
        };
    }

    private static Optional<StoreLocation> path(String text, Function<Path, StoreLocation> location) {
        try {
            return text.isBlank() ? Optional.empty() : Optional.of(location.apply(Path.of(text)));
        } catch (InvalidPathException notOne) {
            return Optional.empty();
        }
    }
}
