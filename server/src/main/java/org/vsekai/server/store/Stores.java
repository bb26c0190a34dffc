package org.vsekai.server.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.vsekai.storage.CannotOpenException;
import org.vsekai.storage.Database;
import org.vsekai.storage.StoreLocation;
import org.vsekai.storage.fdb.FdbDatabase;
import org.vsekai.storage.fdb.FdbOptions;
import org.vsekai.storage.rocksdb.RocksDatabase;
import org.vsekai.storage.rocksdb.RocksOptions;

/** Opens the store at a location, with whichever engine it names. The other engine's classes are not even loaded. */
public final class Stores {
    /** In a server's data folder, the store. */
    public static final String FOLDER_IN_DATA = "store";

    /** Which of a store's worlds: the name that players see may change, this one does not. */
    public static final String WORLD = "main";

    private Stores() {}

    /**
     * Opens a store; an embedded one is made first where there is none.
     *
     * @param options for the embedded engine
     * @throws CannotOpenException naming the cause and the way out
     */
    public static Database open(StoreLocation location, RocksOptions options) {
        return switch (location) {
            case StoreLocation.Folder folder -> Embedded.open(storeIn(folder.path()), options);
            case StoreLocation.Cluster cluster -> Clustered.open(cluster.file());
        };
    }

    /**
     * Opens a store that is there.
     *
     * @throws CannotOpenException also where there is none: nothing is made
     */
    public static Database openExisting(StoreLocation location, RocksOptions options) {
        if (location instanceof StoreLocation.Folder(Path path) && isNothing(storeIn(path))) {
            throw new CannotOpenException(
                    "There is no store in " + path.toAbsolutePath().normalize()
                            + ". Name the folder of one, a server's data folder, or fdb:CLUSTER-FILE.",
                    null);
        }
        return open(location, options);
    }

    /** Whether a folder is absent or empty; what else it may be is the engine's to say. */
    private static boolean isNothing(Path folder) {
        if (!Files.isDirectory(folder)) {
            return !Files.exists(folder);
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        } catch (IOException unreadable) {
            return false;
        }
    }

    /** A server's data folder stands for the store in it. */
    public static Path storeIn(Path folder) {
        Path inside = folder.resolve(FOLDER_IN_DATA);
        return Files.isDirectory(inside) ? inside : folder;
    }

    /** Loaded when a folder is opened. */
    private static final class Embedded {
        static Database open(Path folder, RocksOptions options) {
            return RocksDatabase.open(folder, options);
        }
    }

    /** Loaded when a cluster is opened. */
    private static final class Clustered {
        static Database open(Path clusterFile) {
            return FdbDatabase.open(clusterFile, FdbOptions.DEFAULT);
        }
    }
}
