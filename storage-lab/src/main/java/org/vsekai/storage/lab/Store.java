package org.vsekai.storage.lab;

import java.nio.file.Path;
import java.util.function.Supplier;
import org.vsekai.storage.Database;
import org.vsekai.storage.fdb.FdbDatabase;
import org.vsekai.storage.fdb.FdbOptions;
import org.vsekai.storage.rocksdb.RocksDatabase;
import org.vsekai.storage.rocksdb.RocksOptions;

/**
 * What is checked.
 *
 * @param engine its name in the report
 * @param opening opens it, each time with what it held before
 * @param isShared whether it may hold what others need, and is a process of its own that can't be killed from here
 */
record Store(String engine, Supplier<Database> opening, boolean isShared) {
    private static final String CLUSTER = "fdb:";

    private static final String FOLDER = "rocksdb:";

    /** An embedded one in that folder. */
    static Store embedded(Path folder) {
        RocksOptions options = RocksOptions.DEFAULT.withMinFreeBytes(0);
        return new Store("rocksdb", () -> RocksDatabase.open(folder, options), false);
    }

    /** @throws IllegalArgumentException where the text names no cluster */
    static Store cluster(String location) {
        if (!location.startsWith(CLUSTER) || location.length() == CLUSTER.length()) {
            throw new IllegalArgumentException("A store to check is fdb:CLUSTER-FILE, not '" + location + "'."
                    + (location.startsWith(FOLDER)
                            ? " The embedded engine is checked without --store, in folders of the check's own."
                            : ""));
        }
        Path file = Path.of(location.substring(CLUSTER.length()));
        return new Store("fdb", () -> FdbDatabase.open(file, FdbOptions.DEFAULT), true);
    }
}
