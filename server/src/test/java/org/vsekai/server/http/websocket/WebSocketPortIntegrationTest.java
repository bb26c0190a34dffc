package org.vsekai.server.http.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vsekai.core.SplitMix64;
import org.vsekai.gateway.JoinOutcome;
import org.vsekai.rtc.CloseReason;
import org.vsekai.rtc.PeerAcceptor.TooManyPeersException;
import org.vsekai.rtc.PeerConnection;
import org.vsekai.rtc.PeerPlaces;
import org.vsekai.rtc.datachannel.ChannelOptions;
import org.vsekai.server.http.HttpPort;

/** Real sockets, and clients that behave or don't. */
@Timeout(60)
class WebSocketPortIntegrationTest {
    private static final int LOSSY = 0;
    private static final int RELIABLE = 1;
    private static final int PLACES = 3;

    @TempDir
    Path webRoot;

    private final PeerPlaces places = new PeerPlaces(PLACES);
    private WebSocketPort port = new WebSocketPort(places);
    private HttpPort http;

    @BeforeEach
    void open() throws IOException {
        http = open(port);
    }

    @AfterEach
    void close() {
        http.close();
    }

    private HttpPort open(WebSocketPort webSockets) throws IOException {
        return HttpPort.open(
                InetAddress.getLoopbackAddress(),
                0,
                new HttpPort.Content(
                        (request, address) -> new JoinOutcome.Refused(503, "full", "Full.", 1),
                        () -> HttpPort.Phase.READY,
                        () -> "",
                        webRoot,
                        webSockets));
    }

    @Test
    void aTicketOpensBothLanes() throws Exception {
        RecordingListener listener = new RecordingListener();
        try (RawClient client = RawClient.open(http.port(), port.accept("", listener))) {
            assertThat(client.status()).isEqualTo(101);
            assertThat(client.answer())
                    .contains("Sec-WebSocket-Protocol: vsekai.v1")
                    .contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
            PeerConnection connection = listener.connection();
            assertThat(connection.send(RELIABLE, new byte[] {5, 6})).isTrue();
            assertFrame(client.next(), RELIABLE, 5, 6);
            assertThat(connection.send(LOSSY, new byte[] {7})).isTrue();
            assertFrame(client.next(), LOSSY, 7);
            client.send(LOSSY, new byte[] {1, 2});
            assertMessage(listener.message(), LOSSY, 1, 2);
            client.send(RELIABLE, new byte[0]);
            assertMessage(listener.message(), RELIABLE);
            assertThat(connection.send(2, new byte[] {1})).isFalse();
            assertThat(counter("drop.unknown_channel")).isEqualTo(1);
            assertThat(counter("traffic.peers_connected")).isEqualTo(1);
        }
        assertThat(listener.end()).isEqualTo(CloseReason.REMOTE);
        assertThat(port.peerCount()).isZero();
    }

    @Test
    void messagesOfAllSizesComeThroughWhole() throws Exception {
        RecordingListener listener = new RecordingListener();
        try (RawClient client = RawClient.open(http.port(), port.accept("", listener))) {
            for (int size : new int[] {124, 125, 126, 40_000, 65_534, 65_535, 64 * 1_024}) {
                byte[] message = new SplitMix64(size).nextBytes(size);
                client.send(RELIABLE, message);
                assertThat(listener.message().bytes()).isEqualTo(message);
                assertThat(listener.connection().send(RELIABLE, message)).isTrue();
                byte[] payload = client.next().payload();
                assertThat(Arrays.copyOfRange(payload, 1, payload.length)).isEqualTo(message);
            }
            assertThat(listener.connection().send(RELIABLE, new byte[256 * 1_024 + 1]))
                    .isFalse();
            assertThat(counter("drop.oversized_message")).isEqualTo(1);
        }
    }

    @Test
    void tellsWhenWhatWaitedHasLeftAndHasNoChannelsBesideTheLanes() throws Exception {
        RecordingListener listener = new RecordingListener();
        try (RawClient client = RawClient.open(http.port(), port.accept("", listener))) {
            PeerConnection connection = listener.connection();
            connection.notifyBufferedLow(RELIABLE, 1_000);
            for (int i = 0; i < 20; i++) {
                connection.send(RELIABLE, numbered(i, 10_000));
            }
            for (int i = 0; i < 20; i++) {
                assertThat(client.next().number()).isEqualTo(i);
            }
            Thread.ofVirtual().start(() -> readOn(client));
            assertThat(listener.low()).isEqualTo(RELIABLE);
            assertThat(connection.bufferedBytes(RELIABLE)).isZero();
            assertThat(connection.openChannel(ChannelOptions.reliable(3))).isEmpty();
            connection.closeChannel(RELIABLE);
            assertThat(connection.send(RELIABLE, numbered(1, 10))).isTrue();
        }
    }

