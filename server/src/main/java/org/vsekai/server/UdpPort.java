package org.vsekai.server;

import java.net.BindException;
import java.net.InetSocketAddress;
import org.vsekai.rtc.PeerAcceptor;
import org.vsekai.rtc.PeerPlaces;
import org.vsekai.rtc.udp.RtcPort;
import org.vsekai.rtc.udp.RtcPortOptions;
import org.vsekai.rtc.udp.SelfSignedIdentity;
import org.vsekai.server.config.HostPort;
import org.vsekai.server.config.ServerConfig;

/** The UDP port as this server sets it up. */
final class UdpPort implements AutoCloseable {
    private final String host;
    private final RtcPort port;

    private UdpPort(String host, RtcPort port) {
        this.host = host;
        this.port = port;
    }

    /**
     * @param places shared with the other port that peers come in at
     * @throws CannotStartException if the address can't be had
     */
    static UdpPort open(ServerConfig config, PeerPlaces places) {
        InetSocketAddress[] addresses = config.udp().stream()
                .map(each -> Addresses.resolve(each, "--udp"))
                .toArray(InetSocketAddress[]::new);
        RtcPortOptions options = RtcPortOptions.at(addresses)
                .withEventLoops(config.udpThreads())
                .withAdvertisedAddresses(config.publicAddresses());
        try {
            return new UdpPort(
                    config.udp().getFirst().host(), RtcPort.bind(options, SelfSignedIdentity.generate(), places));
        } catch (BindException refused) {
            throw new CannotStartException(String.valueOf(refused.getMessage()), refused);
        }
    }

    PeerAcceptor acceptor() {
        return port;
    }

    HostPort address() {
        return new HostPort(host, port.boundAddress().getPort());
    }

    void register(Metrics metrics) {
        metrics.transport("sekai.rtc", "the UDP port", port.counters(), port::peerCount);
    }

    @Override
    public void close() {
        port.close();
    }
}
