package org.vsekai.game;

import org.vsekai.core.HotPath;

/**
 * Sines of whole degrees in integers, so that every machine turns a wall the same way. Scaled by {@link #ONE}.
 */
@HotPath
final class Angles {
    static final int ONE = 65_536;

    /** round(sin(d°) · 65,536) at [d], d from 0 to 90. */
    private static final int[] SINES = {
        0, 1144, 2287, 3430, 4572, 5712, 6850, 7987, 9121, 10_252,
        11_380, 12_505, 13_626, 14_742, 15_855, 16_962, 18_064, 19_161, 20_252, 21_336,
        22_415, 23_486, 24_550, 25_607, 26_656, 27_697, 28_729, 29_753, 30_767, 31_772,
        32_768, 33_754, 34_729, 35_693, 36_647, 37_590, 38_521, 39_441, 40_348, 41_243,
        42_126, 42_995, 43_852, 44_695, 45_525, 46_341, 47_143, 47_930, 48_703, 49_461,
        50_203, 50_931, 51_643, 52_339, 53_020, 53_684, 54_332, 54_963, 55_578, 56_175,
        56_756, 57_319, 57_865, 58_393, 58_903, 59_396, 59_870, 60_326, 60_764, 61_183,
        61_584, 61_966, 62_328, 62_672, 62_997, 63_303, 63_589, 63_856, 64_104, 64_332,
        64_540, 64_729, 64_898, 65_048, 65_177, 65_287, 65_376, 65_446, 65_496, 65_526,
        65_536
    };

    private Angles() {}

    /** @param degrees 0 to 359 */
    static int sine(int degrees) {
        if (degrees <= 90) {
            return SINES[degrees];
        }
        if (degrees <= 180) {
            return SINES[180 - degrees];
        }
        return degrees <= 270 ? -SINES[degrees - 180] : -SINES[360 - degrees];
    }

    /** @param degrees 0 to 359 */
    static int cosine(int degrees) {
        return sine((degrees + 90) % 360);
    }
}
