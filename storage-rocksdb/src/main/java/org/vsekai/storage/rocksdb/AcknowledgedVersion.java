package org.vsekai.storage.rocksdb;

import java.io.IOException;
import java.nio.file.Path;
import org.vsekai.storage.disk.Disk;
import org.vsekai.storage.disk.LongCell;

/**
 * A lower bound of the last acknowledged version, outside RocksDB: eight bytes of a mapped file, big-endian, stored after
 * each group and written back by the operating system when it likes. RocksDB's recovery ends silently at the first damaged
 * record of its log; a store that comes back with an older version than this has lost acknowledged commits, and opening it
 * says so. Advanced by the commit thread only.
 */
final class AcknowledgedVersion implements AutoCloseable {
    static final String FILE_NAME = "ACKNOWLEDGED";

    private final LongCell cell;

    private AcknowledgedVersion(LongCell cell) {
        this.cell = cell;
    }

    /** Opens or makes the file. */
    static AcknowledgedVersion open(Disk disk, Path folder) throws IOException {
        return new AcknowledgedVersion(disk.cell(folder.resolve(FILE_NAME)));
    }

    long get() {
        return cell.get();
    }

    void advanceTo(long version) {
        cell.set(version);
    }

    @Override
    public void close() {
        cell.close();
    }
}
