package org.vsekai.core;

/** The fixed-point units of the world, and the sizes of its grid. */
public final class Units {
    /** Positions are whole micrometres from the world's origin, in 64 bits. */
    public static final long MICROS_PER_MM = 1_000;

    public static final long MICROS_PER_METRE = 1_000_000;

    public static final long CHUNK_METRES = 32;
    public static final long CHUNK_MM = CHUNK_METRES * 1_000;
    public static final long CHUNK_MICROS = CHUNK_METRES * MICROS_PER_METRE;

    public static final long REGION_METRES = 256;
    public static final long REGION_MICROS = REGION_METRES * MICROS_PER_METRE;
    public static final int CHUNKS_PER_REGION_SIDE = (int) (REGION_METRES / CHUNK_METRES);

    private Units() {}

    public static long metres(double metres) {
        return Math.round(metres * MICROS_PER_METRE);
    }

    /** Index of the chunk that holds a coordinate; floors, so chunk -1 lies left of the origin. */
    public static int chunkIndex(long micros) {
        return Math.toIntExact(Math.floorDiv(micros, CHUNK_MICROS));
    }

    /** Rounds towards negative infinity, so that neighbouring millimetres are equally wide around the origin. */
    public static long floorToMm(long micros) {
        return Math.floorDiv(micros, MICROS_PER_MM);
    }
}
