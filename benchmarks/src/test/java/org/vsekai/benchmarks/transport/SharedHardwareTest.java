package org.vsekai.benchmarks.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SharedHardwareTest {
    @Test
    void readsTheKernelsListsOfCores() {
        assertThat(SharedHardware.lists("0", 0)).isTrue();
        assertThat(SharedHardware.lists("0", 1)).isFalse();
        assertThat(SharedHardware.lists("0-3,8", 2)).isTrue();
        assertThat(SharedHardware.lists("0-3,8", 8)).isTrue();
        assertThat(SharedHardware.lists("0-3,8-11", 5)).isFalse();
    }
}
