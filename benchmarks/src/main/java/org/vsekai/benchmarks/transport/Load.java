package org.vsekai.benchmarks.transport;

import java.util.List;
import java.util.stream.Stream;

/**
 * What is asked of the server.
 *
 * @param hz ticks a second: of the server, and of each peer
 * @param bytes of a message
 * @param seconds measured, after as many to warm up
 */
record Load(int peers, int hz, int bytes, int seconds) {
    /** Those of the warm-up may not be gone yet when the measured ones come. */
    private int mostPeers() {
        return peers + TransportRun.WARM_UP_PEERS;
    }

    /** Of {@link LoadServer}. */
    List<String> serverArguments() {
        return Stream.of(hz, bytes, mostPeers()).map(String::valueOf).toList();
    }

    /** Of {@link LoadClients}. @param signallingPort where the server answers offers */
    List<String> clientsArguments(String signallingPort) {
        return Stream.of(signallingPort, hz, bytes, mostPeers())
                .map(String::valueOf)
                .toList();
    }
}
