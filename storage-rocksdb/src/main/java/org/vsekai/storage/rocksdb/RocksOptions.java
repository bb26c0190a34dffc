package org.vsekai.storage.rocksdb;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.StorageException;

/**
 * How the embedded engine is run. Whether commits are synced is not an option: they are.
 *
 * @param memoryBytes bounds blocks, indexes, filters and write buffers, all native memory; at least {@link #MIN_MEMORY_BYTES}
 * @param minFreeBytes with less free space than this the store doesn't open, and stops where it is open: before the disk is
 *     so full that it can't be repaired. With less than {@link #LOW_SPACE_FACTOR} times this it warns
 * @param nativeLibraryFolder where RocksDB's library is kept unpacked between starts; null for the user's cache folder
 * @param onFailure told once when the store has stopped because it can't go on; called on a thread of its own
 */
public record RocksOptions(
        long memoryBytes, long minFreeBytes, @Nullable Path nativeLibraryFolder, Consumer<StorageException> onFailure) {
    public static final long MIN_MEMORY_BYTES = 16L << 20;

    public static final int LOW_SPACE_FACTOR = 2;

    public static final RocksOptions DEFAULT = new RocksOptions(256L << 20, 256L << 20, null, failure -> {});

    public RocksOptions {
        if (memoryBytes < MIN_MEMORY_BYTES) {
            throw new IllegalArgumentException(
                    "the store's memory budget must be at least " + MIN_MEMORY_BYTES + " bytes, not " + memoryBytes);
        }
        if (minFreeBytes < 0) {
            throw new IllegalArgumentException("minFreeBytes is negative: " + minFreeBytes);
        }
    }

    public RocksOptions withMemoryBytes(long bytes) {
        return new RocksOptions(bytes, minFreeBytes, nativeLibraryFolder, onFailure);
    }

    public RocksOptions withMinFreeBytes(long bytes) {
        return new RocksOptions(memoryBytes, bytes, nativeLibraryFolder, onFailure);
    }

    public RocksOptions withNativeLibraryFolder(Path folder) {
        return new RocksOptions(memoryBytes, minFreeBytes, folder, onFailure);
    }

    public RocksOptions withOnFailure(Consumer<StorageException> listener) {
        return new RocksOptions(memoryBytes, minFreeBytes, nativeLibraryFolder, listener);
    }
}
