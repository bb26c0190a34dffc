package org.vsekai.sim;

import org.vsekai.core.Units;

/** The indices of a chunk packed in one long: x in the upper half, z in the lower. */
public final class ChunkKey {
    private ChunkKey() {}

    public static long of(int chunkX, int chunkZ) {
        return ((long) chunkX << 32) | (chunkZ & 0xFFFF_FFFFL);
    }

    /** The chunk that holds a point. */
    public static long at(long xMicros, long zMicros) {
        return of(Units.chunkIndex(xMicros), Units.chunkIndex(zMicros));
    }

    public static int x(long key) {
        return (int) (key >> 32);
    }

    public static int z(long key) {
        return (int) key;
    }
}
