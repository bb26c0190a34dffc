package org.vsekai.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UnitsTest {
    @Test
    void chunksLeftOfTheOriginAreNegative() {
        assertThat(Units.chunkIndex(0)).isZero();
        assertThat(Units.chunkIndex(Units.CHUNK_MICROS - 1)).isZero();
        assertThat(Units.chunkIndex(Units.CHUNK_MICROS)).isEqualTo(1);
        assertThat(Units.chunkIndex(-1)).isEqualTo(-1);
        assertThat(Units.chunkIndex(-Units.CHUNK_MICROS)).isEqualTo(-1);
    }

    @Test
    void millimetresAreFlooredOnBothSidesOfTheOrigin() {
        assertThat(Units.floorToMm(1_999)).isEqualTo(1);
        assertThat(Units.floorToMm(-1)).isEqualTo(-1);
    }
}
