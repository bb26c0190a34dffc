package org.vsekai.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** {@code System.nanoTime} may be negative, and cross zero. */
    @Test
    void worksWithATimeBelowZero() {
        TokenBucket bucket = new TokenBucket(10, 5, -3 * SECOND);
        assertThat(bucket.tryTake(5, -3 * SECOND)).isTrue();
        assertThat(bucket.tryTake(1, -3 * SECOND)).isFalse();
        assertThat(bucket.available(SECOND)).isEqualTo(5);
    }

    @Test
    void givesItsBurstAtOnceAndThenItsRate() {
        TokenBucket bucket = new TokenBucket(20, 40, 0);
        for (int i = 0; i < 40; i++) {
            assertThat(bucket.tryTake(1, 0)).isTrue();
        }
        assertThat(bucket.tryTake(1, 0)).isFalse();
        assertThat(bucket.nanosUntil(1, 0)).isEqualTo(SECOND / 20);
        assertThat(bucket.tryTake(1, SECOND / 20 - 1)).isFalse();
        assertThat(bucket.tryTake(1, SECOND / 20)).isTrue();
        assertThat(bucket.isFull(SECOND)).isFalse();
        assertThat(bucket.isFull(4 * SECOND)).isTrue();
    }

    @Test
    void aTimeThatRunsBackwardsGivesNothing() {
        TokenBucket bucket = new TokenBucket(10, 1, SECOND);
        assertThat(bucket.tryTake(1, SECOND)).isTrue();
        assertThat(bucket.tryTake(1, 0)).isFalse();
        assertThat(bucket.tryTake(1, SECOND + SECOND / 10)).isTrue();
    }

    @Test
    void overAnyStretchNoMoreIsTakenThanBurstAndRateAllowAndNothingIsLostToRounding() {
        Seeds.forEach(200, random -> {
            long rate = 1L + random.nextInt(1_000);
            long burst = 1L + random.nextInt(100);
            TokenBucket bucket = new TokenBucket(rate, burst, 0);
            long now = 0;
            long taken = burst;
            assertThat(bucket.tryTake(burst, now)).isTrue();
            while (now < 3 * SECOND) {
                now += random.nextInt((int) (SECOND / 500));
                while (bucket.tryTake(1, now)) {
                    taken++;
                }
            }
            long earned = burst + now / SECOND * rate + now % SECOND * rate / SECOND;
            assertThat(taken).isLessThanOrEqualTo(earned);
            boolean neverFills = rate * 2 < (burst - 1) * 1_000;
            if (neverFills) {
                assertThat(taken).isGreaterThanOrEqualTo(earned - 1);
            }
        });
    }
}
