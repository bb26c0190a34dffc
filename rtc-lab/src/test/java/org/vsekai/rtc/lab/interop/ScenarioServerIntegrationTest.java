package org.vsekai.rtc.lab.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vsekai.rtc.CloseReason;
import org.vsekai.rtc.PeerConnection;
import org.vsekai.rtc.PeerListener;
import org.vsekai.rtc.datachannel.ChannelOptions;
import org.vsekai.rtc.udp.PendingOffer;
import org.vsekai.rtc.udp.RtcPort;
import org.vsekai.rtc.udp.RtcPortOptions;
import org.vsekai.rtc.udp.SelfSignedIdentity;

/** The server that foreign stacks meet, with a client of ours in their place. */
class ScenarioServerIntegrationTest {
    private static final long WAIT_SECONDS = 20;
    private static final int LOSSY = 0;
    private static final int RELIABLE = 1;
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    private final HttpClient http = HttpClient.newHttpClient();

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private RtcPort clients;

    @BeforeEach
    void open() throws Exception {
        clients = RtcPort.bind(RtcPortOptions.onLoopback(), SelfSignedIdentity.generate());
    }

    @AfterEach
    void close() {
        clients.close();
        http.close();
    }

    /** One client: joins by HTTP, and keeps what it hears. */
    private final class Client implements PeerListener {
        final BlockingQueue<byte[]> heard = new LinkedBlockingQueue<>();
        final BlockingQueue<Integer> channelsClosed = new LinkedBlockingQueue<>();
        final CompletableFuture<PeerConnection> connected = new CompletableFuture<>();
        final CompletableFuture<CloseReason> closed = new CompletableFuture<>();
        final URI server;
        final int peer;

        Client(ScenarioServer server) throws Exception {
            this.server = server.url();
            PendingOffer offer = clients.offer(this);
            HttpResponse<String> reply = ask("POST", "/peers", offer.sdp());
            assertThat(reply.statusCode()).isEqualTo(201);
            JsonNode answer = new ObjectMapper().readTree(reply.body());
            peer = answer.path("peer").asInt();
            offer.answer(answer.path("sdp").asText());
            connected.get(WAIT_SECONDS, TimeUnit.SECONDS);
        }

