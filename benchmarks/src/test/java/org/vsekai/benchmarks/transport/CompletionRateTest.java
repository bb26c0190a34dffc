package org.vsekai.benchmarks.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CompletionRateTest {
    private static final long SECOND = 1_000_000_000;

    private final CompletionRate rate = new CompletionRate();

    @Test
    void leavesOutHowLongTheFirstTook() {
        for (int i = 0; i <= 200; i++) {
            rate.complete(30 * SECOND + i * SECOND / 100);
        }
        assertThat(rate.count()).isEqualTo(201);
        assertThat(rate.perSecond()).isEqualTo(100);
    }

    @Test
    void hasNoRateForOne() {
        rate.complete(SECOND);
        assertThat(rate.count()).isEqualTo(1);
        assertThat(rate.perSecond()).isZero();
    }

    @Test
    void takesClocksThatAreNegative() {
        rate.complete(-SECOND);
        rate.complete(0);
        rate.complete(SECOND);
        assertThat(rate.perSecond()).isEqualTo(1);
    }
}
