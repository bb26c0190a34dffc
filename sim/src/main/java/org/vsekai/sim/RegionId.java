package org.vsekai.sim;

import org.vsekai.core.Units;

/**
 * The place of a region in the world's grid: region (x, z) begins at x · 256 m east and z · 256 m south of the origin. Ordered
 * by x, then z.
 */
public record RegionId(int x, int z) implements Comparable<RegionId> {
    /** Where newcomers appear. */
    public static final RegionId SPAWN = new RegionId(0, 0);

    /** The region that holds a point. */
    public static RegionId at(long xMicros, long zMicros) {
        return new RegionId(
                Math.toIntExact(Math.floorDiv(xMicros, Units.REGION_MICROS)),
                Math.toIntExact(Math.floorDiv(zMicros, Units.REGION_MICROS)));
    }

    /** The region that a chunk belongs to. */
    public static RegionId ofChunk(long chunkKey) {
        return new RegionId(
                Math.floorDiv(ChunkKey.x(chunkKey), Units.CHUNKS_PER_REGION_SIDE),
                Math.floorDiv(ChunkKey.z(chunkKey), Units.CHUNKS_PER_REGION_SIDE));
    }

    /** Its western border, which belongs to it. */
    public long minXMicros() {
        return x * Units.REGION_MICROS;
    }

    /** Its northern border, which belongs to it. */
    public long minZMicros() {
        return z * Units.REGION_MICROS;
    }

    /** Its eastern border, which belongs to its neighbour. */
    public long maxXMicros() {
        return minXMicros() + Units.REGION_MICROS;
    }

    /** Its southern border, which belongs to its neighbour. */
    public long maxZMicros() {
        return minZMicros() + Units.REGION_MICROS;
    }

    @Override
    public int compareTo(RegionId other) {
        return x == other.x ? Integer.compare(z, other.z) : Integer.compare(x, other.x);
    }

    @Override
    public String toString() {
        return "(" + x + ", " + z + ")";
    }
}