        HttpResponse<String> ask(String method, String path, String body) throws Exception {
            return http.send(
                    HttpRequest.newBuilder(server.resolve(path))
                            .method(method, BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
        }

        byte[] echo(int channel, byte[] message) throws Exception {
            assertThat(connected.join().send(channel, message)).isTrue();
            return hear();
        }

        byte[] hear() throws Exception {
            byte @Nullable [] message = heard.poll(WAIT_SECONDS, TimeUnit.SECONDS);
            assertThat(message).isNotNull();
            return message;
        }

        JsonNode seen() throws Exception {
            return new ObjectMapper().readTree(ask("GET", "/peers/" + peer, "").body());
        }

        String serversEnd(ScenarioServer server) throws Exception {
            Objects.requireNonNull(server.peer(peer)).end().get(WAIT_SECONDS, TimeUnit.SECONDS);
            return seen().path("end").asText();
        }

        @Override
        public void onConnected(PeerConnection connection) {
            connected.complete(connection);
        }

        @Override
        public void onMessage(PeerConnection connection, int channelId, byte[] message) {
            heard.add(message);
        }

        @Override
        public void onChannelClosed(PeerConnection connection, int channelId) {
            channelsClosed.add(channelId);
        }

        @Override
        public void onClosed(PeerConnection connection, CloseReason reason) {
            closed.complete(reason);
        }
    }

    @Test
    void everyMessageComesBackAndIsCounted() throws Exception {
        try (ScenarioServer server = ScenarioServer.open(HERE)) {
            var client = new Client(server);
            byte[] large = NumberedMessage.of(0, 64 * 1024);
            assertThat(client.echo(RELIABLE, large.clone())).isEqualTo(large);
            assertThat(client.echo(RELIABLE, new byte[0])).isEmpty();
            assertThat(client.echo(RELIABLE, "text".getBytes(UTF_8)))
                    .asString(UTF_8)
                    .isEqualTo("text");
            byte[] small = NumberedMessage.of(7, 100);
            assertThat(client.echo(LOSSY, small.clone())).isEqualTo(small);
            assertThat(client.seen().toString())
                    .isEqualTo(
                            "{\"connected\":true,\"end\":null,\"reliable\":3,\"lossy\":1,\"inBand\":0,\"channelsOpened\":0,\"channelsClosed\":0,\"damaged\":0,\"repeated\":0}");
        }
    }

    @Test
    void whatIsNotAsItWasMadeOrOutOfOrderOrComesTwiceIsCountedApart() throws Exception {
        try (ScenarioServer server = ScenarioServer.open(HERE)) {
            var client = new Client(server);
            byte[] damaged = NumberedMessage.of(0, 50);
            damaged[49] ^= 1;
            client.echo(RELIABLE, damaged);
            client.echo(RELIABLE, NumberedMessage.of(5, 50));
            assertThat(client.seen().path("damaged").asInt()).isEqualTo(2);
            client.echo(LOSSY, NumberedMessage.of(3, 50));
            client.echo(LOSSY, NumberedMessage.of(3, 50));
            assertThat(client.seen().path("repeated").asInt()).isEqualTo(1);
            client.echo(LOSSY, damaged.clone());
            client.echo(LOSSY, "no number".getBytes(UTF_8));
            assertThat(client.seen().path("damaged").asInt()).isEqualTo(4);
        }
    }

    @Test
    void channelsAreOpenedAndClosedOnRequest() throws Exception {
        try (ScenarioServer server = ScenarioServer.open(HERE)) {
            var client = new Client(server);
            PeerConnection up = client.connected.join();
            int id = up.openChannel(ChannelOptions.reliable(ChannelOptions.ANY_ID))
                    .orElseThrow();
            byte[] message = NumberedMessage.of(9, 5_000);
            assertThat(client.echo(id, message.clone())).isEqualTo(message);
            up.send(id, "close, please".getBytes(UTF_8));
            assertThat(client.channelsClosed.poll(WAIT_SECONDS, TimeUnit.SECONDS))
                    .isEqualTo(id);
            assertThat(client.seen().toString())
                    .contains("\"inBand\":2,\"channelsOpened\":1,\"channelsClosed\":1,\"damaged\":0");
        }
    }

    @Test
    void whoClosedIsSeenFromOutside() throws Exception {
        try (ScenarioServer server = ScenarioServer.open(HERE)) {
            var leaving = new Client(server);
            leaving.connected.join().close();
            assertThat(leaving.serversEnd(server)).isEqualTo("REMOTE");
            var sentAway = new Client(server);
            assertThat(sentAway.ask("DELETE", "/peers/" + sentAway.peer, "").statusCode())
                    .isEqualTo(200);
            assertThat(sentAway.closed.get(WAIT_SECONDS, TimeUnit.SECONDS)).isEqualTo(CloseReason.REMOTE);
            assertThat(sentAway.serversEnd(server)).isEqualTo("LOCAL");
        }
    }

    @Test
    void aBadRequestGetsAReason() throws Exception {
        try (ScenarioServer server = ScenarioServer.open(HERE)) {
            var client = new Client(server);
            assertThat(client.ask("POST", "/peers", "hello").statusCode()).isEqualTo(400);
            assertThat(client.ask("POST", "/peers", "v".repeat(20_000)).statusCode())
                    .isEqualTo(413);
            assertThat(client.ask("GET", "/peers/12345678", "").statusCode()).isEqualTo(404);
            assertThat(client.ask("GET", "/peers/99999999999999999999", "").statusCode())
                    .isEqualTo(404);
            assertThat(client.ask("PUT", "/peers", "").statusCode()).isEqualTo(404);
            assertThat(client.ask("GET", "/counters", "").body()).contains("\"traffic.peers_connected\":1");
        }
    }

    @Test
    void throughALinkThatLosesATenthEveryReliableMessageArrives() throws Exception {
        try (ScenarioServer server = ScenarioServer.behind(HERE, new Roughness(10, 5))) {
            var client = new Client(server);
            for (int i = 0; i < 6; i++) {
                byte[] message = NumberedMessage.of(i, 3_000);
                assertThat(client.echo(RELIABLE, message.clone())).isEqualTo(message);
            }
            assertThat(server.counters().get("link.lost")).isPositive();
        }
    }

    @Test
    void aSabotagedServerDamagesLargeMessages() throws Exception {
        try (ScenarioServer server = ScenarioServer.sabotaged(HERE, Sabotage.FLIPS_A_BIT)) {
            var client = new Client(server);
            byte[] large = NumberedMessage.of(0, 20_000);
            assertThat(client.echo(RELIABLE, large.clone())).isNotEqualTo(large).hasSameSizeAs(large);
        }
    }
}
