package org.vsekai.rtc.lab.network;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of one seed.
 *
 * @param failure what was broken, or null
 * @param connectedNanos virtual time until both ends were connected, or -1
 * @param reliable messages that arrived on reliable channels
 * @param lossy messages that arrived on channels that are not reliable
 * @param opened channels that were opened in-band
 * @param trace a hash of every datagram that was sent, to the byte, and when
 */
public record RunResult(
        long seed,
        @Nullable String failure,
        long connectedNanos,
        long reliable,
        long lossy,
        long opened,
        long trace,
        Map<Fault, Long> faults) {
    static RunResult of(long seed, @Nullable String failure, long connectedNanos, VirtualPair pair) {
        Map<Fault, Long> faults = new EnumMap<>(Fault.class);
        pair.faults.forEach(faults::put);
        return new RunResult(
                seed,
                failure,
                connectedNanos,
                pair.client.reliable() + pair.server.reliable(),
                pair.client.lossy() + pair.server.lossy(),
                pair.client.opened() + pair.server.opened(),
                pair.network.trace(),
                faults);
    }
}
