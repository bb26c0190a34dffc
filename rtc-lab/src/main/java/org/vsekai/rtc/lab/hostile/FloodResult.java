package org.vsekai.rtc.lab.hostile;

import java.util.Map;

/**
 * What a flood did to peers that were connected.
 *
 * @param junkPerSecond datagrams of junk that were sent
 * @param junkTakenPerSecond of them, those that the server's socket had room for and that were dropped by name
 * @param socketDrops datagrams that the kernel dropped at the server's socket, junk or not; -1 where it does not tell
 * @param disconnects connections that ended
 * @param unanswered reliable messages that did not come back
 * @param heapGrowthBytes live heap of the process with server and clients, after less before
 * @param drops what the server dropped, by the counter's name
 */
public record FloodResult(
        int peers,
        Latency before,
        Latency under,
        double junkPerSecond,
        double junkTakenPerSecond,
        long socketDrops,
        long disconnects,
        long unanswered,
        long heapGrowthBytes,
        Map<String, Long> drops) {
    /**
     * Round trips of small lossy messages.
     *
     * @param answered messages that came back, of each that was sent meanwhile; those under way at the beginning count too
     */
    public record Latency(double answered, double p50Millis, double p99Millis, double maxMillis) {}
}
