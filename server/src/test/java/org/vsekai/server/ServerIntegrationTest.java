package org.vsekai.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.ref.WeakReference;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vsekai.rtc.CloseReason;
import org.vsekai.rtc.PeerConnection;
import org.vsekai.rtc.PeerListener;
import org.vsekai.rtc.udp.PendingOffer;
import org.vsekai.rtc.udp.RtcPort;
import org.vsekai.rtc.udp.RtcPortOptions;
import org.vsekai.rtc.udp.SelfSignedIdentity;
import org.vsekai.server.config.ServerConfig;
import org.vsekai.server.config.Setting;
import org.vsekai.server.config.Settings;
import org.vsekai.wire.v1.Action;
import org.vsekai.wire.v1.ClientMessage;
import org.vsekai.wire.v1.FarewellReason;
import org.vsekai.wire.v1.Idle;
import org.vsekai.wire.v1.ServerMessage;

/** A whole server, over real sockets and a real disk. */
@Timeout(60)
class ServerIntegrationTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @TempDir
    Path folder;

    @Test
    void aPlayerJoinsIsWelcomedIsToldGoodbyeAndComesBackAsTheSame() throws Exception {
        String playerId;
        String token;
        Server server = Server.start(config("127.0.0.1:0", "127.0.0.1:0"));
        try (Client client = new Client()) {
            JsonNode answer = client.join(server, "{\"name\":\"Ada\",\"sdp\":%s}");
            playerId = answer.get("playerId").textValue();
            token = answer.get("token").textValue();
            assertThat(client.nextMessage().getWelcome().getWorldName()).isEqualTo("Test world");
            // The gauge follows the welcome.
            String metrics;
            do {
                metrics = get(server, "/metrics").body();
            } while (!metrics.contains("sekai_gateway_players 1.0"));
            assertThat(metrics).contains("sekai_gateway_joins_total 1.0");

            assertThat(server.drain()).isTrue();
            assertThat(client.untilFarewell().getFarewell().getReason())
                    .isEqualTo(FarewellReason.FAREWELL_REASON_SERVER_STOPPING);
        }
        Server again = Server.start(config("127.0.0.1:0", "127.0.0.1:0"));
        try (Client client = new Client()) {
            JsonNode answer = client.join(again, "{\"token\":\"" + token + "\",\"sdp\":%s}");
            assertThat(answer.get("playerId").textValue()).isEqualTo(playerId);
            assertThat(answer.get("name").textValue()).isEqualTo("Ada");
            assertThat(client.nextMessage().hasWelcome()).isTrue();
        } finally {
            again.drain();
        }
    }

    @Test
    void aPlayerWithoutUdpPlaysOverAWebSocketAndComesBackOverWebRtcAsTheSame() throws Exception {
        Server server = Server.start(config("127.0.0.1:0", "127.0.0.1:0"));
        String token;
        try (Client client = new Client()) {
            JsonNode answer = client.joinOverWebSocket(server, "Ada");
            token = answer.get("token").textValue();
            assertThat(answer.has("sdp")).isFalse();
            assertThat(client.nextMessage().getWelcome().getPlayerId())
                    .isEqualTo(Long.parseLong(answer.get("playerId").textValue()));
            collectGarbage(); // Counters were forgotten by it once, and stood still.
            assertThat(get(server, "/metrics").body())
                    .contains(
                            "sekai_websocket_peers 1.0",
                            "sekai_websocket_traffic_total{reason=\"peers_connected\"} 1.0",
                            "sekai_rtc_peers 0.0");
            try (Client again = new Client()) {
                again.join(server, "{\"token\":\"" + token + "\",\"sdp\":%s}");
                assertThat(again.nextMessage().hasWelcome()).isTrue();
                assertThat(client.untilFarewell().getFarewell().getReason())
                        .isEqualTo(FarewellReason.FAREWELL_REASON_JOINED_ELSEWHERE);
                assertThat(client.closeCode()).isEqualTo(WebSocket.NORMAL_CLOSURE);
            }
            client.joinOverWebSocket(server, "Bob");
            assertThat(client.nextMessage().hasWelcome()).isTrue();
            assertThat(server.drain()).isTrue();
            assertThat(client.untilFarewell().getFarewell().getReason())
                    .isEqualTo(FarewellReason.FAREWELL_REASON_SERVER_STOPPING);
        }
    }

    /** Through the command line: a backup of a server in play, of which another server is made. */
    @Test
    void aBackupOfARunningServerIsRestoredAndServed() throws Exception {
        String token;
        long sequence = 0;
        Server server = Server.start(config("127.0.0.1:0", "127.0.0.1:0"));
        Path set = folder.resolve("backups");
        try (Client client = new Client()) {
            token = client.joinOverWebSocket(server, "Ada").get("token").textValue();
            assertThat(client.nextMessage().hasWelcome()).isTrue();
            client.actIdle(++sequence);
            assertThat(command("world", "backup", "create", "--store", folder.toString(), "--to", set.toString()))
                    .contains("000001-base.backup", "the first of its set");
            client.actIdle(++sequence);
            client.actIdle(++sequence);
            assertThat(command("world", "backup", "create", "--data", folder.toString(), "--to", set.toString()))
                    .contains("000002-increment.backup", "2 frames");
            client.actIdle(++sequence);
        } finally {
            assertThat(server.drain()).isTrue();
        }
        assertThat(command("world", "backup", "create", "--store", folder.toString(), "--to", set.toString()))
                .as("without a server the command opens the store itself")
                .contains("000003-increment.backup");
        assertThat(command("world", "backup", "list", set.toString())).contains("can be restored: 20");
        assertThat(command("world", "backup", "verify", set.toString())).contains("sound, can be restored: 20");
        assertThat(command("world", "verify", "--store", folder.toString())).contains("sound: ");
        Path restored = folder.resolve("restored");
        String store = restored.resolve("store").toString();
        assertThat(command("world", "backup", "restore", "--from", set.toString(), "--to", store))
                .contains("restored \"main\"");
        assertThat(command("world", "verify", "--store", store)).contains("sound: ");
        Map<Setting, String> flags = flags("127.0.0.1:0", "127.0.0.1:0");
        flags.put(Setting.DATA, restored.toString());
        Server again = Server.start(config(flags));
        try (Client client = new Client()) {
            client.join(again, "{\"token\":\"" + token + "\",\"sdp\":%s}");
            assertThat(client.nextMessage().getWelcome().getLastAppliedSequence())
                    .isEqualTo(sequence);
        } finally {
            again.drain();
        }
    }

    /** Through the command line: what a server in play knows of somebody, and the same from its store afterwards. */
    @Test
    void theHistoryOfARunningServerIsToldByIt() throws Exception {
        Server server = Server.start(config("127.0.0.1:0", "127.0.0.1:0"));
        String running;
        try (Client client = new Client()) {
            client.joinOverWebSocket(server, "Ada");
            assertThat(client.nextMessage().hasWelcome()).isTrue();
            client.actIdle(1);
            running = command("world", "history", "--store", folder.toString(), "--player", "Ada");
            assertThat(running.lines()).hasSize(2).allMatch(line -> line.contains("region (0, 0)"));
            assertThat(running).contains("player 1 (\"Ada\"", "joined", "rested: action 1 OK");
            assertThat(command("world", "history", "--store", folder.toString(), "--json", "--limit", "1"))
                    .startsWith("{\"unixMillis\":")
                    .contains("\"action\":{\"sequence\":1,\"is\":\"idle\",\"result\":\"OK\"}");
            assertThat(command("world", "history", "--store", folder.toString(), "--entity", "9999999"))
                    .isEmpty();
            assertThat(said("world", "history", "--store", folder.toString(), "--player", "Ada", "--limit", "1"))
                    .contains("these are the newest 1;");
            assertThat(said("world", "history", "--store", folder.toString(), "--player", "Ada", "--limit", "2"))
                    .as("there are no more")
                    .isEmpty();
        } finally {
            assertThat(server.drain()).isTrue();
        }
        assertThat(command("world", "history", "--store", folder.toString(), "--player", "1"))
                .startsWith(running.stripTrailing());
    }

    @Test
    void aBackupThatCanNotBeMadeIsSaidByTheServer() throws Exception {
        Path notASet = Files.writeString(folder.resolve("file"), "in the way");
        Files.createDirectories(folder.resolve("store"));
        Server server = Server.start(config("127.0.0.1:0", "127.0.0.1:0"));
        try {
            StringWriter err = new StringWriter();
            int code = new Main(new PrintWriter(new StringWriter()), new PrintWriter(err, true))
                    .run("world", "backup", "create", "--store", folder.toString(), "--to", notASet.toString());
            assertThat(code).isEqualTo(1);
            assertThat(err.toString()).contains("the world's server could not make the backup", notASet.toString());
        } finally {
            server.drain();
        }
    }

    /** What a command says beside its answer. */
    private static String said(String... words) {
        StringWriter err = new StringWriter();
        int code = new Main(new PrintWriter(new StringWriter()), new PrintWriter(err, true)).run(words);
        assertThat(code).isZero();
        return err.toString();
    }

    private static String command(String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = new Main(new PrintWriter(out, true), new PrintWriter(err, true)).run(words);
        assertThat(code).as(out.toString() + err).isZero();
        return out.toString();
    }

    @Test
    void theWorldIsStoredWhereTheSettingSays() throws Exception {
        Path store = folder.resolve("elsewhere");
        Map<Setting, String> flags = flags("127.0.0.1:0", "127.0.0.1:0");
        flags.put(Setting.STORE, "rocksdb:" + store);
        flags.put(Setting.DATA, folder.resolve("data").toString());
        Server server = Server.start(config(flags));
        assertThat(get(server, "/metrics").body()).contains("sekai_storage_commits_total");
        assertThat(server.drain()).isTrue();
        assertThat(store.resolve("FORMAT")).exists();
        assertThat(folder.resolve("data").resolve("store")).doesNotExist();
        flags.remove(Setting.STORE);
        flags.put(Setting.DATA, store.toString());
        assertCannotStart(config(flags), "is a store itself", "--store rocksdb:");
    }

    @Test
    void saysWhereItListensAndThatItIsWell() throws Exception {
        Server server = Server.start(config("127.0.0.1:0", "127.0.0.1:0"));
        URI health = uri(server, "/healthz");
        try {
            assertThat(server.readyLine())
                    .matches("ready http://127\\.0\\.0\\.1:[1-9]\\d* udp 127\\.0\\.0\\.1:[1-9]\\d*");
            assertThat(get(server, "/healthz").body()).isEqualTo("ready\n");
            assertThat(get(server, "/metrics").body())
                    .contains(
                            "sekai_world_events_total{reason=",
                            "sekai_world_chunk_bytes",
                            "sekai_start_seconds{part=\"runtime\"}",
                            "sekai_start_seconds{part=\"world\"}",
                            "sekai_storage_commits_total",
                            "sekai_storage_free_bytes",
                            "sekai_storage_wal_bytes",
                            "sekai_rtc_drop_total{");
        } finally {
            assertThat(server.drain()).isTrue();
        }
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> get(health));
    }

    @Test
    void aPortInUseIsNamedAndNothingStaysOpen() throws Exception {
        try (ServerSocket tcp = new ServerSocket(0, 1, LOOPBACK)) {
            assertCannotStart(
                    config("127.0.0.1:" + tcp.getLocalPort(), "127.0.0.1:0"), "another program uses it", "--http");
        }
        try (DatagramSocket udp = new DatagramSocket(new InetSocketAddress(LOOPBACK, 0))) {
            assertCannotStart(config("127.0.0.1:0", "127.0.0.1:" + udp.getLocalPort()), "in use", "--udp");
        }
        Server server = Server.start(config("127.0.0.1:0", "127.0.0.1:0"));
        assertThat(server.drain()).isTrue();
    }

    @Test
    void aNameWithoutAnAddressIsNamed() {
        assertCannotStart(config("no.such.host.invalid:1", "127.0.0.1:0"), "no.such.host.invalid", "--http");
    }

    @Test
    void aFolderInUseIsLeftToWhoeverUsesIt() throws Exception {
        Server first = Server.start(config("127.0.0.1:0", "127.0.0.1:0"));
        try {
            assertCannotStart(config("127.0.0.1:0", "127.0.0.1:0"), "in use by another process");
            assertThat(get(first, "/healthz").statusCode()).isEqualTo(200);
        } finally {
            assertThat(first.drain()).isTrue();
        }
    }

    @Test
    void aStoreOfANewerVersionIsRefused() throws Exception {
        Files.createDirectories(folder.resolve("store"));
        Files.writeString(folder.resolve("store/FORMAT"), "V-Sekai store on RocksDB\nformat 999\n");
        assertCannotStart(config("127.0.0.1:0", "127.0.0.1:0"), "newer version");
    }

    @Test
    void anotherSeedThanTheWorldsIsRefused() throws Exception {
        Server server = Server.start(config("127.0.0.1:0", "127.0.0.1:0"));
        assertThat(server.drain()).isTrue();
        Map<Setting, String> flags = flags("127.0.0.1:0", "127.0.0.1:0");
        flags.put(Setting.WORLD_SEED, "8");
        assertCannotStart(config(flags), "was made from seed 7", "8");
    }

    private static void collectGarbage() {
        WeakReference<Object> garbage = new WeakReference<>(new Object());
        while (garbage.get() != null) {
            System.gc();
        }
    }

    private void assertCannotStart(ServerConfig config, String... words) {
        assertThatExceptionOfType(CannotStartException.class)
                .isThrownBy(() -> Server.start(config))
                .satisfies(refused -> assertThat(refused.getMessage()).contains(words));
    }

    private ServerConfig config(String http, String udp) {
        return config(flags(http, udp));
    }

    private Map<Setting, String> flags(String http, String udp) {
        return new java.util.EnumMap<>(Map.of(
                Setting.DATA,
                folder.toString(),
                Setting.HTTP,
                http,
                Setting.UDP,
                udp,
                Setting.WORLD_NAME,
                "Test world",
                Setting.WORLD_SEED,
                "7"));
    }

    private static ServerConfig config(Map<Setting, String> flags) {
        return ServerConfig.of(
                Settings.resolve(new Settings.Sources(flags, Optional.empty(), Map.of(), new Properties())));
    }

    private static HttpResponse<String> get(Server server, String path) throws Exception {
        return get(uri(server, path));
    }

    private static HttpResponse<String> get(URI uri) throws Exception {
        return CLIENT.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static URI uri(Server server, String path) {
        Matcher address = Pattern.compile("http://\\S+").matcher(server.readyLine());
        assertThat(address.find()).isTrue();
        return URI.create(address.group() + path);
    }

    /** A client of the real protocol, as far as these tests need it. */
    private static final class Client implements PeerListener, WebSocket.Listener, AutoCloseable {
        /** Below the rate at which actions are refused. */
        private static final long TRY_AGAIN_MS = 100;

        private static final int RELIABLE = 1;

        private final RtcPort port = bind();
        private final BlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();
        private @Nullable WebSocket socket;
        private final ByteArrayOutputStream parts = new ByteArrayOutputStream();
        private final CompletableFuture<Integer> closeCode = new CompletableFuture<>();

        private static RtcPort bind() {
            try {
                return RtcPort.bind(RtcPortOptions.onLoopback(), SelfSignedIdentity.generate());
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        JsonNode join(Server server, String bodyWithRoomForTheOffer) throws Exception {
            PendingOffer offer = port.offer(this);
            JsonNode answer =
                    post(server, String.format(bodyWithRoomForTheOffer, JSON.writeValueAsString(offer.sdp())));
            offer.answer(answer.get("sdp").textValue());
            return answer;
        }

        JsonNode joinOverWebSocket(Server server, String name) throws Exception {
            JsonNode answer = post(server, "{\"name\":\"" + name + "\",\"transport\":\"websocket\"}");
            URI where = URI.create(uri(server, "/api/v1/websocket").toString().replaceFirst("http", "ws"));
            socket = CLIENT.newWebSocketBuilder()
                    .subprotocols("vsekai.v1", "ticket." + answer.get("ticket").textValue())
                    .buildAsync(where, this)
                    .get(20, TimeUnit.SECONDS);
            return answer;
        }

        /** An action over the WebSocket, until its answer is there. */
        void actIdle(long sequence) throws Exception {
            byte[] action = ClientMessage.newBuilder()
                    .setAction(Action.newBuilder().setSequence(sequence).setIdle(Idle.getDefaultInstance()))
                    .build()
                    .toByteArray();
            ByteBuffer message = ByteBuffer.allocate(1 + action.length)
                    .put((byte) RELIABLE)
                    .put(action)
                    .flip();
            ServerMessage answer = answerTo(message, sequence);
            while (answer.hasActionRefused()) {
                // Who acts before what is around them is in memory. Asking as fast as one can would be a flood.
                Thread.sleep(TRY_AGAIN_MS);
                answer = answerTo(message, sequence);
            }
        }

        private ServerMessage answerTo(ByteBuffer message, long sequence) throws Exception {
            send(message);
            ServerMessage answer = nextMessage();
            while (!answer.hasActionRefused() && !isResultOf(answer, sequence)) {
                answer = nextMessage();
            }
            return answer;
        }

        private void send(ByteBuffer message) throws Exception {
            Objects.requireNonNull(socket).sendBinary(message.duplicate(), true).get(20, TimeUnit.SECONDS);
        }

        private static boolean isResultOf(ServerMessage message, long sequence) {
            return message.getFrameUpdate().getResultsList().stream()
                    .anyMatch(result -> result.getSequence() == sequence);
        }

        private static JsonNode post(Server server, String body) throws Exception {
            HttpResponse<String> response = CLIENT.send(
                    HttpRequest.newBuilder(uri(server, "/api/v1/sessions"))
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
            return JSON.readTree(response.body());
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer part, boolean isLast) {
            while (part.hasRemaining()) {
                parts.write(part.get());
            }
            if (isLast) {
                byte[] message = parts.toByteArray();
                parts.reset();
                if (message[0] == RELIABLE) {
                    messages.add(Arrays.copyOfRange(message, 1, message.length));
                }
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closeCode.complete(code);
            return null;
        }

        int closeCode() throws Exception {
            return closeCode.get(20, TimeUnit.SECONDS);
        }

        ServerMessage nextMessage() throws Exception {
            byte[] message = messages.poll(20, TimeUnit.SECONDS);
            assertThat(message).as("a message within 20 s").isNotNull();
            return ServerMessage.parseFrom(message);
        }

        ServerMessage untilFarewell() throws Exception {
            ServerMessage message = nextMessage();
            while (!message.hasFarewell()) {
                message = nextMessage();
            }
            return message;
        }

        @Override
        public void onConnected(PeerConnection connection) {}

        @Override
        public void onMessage(PeerConnection connection, int channelId, byte[] message) {
            if (channelId == RELIABLE) {
                messages.add(message);
            }
        }

        @Override
        public void onClosed(PeerConnection connection, CloseReason reason) {}

        @Override
        public void close() {
            port.close();
        }
    }
}
