package org.vsekai.rtc.lab.network;

import org.vsekai.core.SplitMix64;

/**
 * How bad a path is. Probabilities are for each datagram, delays in nanoseconds one way.
 *
 * @param corruption of a datagram with a bit flipped; UDP's checksum drops most of them, as it does here
 * @param largestDatagram in bytes of UDP payload; larger ones vanish
 */
public record Weather(
        double loss,
        double duplication,
        double corruption,
        long minDelayNanos,
        long maxDelayNanos,
        int largestDatagram) {
    static final long MILLI = 1_000_000L;
    /** An IPv4 or IPv6 path of 1,280 bytes, less the headers of the larger of the two. */
    private static final int SMALL_PATH_BYTES = 1_232;

    private static final int ETHERNET_BYTES = 1_452;

    static Weather calm() {
        return new Weather(0, 0, 0, 10 * MILLI, 10 * MILLI, ETHERNET_BYTES);
    }

    /** What the handshake is measured in: the loss each way, and a jitter that lets datagrams overtake each other. */
    static Weather rough(double loss) {
        return new Weather(loss, 0.02, 0, 20 * MILLI, 50 * MILLI, ETHERNET_BYTES);
    }

    /** Each fault is there or not, and as strong as the dice say: faults that always come together hide each other. */
    static Weather random(SplitMix64 random) {
        long delay = random.between(0, 80 * MILLI);
        return new Weather(
                random.chance(0.6) ? random.nextDouble() * 0.3 : 0,
                random.chance(0.4) ? random.nextDouble() * 0.3 : 0,
                random.chance(0.3) ? random.nextDouble() * 0.05 : 0,
                delay,
                delay + (random.chance(0.5) ? random.between(1, 80 * MILLI) : 0),
                random.chance(0.3) ? SMALL_PATH_BYTES : ETHERNET_BYTES);
    }
}
