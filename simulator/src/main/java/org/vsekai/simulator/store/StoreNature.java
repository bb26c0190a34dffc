package org.vsekai.simulator.store;

import org.vsekai.core.SplitMix64;
import org.vsekai.simulator.time.VirtualTime;

/**
 * What kind of store a run has.
 *
 * @param isCluster what a dead server had sent may still be applied, and results may be unknown; otherwise the store is part
 *     of the server's process, answers reads at once, and lies on one disk
 * @param readMicros until a read is answered
 * @param commitMicros until a commit is written
 * @param syncMicros until what is written is durable
 */
public record StoreNature(boolean isCluster, long readMicros, long commitMicros, long syncMicros) {
    public static StoreNature of(SplitMix64 random) {
        boolean isCluster = random.chance(0.5);
        boolean isSlow = random.chance(0.3);
        return new StoreNature(
                isCluster,
                isCluster ? random.between(200, 3_000) : 0,
                random.between(50, isSlow ? 30_000 : 3_000),
                random.between(200, isSlow ? 30_000 : 5_000));
    }

    /** Between half and three halves of a mean. */
    static long around(SplitMix64 random, long meanMicros) {
        return meanMicros == 0
                ? 0
                : random.between(meanMicros / 2, meanMicros * 3 / 2 + 1) * VirtualTime.NANOS_PER_MILLI / 1_000;
    }
}