    private static void readOn(RawClient client) {
        try {
            while (true) {
                client.next();
            }
        } catch (IOException end) {
            // The test is over.
        }
    }

    @Test
    void whoeverBringsNoTicketHasNoWebSocket() throws Exception {
        RecordingListener listener = new RecordingListener();
        String ticket = port.accept("", listener);
        int at = http.port();
        assertRefused(RawClient.handshake(at, "vsekai.v1"), 400);
        assertRefused(RawClient.handshake(at, "vsekai.v2, ticket." + ticket), 400);
        assertThat(counter("refusal.no_subprotocol")).isEqualTo(2);
        assertRefused(RawClient.handshake(at, "vsekai.v1, ticket." + ticket + "x"), 401);
        assertRefused(
                with(RawClient.handshake(at, "vsekai.v1, ticket." + ticket), "Origin: https://evil.example"), 403);
        assertRefused(with(RawClient.handshake(at, "vsekai.v1, ticket." + ticket), "Origin: null"), 403);
        assertThat(counter("refusal.foreign_origin")).isEqualTo(2);
        assertRefused(
                replaced(RawClient.handshake(at, "vsekai.v1, ticket." + ticket), "Version: 13", "Version: 8"), 400);
        assertRefused(replaced(RawClient.handshake(at, "vsekai.v1, ticket." + ticket), "==", "!!"), 400);
        assertRefused(List.of("Host: localhost:" + at), 426);
        assertThat(listener.isConnected()).isFalse();
        List<String> ownPage =
                with(RawClient.handshake(at, "vsekai.v1, ticket." + ticket), "Origin: http://localhost:" + at);
        try (RawClient client = RawClient.ask(at, "GET", ownPage)) {
            assertThat(client.status()).isEqualTo(101);
            listener.connection();
            assertRefused(RawClient.handshake(at, "vsekai.v1, ticket." + ticket), 401);
        }
        assertThat(counter("refusal.unknown_ticket")).isEqualTo(2);
    }

    @Test
    void aPageBehindAProxyWithACertificateIsItsOwn() throws Exception {
        List<String> headers = replaced(
                RawClient.handshake(http.port(), "vsekai.v1, ticket." + port.accept("", new RecordingListener())),
                "Host: localhost:" + http.port(),
                "Host: play.example");
        assertRefused(with(headers, "Origin: http://play.example:81"), 403);
        try (RawClient client = RawClient.ask(http.port(), "GET", with(headers, "Origin: https://play.example"))) {
            assertThat(client.status()).isEqualTo(101);
        }
    }

    @Test
    void whatTheProtocolDoesNotHaveClosesTheWebSocketWithTheReason() throws Exception {
        assertClosed(client -> client.frame(RawClient.TEXT, true, new byte[] {'{', '}'}), 1003, "fault.text_frame");
        assertClosed(client -> client.send(2, new byte[] {1}), 1008, "fault.unknown_lane");
        assertClosed(client -> client.send(RELIABLE, new byte[64 * 1_024 + 1]), 1009, "fault.too_large");
        assertClosed(
                client -> {
                    client.frame(RawClient.BINARY, false, new byte[40_000]);
                    client.frame(RawClient.CONTINUATION, true, new byte[40_000]);
                },
                1009,
                "fault.too_large");
        // Unmasked; an opcode that is none; a frame with an extension's bit.
        assertClosed(client -> client.write(new byte[] {(byte) 0x82, 1, 0}), 1002, "fault.bad_frame");
        assertClosed(client -> client.frame(7, true, new byte[] {1}), 1002, "fault.bad_frame");
        assertClosed(
                client -> client.write(new byte[] {(byte) 0xC2, (byte) 0x81, 0, 0, 0, 0, 0}), 1002, "fault.bad_frame");
    }

    @FunctionalInterface
    private interface Misdeed {
        void by(RawClient client) throws IOException;
    }

