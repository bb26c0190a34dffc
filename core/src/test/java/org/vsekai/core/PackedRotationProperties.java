package org.vsekai.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PackedRotationProperties {
    /** The Javadoc's promise. */
    private static final double WORST_ERROR_DEGREES = 0.28;

    @Test
    void packingTurnsARotationByLessThanTheStatedError() {
        Seeds.forEach(2_000, random -> {
            double[] q = {gauss(random), gauss(random), gauss(random), gauss(random)};
            double length = Math.sqrt(dot(q, q));
            double[] back = PackedRotation.unpack(PackedRotation.pack(q[0], q[1], q[2], q[3]));
            double cosHalf = Math.min(1, Math.abs(dot(q, back)) / length);
            assertThat(Math.toDegrees(2 * Math.acos(cosHalf))).isLessThan(WORST_ERROR_DEGREES);
        });
    }

    @Test
    void everyBitPatternUnpacksToAUnitQuaternion() {
        Seeds.forEach(2_000, random -> {
            double[] q = PackedRotation.unpack((int) random.nextLong());
            assertThat(dot(q, q)).isBetween(0.999, 1.51);
        });
    }

    @Test
    void aRotationAndItsNegationPackAlike() {
        Seeds.forEach(500, random -> {
            double x = gauss(random);
            double y = gauss(random);
            double z = gauss(random);
            double w = gauss(random);
            assertThat(PackedRotation.pack(x, y, z, w)).isEqualTo(PackedRotation.pack(-x, -y, -z, -w));
        });
    }

    private static double gauss(SplitMix64 random) {
        return random.nextDouble() + random.nextDouble() + random.nextDouble() - 1.5 + 1e-3;
    }

    private static double dot(double[] a, double[] b) {
        return a[0] * b[0] + a[1] * b[1] + a[2] * b[2] + a[3] * b[3];
    }
}
