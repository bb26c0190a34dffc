package org.vsekai.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vsekai.server.store.Stores;

/** A server's folder: {@code store} holds the world, {@code sekai.conf} may hold the configuration. */
final class DataFolder {
    private static final String STORE = Stores.FOLDER_IN_DATA;

    /** What the embedded engine's folder always holds. */
    private static final String STORE_MARK = "FORMAT";

    private static final Set<String> OURS = Set.of(STORE, "sekai.conf");

    private DataFolder() {}

    /** The folder of the store; refuses one that holds something else already. */
    static Path store(Path data) {
        if (!Files.isDirectory(data)) {
            return data.resolve(STORE);
        }
        try (Stream<Path> entries = Files.list(data)) {
            Set<String> names = entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .collect(Collectors.toSet());
            if (names.contains(STORE_MARK) && !names.contains(STORE)) {
                throw new CannotStartException(
                        "the data folder " + data + " is a store itself: name it with --store rocksdb:" + data
                                + ", and another folder with --data",
                        null);
            }
            if (!names.isEmpty() && names.stream().noneMatch(OURS::contains)) {
                throw new CannotStartException(
                        "the data folder " + data.toAbsolutePath().normalize() + " holds something else ("
                                + names.stream().sorted().limit(3).collect(Collectors.joining(", "))
                                + ") and no world; nothing was changed. Name an empty or new folder with --data",
                        null);
            }
        } catch (IOException e) {
            throw new CannotStartException("the data folder " + data + " can't be read: " + e, e);
        }
        return data.resolve(STORE);
    }
}
