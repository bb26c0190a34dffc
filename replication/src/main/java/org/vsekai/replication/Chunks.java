package org.vsekai.replication;

import org.vsekai.core.Units;

/** Chunks as one number: x in the high 32 bits, z in the low ones. */
public final class Chunks {
    private Chunks() {}

    public static long key(int chunkX, int chunkZ) {
        return (long) chunkX << 32 | (chunkZ & 0xFFFF_FFFFL);
    }

    public static long at(long xMicros, long zMicros) {
        return key(Units.chunkIndex(xMicros), Units.chunkIndex(zMicros));
    }

    public static int x(long key) {
        return (int) (key >> 32);
    }

    public static int z(long key) {
        return (int) key;
    }

    /** Chessboard distance: how many chunks lie between, counting diagonals as one. */
    public static int distance(long a, long b) {
        return Math.max(Math.abs(x(a) - x(b)), Math.abs(z(a) - z(b)));
    }
}
