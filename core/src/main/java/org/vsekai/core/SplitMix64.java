package org.vsekai.core;

/**
 * A small seeded generator of pseudo-random numbers (SplitMix64: Steele, Lea, Flood, "Fast Splittable Pseudorandom Number
 * Generators", OOPSLA 2014). The same seed gives the same numbers on every machine and in every version. Not for secrets.
 * Confined to one thread.
 */
public final class SplitMix64 {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    public SplitMix64(long seed) {
        state = seed;
    }

    public long nextLong() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /** Uniform in [0, bound), up to a bias of bound / 2^63. */
    public int nextInt(int bound) {
        Check.that(bound > 0, "a bound is positive", bound);
        return (int) ((nextLong() >>> 1) % bound);
    }

    /** Uniform in [from, to). */
    public long between(long from, long to) {
        Check.that(to > from, "a range is not empty", to - from);
        return from + (nextLong() >>> 1) % (to - from);
    }

    /** Uniform in [0, 1). */
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    /** True with the given probability. */
    public boolean chance(double probability) {
        return nextDouble() < probability;
    }

    public byte[] nextBytes(int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) nextLong();
        }
        return bytes;
    }

    /** The generator's finaliser: a good 64-bit hash of one number. */
    public static long mix(long value) {
        long z = value;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
