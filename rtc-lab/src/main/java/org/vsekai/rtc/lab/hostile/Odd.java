package org.vsekai.rtc.lab.hostile;

import org.vsekai.core.SplitMix64;

/** Values that parsers get wrong. Honest ones come most of the time, so that what lies behind them is reached too. */
final class Odd {
    private static final double HONEST = 0.85;
    private static final int[] ENDS_OF_RANGES = {
        0,
        1,
        2,
        3,
        4,
        5,
        7,
        8,
        11,
        12,
        13,
        15,
        16,
        20,
        0x7F,
        0x80,
        0xFF,
        0x100,
        0x3FFF,
        0x4000,
        0x7FFF,
        0x8000,
        0xFFFC,
        0xFFFE,
        0xFFFF,
        0x10000,
        0xFFFFFF,
        0x7FFFFFFF,
        0x80000000,
        0xFFFFFFFF
    };

    private Odd() {}

    /** A length or count that is mostly what it says. */
    static int length(int honest, SplitMix64 random) {
        return random.chance(HONEST) ? honest : lie(honest, random);
    }

    private static int lie(int honest, SplitMix64 random) {
        return switch (random.nextInt(4)) {
            case 0 -> honest + 1 + random.nextInt(8);
            case 1 -> honest - 1 - random.nextInt(8);
            case 2 -> honest * 2;
            default -> number(random);
        };
    }

    /** A number at or near the end of some range. */
    static int number(SplitMix64 random) {
        return random.chance(0.7) ? ENDS_OF_RANGES[random.nextInt(ENDS_OF_RANGES.length)] : (int) random.nextLong();
    }

    /** A number that should be this one: it, one close to it, one half a range away, or any. */
    static int serial(int expected, SplitMix64 random) {
        return switch (random.nextInt(8)) {
            case 0, 1, 2 -> expected;
            case 3, 4 -> expected + random.nextInt(16);
            case 5 -> expected - 1 - random.nextInt(16);
            case 6 -> expected + random.nextInt(1 << 16);
            default -> random.chance(0.5) ? expected + Integer.MIN_VALUE : number(random);
        };
    }

    static int oneOf(int[] values, SplitMix64 random) {
        return values[random.nextInt(values.length)];
    }

    /** Mostly short, now and then as long as it may be. */
    static byte[] bytes(int most, SplitMix64 random) {
        int bound = random.chance(0.8) ? Math.min(most, 40) : most;
        return random.nextBytes(random.nextInt(bound + 1));
    }
}
