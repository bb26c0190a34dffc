package org.vsekai.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SplitMix64Test {
    /** The reference implementation's first outputs for seed 1234567 (S. Vigna, splitmix64.c). */
    @Test
    void givesTheNumbersOfTheReferenceImplementation() {
        SplitMix64 random = new SplitMix64(1234567);
        assertThat(random.nextLong()).isEqualTo(6457827717110365317L);
        assertThat(random.nextLong()).isEqualTo(3203168211198807973L);
        assertThat(Long.toUnsignedString(random.nextLong())).isEqualTo("9817491932198370423");
    }

    @Test
    void boundedNumbersStayInTheirBounds() {
        SplitMix64 random = new SplitMix64(1);
        for (int i = 0; i < 10_000; i++) {
            assertThat(random.nextInt(7)).isBetween(0, 6);
            assertThat(random.between(-3, 3)).isBetween(-3L, 2L);
            assertThat(random.nextDouble()).isBetween(0.0, 1.0);
        }
    }
}
