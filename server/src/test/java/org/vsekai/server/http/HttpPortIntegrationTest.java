package org.vsekai.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vsekai.gateway.JoinOutcome;
import org.vsekai.gateway.JoinRequest;
import org.vsekai.gateway.Transport;
import org.vsekai.rtc.PeerPlaces;
import org.vsekai.server.http.websocket.WebSocketPort;

class HttpPortIntegrationTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final AtomicReference<JoinOutcome> ANSWER = new AtomicReference<>();
    private static final AtomicReference<HttpPort.Phase> PHASE = new AtomicReference<>();
    private static final List<JoinRequest> ASKED = new ArrayList<>();

    @TempDir
    static Path webRoot;

    private static HttpPort port;

    @BeforeAll
    static void open() throws IOException {
        Files.createDirectory(webRoot.resolve("assets"));
        Files.writeString(webRoot.resolve("index.html"), "<title>world</title>");
        Files.writeString(webRoot.resolve("assets/main-1a2b.js"), "export {}");
        Files.writeString(webRoot.resolveSibling("secret.txt"), "secret");
        port = open(webRoot);
    }

    @AfterAll
    static void close() {
        port.close();
    }

    @BeforeEach
    void reset() {
        ANSWER.set(new JoinOutcome.Joined(17, "Ada", "t0k3n", "v=0"));
        PHASE.set(HttpPort.Phase.READY);
        ASKED.clear();
    }

    @Test
    void aJoinIsAnsweredInTheFormOfTheProtocol() throws Exception {
        HttpResponse<String> response = post("{\"name\":\"Ada\",\"sdp\":\"v=0\\r\\n\"}");
        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(response.body())
                .isEqualTo(
                        "{\"playerId\":\"17\",\"name\":\"Ada\",\"token\":\"t0k3n\",\"sdp\":\"v=0\",\"protocolVersion\":1}");
        assertThat(ASKED).containsExactly(new JoinRequest("Ada", null, Transport.WEBRTC, "v=0\r\n"));
    }

    @Test
    void aRefusalTellsWhenToComeBack() throws Exception {
        ANSWER.set(new JoinOutcome.Refused(503, "full", "The world is full.", 7));
        HttpResponse<String> response = post("{\"name\":\"Ada\",\"sdp\":\"v=0\"}");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).contains("7");
        assertThat(response.body()).isEqualTo("{\"error\":\"full\",\"message\":\"The world is full.\"}");
    }

    @Test
    void refusesWhateverIsNotOfTheForm() throws Exception {
        assertRefused("", "not a JSON object");
        assertRefused("{", "not JSON");
        assertRefused("{\"sdp\":\"a\"} x", "not JSON");
        assertRefused("{\"sdp\":\"a\",\"sdp\":\"b\"}", "not JSON");
        assertRefused("[".repeat(20_000), "not JSON");
        assertRefused("[]", "not a JSON object");
        assertRefused("{\"name\":\"Ada\"}", "sdp is missing");
        assertRefused("{\"sdp\":7}", "sdp is not a text");
        assertRefused("{\"transport\":\"websocket\",\"sdp\":\"a\"}", "sdp means nothing");
        assertRefused("{\"transport\":\"carrier pigeon\"}", "neither webrtc nor websocket");
        assertRefused("{\"transport\":true}", "transport is not a text");
        assertRefused("{\"sdp\":\"a\",\"tokken\":\"b\"}", "a field other than");
        assertRefused("{\"sdp\":\"" + "x".repeat(33_000) + "\"}", "larger than 32 kB");
        assertThat(ASKED).isEmpty();
    }

    @Test
    void refusesAFloodInOneBodyWithoutReadingItAll() throws Exception {
        try {
            assertThat(post("x".repeat(2 << 20)).statusCode()).isIn(400, 413);
        } catch (IOException hungUp) {
            // The answer is lost where the client still writes when the server closes.
            assertThat(hungUp).isNotInstanceOf(HttpTimeoutException.class);
        }
        assertThat(ASKED).isEmpty();
    }

    @Test
    void healthFollowsThePhase() throws Exception {
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
        PHASE.set(HttpPort.Phase.DRAINING);
        assertThat(get("/healthz").statusCode()).isEqualTo(503);
        assertThat(get("/healthz").body()).isEqualTo("draining\n");
    }

    @Test
    void metricsAreText() throws Exception {
        HttpResponse<String> response = get("/metrics");
        assertThat(response.body()).isEqualTo("sekai_players 2.0\n");
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
    }

    @Test
    void servesThePageAndKeepsHashedFilesForGood() throws Exception {
        HttpResponse<String> page = get("/");
        assertThat(page.body()).contains("<title>world</title>");
        assertThat(page.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/html"));
        assertThat(page.headers().firstValue("Cache-Control")).contains("no-cache");
        HttpResponse<String> script = get("/assets/main-1a2b.js");
        assertThat(script.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).contains("javascript"));
        assertThat(script.headers().firstValue("Cache-Control")).contains("public, max-age=31536000, immutable");
    }

    @Test
    void whatIsMissingIsNotKept() throws Exception {
        HttpResponse<String> missing = get("/assets/none.js");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(missing.headers().firstValue("Cache-Control").orElse("")).doesNotContain("immutable");
    }

    @Test
    void everyAnswerCarriesTheSecurityHeaders() throws Exception {
        for (String path : List.of("/", "/healthz", "/none", "/assets/main-1a2b.js")) {
            HttpResponse<String> response = get(path);
            assertThat(response.headers().firstValue("X-Content-Type-Options"))
                    .as(path)
                    .contains("nosniff");
            assertThat(response.headers().firstValue("Content-Security-Policy"))
                    .as(path)
                    .hasValueSatisfying(policy -> assertThat(policy).contains("frame-ancestors 'none'"));
        }
    }

    @Test
    void nothingOutsideTheFolderIsServed() throws Exception {
        for (String path : List.of("/../secret.txt", "/%2e%2e/secret.txt", "/assets/..%2f..%2fsecret.txt")) {
            HttpResponse<String> response = get(path);
            assertThat(response.statusCode()).as(path).isIn(400, 403, 404);
            assertThat(response.body()).as(path).doesNotContain("secret\n").isNotEqualTo("secret");
        }
    }

    @Test
    void aPageSaysWhatToDoWhereNothingIsBuilt(@TempDir Path empty) throws Exception {
        try (HttpPort bare = open(empty)) {
            HttpResponse<String> page =
                    send(HttpRequest.newBuilder(uri(bare, "/")).build());
            assertThat(page.statusCode()).isEqualTo(503);
            assertThat(page.body()).contains("./sekai build");
        }
    }

    private static HttpPort open(Path folder) throws IOException {
        return HttpPort.open(
                InetAddress.getLoopbackAddress(),
                0,
                new HttpPort.Content(
                        (request, remoteAddress) -> {
                            assertThat(remoteAddress).isEqualTo("127.0.0.1");
                            ASKED.add(request);
                            return ANSWER.get();
                        },
                        PHASE::get,
                        () -> "sekai_players 2.0\n",
                        folder,
                        new WebSocketPort(new PeerPlaces(1))));
    }

    private static void assertRefused(String body, String words) throws Exception {
        HttpResponse<String> response = post(body);
        String what = body.substring(0, Math.min(40, body.length()));
        assertThat(response.statusCode()).as(what).isEqualTo(400);
        assertThat(response.body()).as(what).contains("\"error\":\"bad_request\"", words);
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return send(HttpRequest.newBuilder(uri(port, path)).build());
    }

    private static HttpResponse<String> post(String body) throws Exception {
        return send(HttpRequest.newBuilder(uri(port, "/api/v1/sessions"))
                .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8))
                .build());
    }

    private static HttpResponse<String> send(HttpRequest request) throws Exception {
        return CLIENT.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    private static URI uri(HttpPort port, String path) {
        return URI.create("http://127.0.0.1:" + port.port() + path);
    }
}
