package org.vsekai.storage.rocksdb;

import java.util.List;
import java.util.function.LongSupplier;
import org.rocksdb.RocksDBException;
import org.vsekai.storage.disk.Disk;

/**
 * Where tests put their hands in. Production runs {@link #production}.
 *
 * @param usableBytes free bytes of the disk
 * @param formatSteps the formats there are
 * @param disk where the folder's own files are; RocksDB's are on the real one
 */
record Seams(
        LongSupplier nanoTime,
        LongSupplier usableBytes,
        BeforeWrite beforeWrite,
        Sabotage sabotage,
        Disk disk,
        GroupWrite groupWrite,
        CrashPoint.Passing passing,
        List<FormatStep> formatSteps) {
    /** Called by the commit thread before each write of a group; may fail in its place. */
    @FunctionalInterface
    interface BeforeWrite {
        void run() throws RocksDBException;
    }

    /** Writes a group's batch; what it returned from is acknowledged. */
    @FunctionalInterface
    interface GroupWrite {
        void write(NativeStore store, byte[] batch) throws RocksDBException;
    }

    Seams(LongSupplier nanoTime, LongSupplier usableBytes, BeforeWrite beforeWrite, Sabotage sabotage) {
        this(
                nanoTime,
                usableBytes,
                beforeWrite,
                sabotage,
                Disk.real(),
                NativeStore::writeSynced,
                point -> {},
                FormatStep.ALL);
    }

    static Seams production(LongSupplier usableBytes) {
        return new Seams(System::nanoTime, usableBytes, () -> {}, Sabotage.NONE);
    }

    Seams with(GroupWrite newWrite) {
        return new Seams(nanoTime, usableBytes, beforeWrite, sabotage, disk, newWrite, passing, formatSteps);
    }

    Seams with(CrashPoint.Passing newPassing) {
        return new Seams(nanoTime, usableBytes, beforeWrite, sabotage, disk, groupWrite, newPassing, formatSteps);
    }

    Seams with(List<FormatStep> newFormatSteps) {
        return new Seams(nanoTime, usableBytes, beforeWrite, sabotage, disk, groupWrite, passing, newFormatSteps);
    }
}
