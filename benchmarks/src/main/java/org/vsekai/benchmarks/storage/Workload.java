package org.vsekai.benchmarks.storage;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.vsekai.core.SplitMix64;

/**
 * The transactions that every peer is asked for: read {@link #READS} values, write {@link #WRITES} of {@link #VALUE_BYTES}, on
 * keys that are random over those that were loaded.
 */
final class Workload {
    static final int READS = 2;
    static final int WRITES = 3;
    static final int VALUE_BYTES = 100;
    /** Keys that are loaded by one transaction. */
    static final int LOADED_AT_ONCE = 1_000;

    private static final byte[] PREFIX = "entities".getBytes(StandardCharsets.US_ASCII);

    private Workload() {}

    static byte[] key(long number) {
        return ByteBuffer.allocate(PREFIX.length + Long.BYTES)
                .put(PREFIX)
                .putLong(number)
                .array();
    }

    /** Half of it can be compressed away, as with much real data. */
    static byte[] value(SplitMix64 random, int bytes) {
        ByteBuffer value = ByteBuffer.allocate(bytes);
        while (value.position() + Long.BYTES <= bytes / 2) {
            value.putLong(random.nextLong());
        }
        return value.array();
    }
}
