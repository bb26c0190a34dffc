package org.vsekai.simulator.net;

import org.vsekai.core.SplitMix64;

/**
 * How the network of a player is at its best.
 *
 * @param delayMicros one way
 * @param jitterMicros on top, at most
 */
public record Weather(long delayMicros, long jitterMicros) {
    public static Weather of(SplitMix64 random) {
        return new Weather(random.between(500, 80_000), random.between(100, 10_000));
    }
}