    private void assertClosed(Misdeed misdeed, int code, String counter) throws Exception {
        long before = counter(counter);
        RecordingListener listener = new RecordingListener();
        try (RawClient client = RawClient.open(http.port(), port.accept("", listener))) {
            listener.connection();
            misdeed.by(client);
            RawClient.Frame close = client.next();
            assertThat(close.opcode()).isEqualTo(RawClient.CLOSE);
            assertThat(close.closeCode()).isEqualTo(code);
        }
        assertThat(listener.end()).isEqualTo(CloseReason.PROTOCOL_ERROR);
        assertThat(counter(counter)).isEqualTo(before + 1);
    }

    @Test
    void aClosedPeerIsSentWhatWaitsAndThenTheEnd() throws Exception {
        RecordingListener listener = new RecordingListener();
        try (RawClient client = RawClient.open(http.port(), port.accept("", listener))) {
            PeerConnection connection = listener.connection();
            for (int i = 0; i < 5; i++) {
                connection.send(RELIABLE, numbered(i, 10_000));
            }
            connection.close();
            assertThat(connection.send(RELIABLE, numbered(9, 10))).isFalse();
            for (int i = 0; i < 5; i++) {
                assertThat(client.next().number()).isEqualTo(i);
            }
            RawClient.Frame close = client.next();
            assertThat(close.opcode()).isEqualTo(RawClient.CLOSE);
            assertThat(close.closeCode()).isEqualTo(1000);
            client.frame(RawClient.CLOSE, true, new byte[] {3, (byte) 0xE8});
            assertThat(client.isAtEnd()).isTrue();
        }
        assertThat(listener.end()).isEqualTo(CloseReason.LOCAL);
    }

    @Test
    void aClosingClientIsAnsweredAndOneThatBreaksOffIsNoticed() throws Exception {
        RecordingListener polite = new RecordingListener();
        try (RawClient client = RawClient.open(http.port(), port.accept("", polite))) {
            polite.connection();
            client.frame(RawClient.CLOSE, true, new byte[0]);
            assertThat(client.next().opcode()).isEqualTo(RawClient.CLOSE);
            assertThat(client.isAtEnd()).isTrue();
        }
        assertThat(polite.end()).isEqualTo(CloseReason.REMOTE);
        RecordingListener rude = new RecordingListener();
        try (RawClient client = RawClient.open(http.port(), port.accept("", rude))) {
            rude.connection();
            client.reset();
        }
        assertThat(rude.end()).isIn(CloseReason.REMOTE, CloseReason.UNREACHABLE);
        assertThat(port.peerCount()).isZero();
    }

    @Test
    void pingsAreAnswered() throws Exception {
        try (RawClient client = RawClient.open(http.port(), port.accept("", new RecordingListener()))) {
            client.frame(RawClient.PING, true, new byte[] {4, 2});
            RawClient.Frame pong = client.next();
            assertThat(pong.opcode()).isEqualTo(RawClient.PONG);
            assertThat(pong.payload()).containsExactly(4, 2);
        }
    }

    @Test
    void thereAreNoMorePeersThanPlacesWhoeverTookThem() throws Exception {
        places.take();
        port.accept("", new RecordingListener());
        RecordingListener last = new RecordingListener();
        String ticket = port.accept("", last);
        assertThatExceptionOfType(TooManyPeersException.class)
                .isThrownBy(() -> port.accept("", new RecordingListener()));
        assertThat(port.peerCount()).isEqualTo(2);
        RawClient.open(http.port(), ticket).close();
        last.end();
        port.accept("", new RecordingListener());
    }

    @Test
    void aTicketThatNobodyBringsIsForgotten() throws Exception {
        port = new WebSocketPort(places, new WebSocketPort.Patience(1, TimeUnit.HOURS.toNanos(1)));
        try (HttpPort hasty = open(port)) {
            RecordingListener listener = new RecordingListener();
            String ticket = port.accept("", listener);
            assertThat(listener.end()).isEqualTo(CloseReason.CONNECT_TIMEOUT);
            assertThat(port.peerCount()).isZero();
            try (RawClient client = RawClient.open(hasty.port(), ticket)) {
                assertThat(client.status()).isEqualTo(401);
            }
        }
    }

    @Test
    void aClientWithoutASignOfLifeIsGone() throws Exception {
        port = new WebSocketPort(places, new WebSocketPort.Patience(TimeUnit.HOURS.toNanos(1), 1));
        try (HttpPort hasty = open(port)) {
            RecordingListener listener = new RecordingListener();
            try (RawClient client = RawClient.open(hasty.port(), port.accept("", listener))) {
                assertThat(listener.end()).isEqualTo(CloseReason.CONSENT_EXPIRED);
                assertThat(client.isAtEnd()).isTrue();
            }
        }
    }

