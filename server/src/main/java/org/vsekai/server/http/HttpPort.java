package org.vsekai.server.http;

import io.helidon.common.socket.SocketOptions;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;
import org.vsekai.server.http.websocket.AcceptedSockets;
import org.vsekai.server.http.websocket.WebSocketPort;
import org.vsekai.server.http.websocket.WebSocketUpgrader;
import org.vsekai.wire.Protocol;

/**
 * The HTTP port of a server: a page, joining, health, metrics. Handlers run on virtual threads and may block. Its limits are
 * wide for people and narrow for a flood.
 */
public final class HttpPort implements AutoCloseable {
    /** Beside those of players over WebSockets. */
    private static final int MAX_CONNECTIONS = 4_096;

    private static final int MAX_CONCURRENT_REQUESTS = 512;
    private static final long MAX_PAYLOAD_BYTES = 1 << 20;
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration STOP_GRACE = Duration.ofMillis(500);

    private final WebServer server;
    private final WebSocketPort webSockets;

    private HttpPort(WebServer server, WebSocketPort webSockets) {
        this.server = server;
        this.webSockets = webSockets;
    }

    /**
     * What the port serves.
     *
     * @param phase what {@code /healthz} reports
     * @param metrics the text of {@code /metrics}
     * @param webRoot folder of the built web client
     * @param webSockets where peers come in that come over WebSockets; closed with this port
     */
    public record Content(
            Joining joining, Supplier<Phase> phase, Supplier<String> metrics, Path webRoot, WebSocketPort webSockets) {}

    /** Where the server is in its life. */
    public enum Phase {
        STARTING,
        READY,
        DRAINING,
        STOPPED
    }

    /**
     * Binds and answers from now on.
     *
     * @throws BindException if the address can't be had
     */
    public static HttpPort open(InetAddress address, int port, Content content) throws IOException {
        // The web server only logs that it can't have an address.
        new ServerSocket(port, 1, address).close();
        HttpRouting.Builder routing = HttpRouting.builder().addFilter(new SecurityHeaders());
        routing.post("/api/v1/sessions", new SessionsEndpoint(content.joining()));
        routing.get("/healthz", (request, response) -> {
            Phase phase = content.phase().get();
            response.status(phase == Phase.READY ? Status.OK_200 : Status.SERVICE_UNAVAILABLE_503)
                    .header(HeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                    .header(HeaderNames.CACHE_CONTROL, "no-store")
                    .send(phase.name().toLowerCase(Locale.ROOT) + "\n");
        });
        routing.get(
                "/metrics",
                (request, response) -> response.header(
                                HeaderNames.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")
                        .header(HeaderNames.CACHE_CONTROL, "no-store")
                        .send(content.metrics().get()));
        routing.get(Protocol.WEBSOCKET_PATH, HttpPort::askForUpgrade);
        WebClient.register(routing, content.webRoot());
        AcceptedSockets sockets = new AcceptedSockets(
                SocketOptions.builder().readTimeout(READ_TIMEOUT).build());
        WebServer server = WebServer.builder()
                .address(address)
                .port(port)
                .shutdownHook(false)
                .featuresDiscoverServices(false)
                .maxTcpConnections(MAX_CONNECTIONS + content.webSockets().mostPeers())
                .maxConcurrentRequests(MAX_CONCURRENT_REQUESTS)
                .maxPayloadSize(MAX_PAYLOAD_BYTES)
                .idleConnectionTimeout(IDLE_TIMEOUT)
                .shutdownGracePeriod(STOP_GRACE)
                .connectionOptions(sockets)
                .addConnectionSelector(Http1ConnectionSelector.builder()
                        .config(Http1Config.create())
                        .addUpgrader(new WebSocketUpgrader(content.webSockets(), sockets))
                        .build())
                .routing(routing)
                .build();
        if (!server.start().isRunning()) {
            throw new BindException("the web server did not start");
        }
        return new HttpPort(server, content.webSockets());
    }

    /** The port that is bound. */
    public int port() {
        return server.port();
    }

    /** RFC 9110 §15.5.22: "The server MUST send an Upgrade header field in a 426 response". */
    private static void askForUpgrade(ServerRequest request, ServerResponse response) {
        response.status(Status.UPGRADE_REQUIRED_426)
                .header(HeaderNames.CONNECTION, "Upgrade")
                .header(HeaderNames.UPGRADE, "websocket")
                .header(HeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .send("This is a WebSocket.\n");
    }

    @Override
    public void close() {
        webSockets.close();
        server.stop();
    }
}
