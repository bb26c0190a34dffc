package org.vsekai.storage.rocksdb;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A lower bound of the last acknowledged version, outside RocksDB: eight bytes of a mapped file, big-endian, stored after
 * each group and written back by the operating system when it likes. RocksDB's recovery ends silently at the first damaged
 * record of its log; a store that comes back with an older version than this has lost acknowledged commits, and opening it
 * says so. Advanced by the commit thread only.
 */
final class AcknowledgedVersion implements AutoCloseable {
    static final String FILE_NAME = "ACKNOWLEDGED";

    private static final ValueLayout.OfLong LAYOUT = ValueLayout.JAVA_LONG.withOrder(ByteOrder.BIG_ENDIAN);

    private final Arena arena = Arena.ofShared();
    private final MemorySegment mapped;

    private AcknowledgedVersion(FileChannel channel) throws IOException {
        mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, Long.BYTES, arena);
    }

    /** Opens or makes the file. */
    static AcknowledgedVersion open(Path folder) throws IOException {
        Path file = folder.resolve(FILE_NAME);
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
            if (channel.size() < Long.BYTES) {
                // Real bytes, not a hole: storing through the map must never need a block that a full disk doesn't
                // have.
                channel.write(ByteBuffer.allocate(Long.BYTES), 0);
                channel.force(true);
            }
            return new AcknowledgedVersion(channel);
        }
    }

    long get() {
        return mapped.get(LAYOUT, 0);
    }

    void advanceTo(long version) {
        mapped.set(LAYOUT, 0, version);
    }

    @Override
    public void close() {
        arena.close();
    }
}
