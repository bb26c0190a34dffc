package org.vsekai.storage.rocksdb;

import java.util.function.LongSupplier;
import org.rocksdb.RocksDBException;

/**
 * Where tests put their hands in. Production runs {@link #production}.
 *
 * @param usableBytes free bytes of the disk
 */
record Seams(LongSupplier nanoTime, LongSupplier usableBytes, BeforeWrite beforeWrite, Sabotage sabotage) {
    /** Called by the commit thread before each write of a group; may fail in its place. */
    @FunctionalInterface
    interface BeforeWrite {
        void run() throws RocksDBException;
    }

    static Seams production(LongSupplier usableBytes) {
        return new Seams(System::nanoTime, usableBytes, () -> {}, Sabotage.NONE);
    }
}
