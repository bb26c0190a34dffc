package org.vsekai.game;

import org.vsekai.core.HotPath;
import org.vsekai.core.Units;

/**
 * The ground: a pure function of the seed and the place, in integers, so that server and clients agree on it to the
 * millimetre. Exactly {@code docs/protocol/terrain.md}; golden vectors hold both to it.
 */
@HotPath
public final class Terrain {
    private final int seed;

    public Terrain(long worldSeed) {
        seed = (int) worldSeed ^ (int) (worldSeed >>> 32);
    }

    /** Height of the ground in millimetres. */
    public int heightMm(long xMm, long zMm) {
        return octave(xMm, zMm, 0, 64_000, 9_000)
                + octave(xMm, zMm, 1, 24_000, 2_400)
                + octave(xMm, zMm, 2, 8_000, 400);
    }

    /** Height of the ground at a point given in micrometres, in micrometres. */
    public long heightMicros(long xMicros, long zMicros) {
        return heightMm(Units.floorToMm(xMicros), Units.floorToMm(zMicros)) * Units.MICROS_PER_MM;
    }

    private int octave(long x, long z, int number, int cell, int amplitude) {
        long ix = Math.floorDiv(x, cell);
        long iz = Math.floorDiv(z, cell);
        int u = smooth((x - ix * cell) * 4_096 / cell);
        int w = smooth((z - iz * cell) * 4_096 / cell);
        int north = mix(hash((int) ix, (int) iz, number), hash((int) ix + 1, (int) iz, number), u);
        int south = mix(hash((int) ix, (int) iz + 1, number), hash((int) ix + 1, (int) iz + 1, number), u);
        return (int) (((long) amplitude * mix(north, south, w)) >> 16) - amplitude / 2;
    }

    private static int smooth(long t) {
        return (int) ((t * t * (12_288 - 2 * t)) >> 24);
    }

    private static int mix(int a, int b, int u) {
        return a + (int) (((long) (b - a) * u) >> 12);
    }

    private int hash(int ix, int iz, int octave) {
        int h = seed ^ ix * 0x9E3779B1 ^ iz * 0x85EBCA77 ^ octave * 0xC2B2AE3D;
        h ^= h >>> 15;
        h *= 0x2C1B3C6D;
        h ^= h >>> 12;
        h *= 0x297A2D39;
        h ^= h >>> 15;
        return h >>> 16;
    }
}
