package org.vsekai.bots;

import org.vsekai.core.Units;

/**
 * The ground as a client computes it, written from {@code docs/protocol/terrain.md} alone: bots share no code with the
 * server's terrain, so the two check each other through the golden vectors.
 */
final class Ground {
    private static final long SMOOTH_ONE = 4_096;

    private final int seed;

    Ground(long terrainSeed) {
        seed = (int) terrainSeed ^ (int) (terrainSeed >>> 32);
    }

    long heightMm(long xMm, long zMm) {
        return octave(xMm, zMm, 0, 64_000, 9_000)
                + octave(xMm, zMm, 1, 24_000, 2_400)
                + octave(xMm, zMm, 2, 8_000, 400);
    }

    long heightMicros(long xMicros, long zMicros) {
        return heightMm(Units.floorToMm(xMicros), Units.floorToMm(zMicros)) * Units.MICROS_PER_MM;
    }

    private long octave(long x, long z, int number, long cell, long amplitude) {
        long ix = Math.floorDiv(x, cell);
        long iz = Math.floorDiv(z, cell);
        long u = smooth(Math.floorDiv((x - ix * cell) * SMOOTH_ONE, cell));
        long w = smooth(Math.floorDiv((z - iz * cell) * SMOOTH_ONE, cell));
        long north = mix(hash(ix, iz, number), hash(ix + 1, iz, number), u);
        long south = mix(hash(ix, iz + 1, number), hash(ix + 1, iz + 1, number), u);
        return Math.floorDiv(amplitude * mix(north, south, w), 65_536L) - amplitude / 2;
    }

    private static long smooth(long t) {
        return Math.floorDiv(t * t * (12_288 - 2 * t), 1L << 24);
    }

    private static long mix(long a, long b, long u) {
        return a + Math.floorDiv((b - a) * u, SMOOTH_ONE);
    }

    private long hash(long ix, long iz, int octave) {
        int h = seed ^ (int) ix * 0x9E3779B1 ^ (int) iz * 0x85EBCA77 ^ octave * 0xC2B2AE3D;
        h ^= h >>> 15;
        h *= 0x2C1B3C6D;
        h ^= h >>> 12;
        h *= 0x297A2D39;
        h ^= h >>> 15;
        return h >>> 16;
    }
}
