package org.vsekai.rtc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokenBucketTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void allowsTheBurstAndThenTheRate() {
        var bucket = new TokenBucket(10, 5, -3 * SECOND);
        assertThat(take(bucket, 20, -3 * SECOND)).isEqualTo(5);
        assertThat(take(bucket, 20, -2 * SECOND)).isEqualTo(5);
        assertThat(take(bucket, 20, -2 * SECOND + SECOND / 10)).isEqualTo(1);
        assertThat(take(bucket, 20, 100 * SECOND)).isEqualTo(5);
    }

    private static int take(TokenBucket bucket, int tries, long now) {
        int taken = 0;
        for (int i = 0; i < tries; i++) {
            taken += bucket.take(now) ? 1 : 0;
        }
        return taken;
    }
}
