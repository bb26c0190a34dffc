package org.vsekai.server.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * The HTTP port of a server: a page, joining, health, metrics. Handlers run on virtual threads and may block. Its limits are
 * wide for people and narrow for a flood.
 */
public final class HttpPort implements AutoCloseable {
    private static final int MAX_CONNECTIONS = 4_096;
    private static final int MAX_CONCURRENT_REQUESTS = 512;
    private static final long MAX_PAYLOAD_BYTES = 1 << 20;
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration STOP_GRACE = Duration.ofMillis(500);

    private final WebServer server;

    private HttpPort(WebServer server) {
        this.server = server;
    }

    /**
     * What the port serves.
     *
     * @param phase what {@code /healthz} reports
     * @param metrics the text of {@code /metrics}
     * @param webRoot folder of the built web client
     */
    public record Content(Joining joining, Supplier<Phase> phase, Supplier<String> metrics, Path webRoot) {}

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
        WebClient.register(routing, content.webRoot());
        WebServer server = WebServer.builder()
                .address(address)
                .port(port)
                .shutdownHook(false)
                .featuresDiscoverServices(false)
                .maxTcpConnections(MAX_CONNECTIONS)
                .maxConcurrentRequests(MAX_CONCURRENT_REQUESTS)
                .maxPayloadSize(MAX_PAYLOAD_BYTES)
                .idleConnectionTimeout(IDLE_TIMEOUT)
                .shutdownGracePeriod(STOP_GRACE)
                .connectionConfig(connection -> connection.readTimeout(READ_TIMEOUT))
                .routing(routing)
                .build();
        if (!server.start().isRunning()) {
            throw new BindException("the web server did not start");
        }
        return new HttpPort(server);
    }

    /** The port that is bound. */
    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.stop();
    }
}
