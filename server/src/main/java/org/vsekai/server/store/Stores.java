package org.vsekai.server.store;

import java.nio.file.Files;
import java.nio.file.Path;
import org.vsekai.storage.CannotOpenException;
import org.vsekai.storage.Database;
import org.vsekai.storage.StoreLocation;
import org.vsekai.storage.rocksdb.RocksDatabase;
import org.vsekai.storage.rocksdb.RocksOptions;

/** Opens the store at a location, with whichever engine it names. */
public final class Stores {
    /** In a server's data folder, the store. */
    public static final String FOLDER_IN_DATA = "store";

    /** Which of a store's worlds: the name that players see may change, this one does not. */
    public static final String WORLD = "main";

    private Stores() {}

    /**
     * Opens a store, making it first where there is none.
     *
     * @param options for the embedded engine
     * @throws CannotOpenException naming the cause and the way out
     */
    public static Database open(StoreLocation location, RocksOptions options) {
        return switch (location) {
            case StoreLocation.Folder folder -> RocksDatabase.open(storeIn(folder.path()), options);
            case StoreLocation.Cluster cluster ->
                throw new CannotOpenException(cluster + ": this build has no engine for FoundationDB", null);
        };
    }

    /**
     * Opens a store that is there.
     *
     * @throws CannotOpenException also where there is none
     */
    public static Database openExisting(StoreLocation location, RocksOptions options) {
        if (location instanceof StoreLocation.Folder(Path path) && !Files.isDirectory(path)) {
            throw new CannotOpenException("There is no store in " + path.toAbsolutePath() + ": no such folder.", null);
        }
        return open(location, options);
    }

    /** A server's data folder stands for the store in it. */
    public static Path storeIn(Path folder) {
        Path inside = folder.resolve(FOLDER_IN_DATA);
        return Files.isDirectory(inside) ? inside : folder;
    }
}
