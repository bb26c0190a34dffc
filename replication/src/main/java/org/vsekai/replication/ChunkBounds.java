package org.vsekai.replication;

import org.vsekai.core.Units;

/** The chunks that a world has, all bounds inclusive: nobody is told of chunks that can hold nothing. */
public record ChunkBounds(int minX, int minZ, int maxX, int maxZ) {
    /** The chunks that a square of positions touches; the maximum is exclusive, micrometres. */
    public static ChunkBounds covering(long minXMicros, long minZMicros, long maxXMicros, long maxZMicros) {
        return new ChunkBounds(
                Units.chunkIndex(minXMicros),
                Units.chunkIndex(minZMicros),
                Units.chunkIndex(maxXMicros - 1),
                Units.chunkIndex(maxZMicros - 1));
    }

    public boolean contains(int chunkX, int chunkZ) {
        return chunkX >= minX && chunkX <= maxX && chunkZ >= minZ && chunkZ <= maxZ;
    }
}
