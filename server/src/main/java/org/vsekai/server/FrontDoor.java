package org.vsekai.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.vsekai.gateway.JoinOutcome;
import org.vsekai.gateway.JoinRequest;
import org.vsekai.gateway.JoinService;
import org.vsekai.rtc.PeerAcceptor;
import org.vsekai.rtc.PeerPlaces;
import org.vsekai.server.config.HostPort;
import org.vsekai.server.config.ServerConfig;
import org.vsekai.server.http.HttpPort;
import org.vsekai.server.http.HttpPort.Phase;
import org.vsekai.server.http.websocket.WebSocketPort;

/** The HTTP port from the first moment on: before the server is ready, and while it drains, it says so. */
final class FrontDoor implements AutoCloseable {
    private static final int RETRY_SECONDS = 1;
    private static final JoinOutcome STARTING =
            new JoinOutcome.Refused(503, "draining", "The server is starting; it takes a moment.", RETRY_SECONDS);

    /** @param joins null until players can join */
    private record Inside(
            @Nullable JoinService joins, @Nullable Metrics metrics) {}

    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.STARTING);
    private final AtomicReference<Inside> inside = new AtomicReference<>(new Inside(null, null));
    private final String host;
    private final WebSocketPort webSockets;
    private final HttpPort port;

    private FrontDoor(ServerConfig config, InetSocketAddress address, WebSocketPort webSockets) throws IOException {
        host = config.http().host();
        this.webSockets = webSockets;
        port = HttpPort.open(
                address.getAddress(),
                address.getPort(),
                new HttpPort.Content(this::join, phase::get, this::metrics, config.webRoot(), webSockets));
    }

    /**
     * @param places shared with the other port that peers come in at
     * @throws CannotStartException if the address can't be had
     */
    static FrontDoor open(ServerConfig config, PeerPlaces places) {
        InetSocketAddress address = Addresses.resolve(config.http(), "--http");
        WebSocketPort webSockets = new WebSocketPort(places);
        try {
            return new FrontDoor(config, address, webSockets);
        } catch (IOException refused) {
            webSockets.close();
            throw Addresses.cannotBind(refused, config.http(), "--http");
        }
    }

    PeerAcceptor webSockets() {
        return webSockets;
    }

    void register(Metrics metrics) {
        metrics.transport("sekai.websocket", "the port for WebSockets", webSockets.counters(), webSockets::peerCount);
    }

    void letIn(JoinService joins, Metrics metrics) {
        inside.set(new Inside(joins, metrics));
    }

    void ready() {
        phase.set(Phase.READY);
    }

    void drain() {
        phase.set(Phase.DRAINING);
    }

    HostPort address() {
        return new HostPort(host, port.port());
    }

    private JoinOutcome join(JoinRequest request, String remoteAddress) {
        JoinService joins = inside.get().joins();
        return joins == null ? STARTING : joins.join(request, remoteAddress);
    }

    private String metrics() {
        Metrics metrics = inside.get().metrics();
        return metrics == null ? "" : metrics.text();
    }

    @Override
    public void close() {
        port.close();
    }
}
