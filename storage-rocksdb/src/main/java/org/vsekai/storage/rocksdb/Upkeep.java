package org.vsekai.storage.rocksdb;

import java.io.UncheckedIOException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vsekai.storage.StorageError;
import org.vsekai.storage.StorageException;

/**
 * Looks after a store every {@link #PERIOD_NANOS}, whether anybody commits or not: warns before the disk is full, stops the
 * store when RocksDB's background work has failed (else commits would wait for a flush that never comes), and reports
 * transactions that were never closed. One thread at a time.
 */
final class Upkeep implements Runnable {
    static final long PERIOD_NANOS = 1_000_000_000;

    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

    private final Parts parts;
    private volatile long freeBytes;
    private volatile boolean isDiskLow;

    /**
     * What is looked at.
     *
     * @param backgroundErrors flushes and compactions that failed
     * @param stop told when the store can't go on
     */
    record Parts(
            Pins pins,
            LongSupplier nanoTime,
            LongSupplier usableBytes,
            LongSupplier backgroundErrors,
            long minFreeBytes,
            Consumer<StorageException> stop) {
        /** Below this much free space somebody should act. */
        long lowBytes() {
            return minFreeBytes * RocksOptions.LOW_SPACE_FACTOR;
        }
    }

    Upkeep(Parts parts) {
        this.parts = parts;
    }

    @Override
    public void run() {
        parts.pins().reportLeaks(parts.nanoTime().getAsLong());
        long failed = parts.backgroundErrors().getAsLong();
        if (failed > 0) {
            parts.stop()
                    .accept(new StorageException(
                            StorageError.IO_ERROR,
                            failed + " flushes or compactions of the store failed: the file LOG in its folder says why;"
                                    + " it has stopped. Nothing that was acknowledged is lost"));
        }
        try {
            lookAtDisk(parts.usableBytes().getAsLong());
        } catch (UncheckedIOException failure) {
            parts.stop()
                    .accept(new StorageException(
                            StorageError.IO_ERROR,
                            "the disk doesn't tell its free space; the store has stopped",
                            failure));
        }
    }

    private void lookAtDisk(long usable) {
        freeBytes = usable;
        boolean low = usable < parts.lowBytes();
        if (low && !isDiskLow) {
            LOG.warn(
                    "The disk is getting full: {} bytes are free; below {} the store stops.",
                    usable,
                    parts.minFreeBytes());
        }
        isDiskLow = low;
    }

    /** Free space as of the last look; any thread. */
    long freeBytes() {
        return freeBytes;
    }

    /** Whether the store will stop soon for want of space; any thread. */
    boolean isDiskLow() {
        return isDiskLow;
    }
}