    @Test
    void aPortThatClosesSaysSo() throws Exception {
        RecordingListener there = new RecordingListener();
        RecordingListener coming = new RecordingListener();
        String ticket = port.accept("", there);
        port.accept("", coming);
        try (RawClient client = RawClient.open(http.port(), ticket)) {
            there.connection().send(RELIABLE, numbered(1, 10));
            Thread closing = Thread.ofVirtual().start(http::close);
            assertThat(client.next().number()).isEqualTo(1);
            assertThat(client.next().closeCode()).isEqualTo(1001);
            client.frame(RawClient.CLOSE, true, new byte[0]);
            closing.join();
        }
        assertThat(there.end()).isEqualTo(CloseReason.PORT_CLOSED);
        assertThat(coming.end()).isEqualTo(CloseReason.PORT_CLOSED);
        assertThat(port.peerCount()).isZero();
    }

    @Test
    void whileAClientDoesNotReadLossyMessagesAreReplacedAndReliableOnesRefused() throws Exception {
        RecordingListener listener = new RecordingListener();
        try (RawClient client = RawClient.openNarrow(http.port(), port.accept("", listener))) {
            PeerConnection connection = listener.connection();
            for (int i = 1; i <= 5_000; i++) {
                assertThat(connection.send(LOSSY, numbered(i, 1_000))).isTrue();
            }
            int taken = 0;
            while (connection.send(RELIABLE, numbered(taken, 16 * 1_024))) {
                taken++;
            }
            assertThat(taken).isEqualTo((1 << 20) / (16 * 1_024));
            assertThat(connection.bufferedBytes()).isEqualTo(1 << 20);
            assertThat(counter("drop.reliable_refused")).isEqualTo(1);
            assertThat(counter("drop.lossy_replaced")).isBetween(4_900L, 4_999L);

            List<Long> lossy = new ArrayList<>();
            int reliable = 0;
            while (reliable < taken) {
                RawClient.Frame frame = client.next();
                if (frame.lane() == LOSSY) {
                    lossy.add(frame.number());
                } else {
                    assertThat(frame.number()).as("in order").isEqualTo(reliable++);
                }
            }
            // What was under way when the client stopped reading, and then the newest, with nothing between.
            assertThat(lossy).hasSizeLessThan(100).isSorted().endsWith(5_000L);
            assertThat(connection.send(RELIABLE, numbered(taken, 10))).isTrue();
        }
    }

    @Test
    void aClientThatDoesNotReadIsClosedAllTheSame() throws Exception {
        RecordingListener listener = new RecordingListener();
        try (RawClient client = RawClient.openNarrow(http.port(), port.accept("", listener))) {
            PeerConnection connection = listener.connection();
            int taken = 0;
            while (connection.send(RELIABLE, numbered(taken, 16 * 1_024))) {
                taken++;
            }
            connection.close();
            assertThat(listener.end()).isEqualTo(CloseReason.LOCAL);
            assertThat(client.status()).isEqualTo(101);
        }
    }

    private void assertRefused(List<String> headers, int status) throws IOException {
        try (RawClient client = RawClient.ask(http.port(), "GET", headers)) {
            assertThat(client.status()).as(String.valueOf(headers)).isEqualTo(status);
        }
    }

    private static List<String> with(List<String> headers, String more) {
        List<String> all = new ArrayList<>(headers);
        all.add(more);
        return all;
    }

    private static List<String> replaced(List<String> headers, String old, String by) {
        return headers.stream().map(header -> header.replace(old, by)).toList();
    }

    private long counter(String name) {
        return Objects.requireNonNull(port.counters().get(name), name).getAsLong();
    }

    private static void assertFrame(RawClient.Frame frame, int lane, int... bytes) {
        assertThat(frame.opcode()).isEqualTo(RawClient.BINARY);
        assertThat(frame.lane()).isEqualTo(lane);
        assertThat(Arrays.copyOfRange(frame.payload(), 1, frame.payload().length))
                .containsExactly(bytes);
    }

    private static void assertMessage(RecordingListener.Message message, int lane, int... bytes) {
        assertThat(message.lane()).isEqualTo(lane);
        assertThat(message.bytes()).containsExactly(bytes);
    }

    private static byte[] numbered(long number, int size) {
        return ByteBuffer.allocate(size).putLong(number).array();
    }
}
