package org.vsekai.rtc.lab.interop;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.vsekai.rtc.PeerAcceptor.BadOfferException;
import org.vsekai.rtc.PeerAcceptor.TooManyPeersException;
import org.vsekai.rtc.udp.RtcPort;
import org.vsekai.rtc.udp.RtcPortOptions;
import org.vsekai.rtc.udp.SelfSignedIdentity;

/**
 * The server that foreign stacks are tried against: an {@link RtcPort} whose peers echo, and a little HTTP beside it, which is written
 * down in {@code clients/interop/README.md}. Where there is a {@link RoughLink}, clients are told its address.
 */
public final class ScenarioServer implements AutoCloseable {
    private static final int MAX_PEERS = 4_096;
    /** More than one: stacks send checks from many sockets, and the kernel spreads those over the loops. */
    private static final int EVENT_LOOPS = 2;

    private static final int MAX_OFFER_BYTES = 16 * 1024;
    private static final String PAGE = "<!doctype html><title>Scenario</title>";

    private final RtcPort port;
    private final Sabotage sabotage;
    private final @Nullable RoughLink link;
    private final HttpServer http;
    private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
    private final ObjectMapper json = new ObjectMapper();
    private final AtomicInteger lastPeer = new AtomicInteger();
    private final Map<Integer, ScenarioPeer> peers = new ConcurrentHashMap<>();

    /** An answer to a request. */
    private record Reply(int status, String type, String body) {}

    private ScenarioServer(InetAddress address, Sabotage sabotage, @Nullable Roughness roughness) throws IOException {
        this.sabotage = sabotage;
        var options = RtcPortOptions.at(new InetSocketAddress(address, 0))
                .withMaxPeers(MAX_PEERS)
                .withEventLoops(EVENT_LOOPS)
                .withChannelsFromPeer(sabotage == Sabotage.REFUSES_CHANNELS ? 0 : ScenarioPeer.MOST_CHANNELS);
        port = RtcPort.bind(options, SelfSignedIdentity.generate());
        link = roughness == null ? null : RoughLink.open(address, port.boundAddress(), roughness);
        http = HttpServer.create(new InetSocketAddress(address, 0), 0);
        http.createContext("/", this::serve);
        http.setExecutor(requests);
        http.start();
    }

    public static ScenarioServer open(InetAddress address) throws IOException {
        return new ScenarioServer(address, Sabotage.NONE, null);
    }

    static ScenarioServer sabotaged(InetAddress address, Sabotage sabotage) throws IOException {
        return new ScenarioServer(address, sabotage, null);
    }

    /** Whose datagrams go through a link of this roughness. */
    static ScenarioServer behind(InetAddress address, Roughness roughness) throws IOException {
        return new ScenarioServer(address, Sabotage.NONE, roughness);
    }

    public URI url() {
        InetSocketAddress at = http.getAddress();
        return URI.create("http://" + at.getAddress().getHostAddress() + ":" + at.getPort());
    }

    @Nullable
    ScenarioPeer peer(int id) {
        return peers.get(id);
    }

    /** What the port counted, and the link if there is one, without what is zero. */
    Map<String, Long> counters() {
        var counted = new TreeMap<String, Long>();
        port.counters().forEach((name, counter) -> counted.put(name, counter.getAsLong()));
        if (link != null) {
            link.counters().forEach((name, count) -> counted.put("link." + name, count));
        }
        counted.values().removeIf(count -> count == 0);
        return counted;
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            Reply reply = reply(exchange);
            byte[] body = reply.body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", reply.type);
            exchange.sendResponseHeaders(reply.status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private Reply reply(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String request = exchange.getRequestMethod() + " " + path.replaceFirst("/[0-9]{1,9}$", "/N");
        return switch (request) {
            case "GET /" -> new Reply(200, "text/html; charset=utf-8", PAGE);
            case "GET /counters" -> json(200, counters());
            case "POST /peers" -> accept(exchange);
            case "GET /peers/N" -> withPeer(path, false);
            case "DELETE /peers/N" -> withPeer(path, true);
            default -> text(404, "no such thing here: " + request);
        };
    }

    private Reply accept(HttpExchange exchange) throws IOException {
        byte[] offer = exchange.getRequestBody().readNBytes(MAX_OFFER_BYTES + 1);
        if (offer.length > MAX_OFFER_BYTES) {
            return text(413, "an offer has " + MAX_OFFER_BYTES + " bytes at most");
        }
        var peer = new ScenarioPeer(sabotage);
        try {
            String answer = port.accept(new String(offer, StandardCharsets.UTF_8), peer);
            int id = lastPeer.incrementAndGet();
            peers.put(id, peer);
            return json(201, Map.of("peer", id, "sdp", link == null ? answer : link.throughMe(answer)));
        } catch (BadOfferException bad) {
            return text(400, bad.getMessage());
        } catch (TooManyPeersException full) {
            return text(503, full.getMessage());
        }
    }

    private Reply withPeer(String path, boolean isClosing) throws IOException {
        ScenarioPeer peer = peers.get(Integer.parseInt(path.substring(path.lastIndexOf('/') + 1)));
        if (peer == null) {
            return text(404, "there was no such peer");
        }
        if (isClosing) {
            peer.close();
        }
        return json(200, peer.seen());
    }

    private Reply json(int status, Object body) throws IOException {
        return new Reply(status, "application/json", json.writeValueAsString(body));
    }

    private static Reply text(int status, @Nullable String body) {
        return new Reply(status, "text/plain; charset=utf-8", String.valueOf(body));
    }

    @Override
    public void close() {
        http.stop(0);
        requests.close();
        port.close();
        if (link != null) {
            link.close();
        }
    }
}
