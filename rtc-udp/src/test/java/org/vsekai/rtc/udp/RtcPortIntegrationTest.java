package org.vsekai.rtc.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.vsekai.core.SplitMix64;
import org.vsekai.rtc.CloseReason;
import org.vsekai.rtc.PacketDrop;
import org.vsekai.rtc.PeerAcceptor.BadOfferException;
import org.vsekai.rtc.PeerAcceptor.TooManyPeersException;
import org.vsekai.rtc.PeerConnection;
import org.vsekai.rtc.PeerListener;
import org.vsekai.rtc.peer.Peer;

/** Clients and a server over real sockets on 127.0.0.1. */
@ParameterizedClass
@MethodSource("transports")
class RtcPortIntegrationTest {
    private static final int LOSSY = 0;
    private static final int RELIABLE = 1;

    private final SplitMix64 random = new SplitMix64(11);

    @Parameter
    @SuppressWarnings("NullAway.Init") // Set before each test.
    private UdpTransport transport;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private RtcPort server;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private RtcPort client;

    static List<UdpTransport> transports() {
        return UdpIoIntegrationTest.transports();
    }

    @BeforeEach
    void open() throws Exception {
        server = RtcPort.bind(RtcPortOptions.onLoopback().withMaxPeers(20), SelfSignedIdentity.generate(), transport);
        client = RtcPort.bind(RtcPortOptions.onLoopback(), SelfSignedIdentity.generate(), transport);
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    /** Both ends of one connection. */
    private record Pair(RecordingListener atClient, RecordingListener atServer) {}

    private Pair connect() throws Exception {
        var pair = new Pair(new RecordingListener(), new RecordingListener());
        PendingOffer offer = client.offer(pair.atClient);
        offer.answer(server.accept(offer.sdp(), pair.atServer));
        pair.atClient.connection();
        pair.atServer.connection();
        return pair;
    }

    @Test
    void twoHundredMessagesGoEachWayOnBothChannels() throws Exception {
        Pair pair = connect();
        PeerConnection up = pair.atClient.connection();
        PeerConnection down = pair.atServer.connection();
        List<byte[]> sent = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            byte[] message = random.nextBytes(1 + random.nextInt(1_100));
            sent.add(message);
            assertThat(up.send(RELIABLE, message)).isTrue();
            assertThat(down.send(RELIABLE, message)).isTrue();
            int lossyBefore = pair.atServer.lossy.size();
            assertThat(up.send(LOSSY, message)).isTrue();
            assertThat(down.send(LOSSY, message)).isTrue();
            if (i % 10 == 9) {
                int reliable = i + 1;
                pair.atServer.await(() -> pair.atServer.reliable.size() == reliable);
                assertThat(pair.atServer.lossy.size()).isGreaterThanOrEqualTo(lossyBefore);
            }
        }
        pair.atServer.await(() -> pair.atServer.reliable.size() == 200);
        pair.atClient.await(() -> pair.atClient.reliable.size() == 200);
        assertThat(isSame(pair.atServer.reliable, sent)).isTrue();
        assertThat(isSame(pair.atClient.reliable, sent)).isTrue();
        assertThat(pair.atServer.lossy).hasSizeGreaterThan(100);
        assertThat(pair.atClient.lossy).hasSizeGreaterThan(100);
    }

    @Test
    void aReliableMessageOf64KilobytesArrivesIntactBothWays() throws Exception {
        Pair pair = connect();
        byte[] large = random.nextBytes(64 * 1024);
        assertThat(pair.atClient.connection().send(RELIABLE, large)).isTrue();
        assertThat(pair.atServer.connection().send(RELIABLE, large)).isTrue();
        pair.atServer.await(() -> !pair.atServer.reliable.isEmpty());
        pair.atClient.await(() -> !pair.atClient.reliable.isEmpty());
        assertThat(isSame(pair.atServer.reliable, List.of(large))).isTrue();
        assertThat(isSame(pair.atClient.reliable, List.of(large))).isTrue();
    }

    @Test
    void closingIsSeenAtBothEndsAfterWhatWasQueued() throws Exception {
        Pair pair = connect();
        byte[] last = random.nextBytes(30_000);
        PeerConnection down = pair.atServer.connection();
        assertThat(down.send(RELIABLE, last)).isTrue();
        down.close();
        down.close();
        assertThat(pair.atServer.end()).isEqualTo(CloseReason.LOCAL);
        assertThat(pair.atClient.end()).isEqualTo(CloseReason.REMOTE);
        assertThat(isSame(pair.atClient.reliable, List.of(last))).isTrue();
        assertThat(down.send(RELIABLE, last)).isFalse();
        assertThat(server.peerCount()).isZero();
        assertThat(client.peerCount()).isZero();
    }

    @Test
    void aFullReliableBufferRefusesAndRecovers() throws Exception {
        Pair pair = connect();
        PeerConnection down = pair.atServer.connection();
        byte[] message = random.nextBytes(60_000);
        int taken = 0;
        while (taken < 100 && down.send(RELIABLE, message)) {
            taken++;
        }
        assertThat(taken).isBetween(17, 99);
        int expected = taken;
        pair.atClient.await(() -> pair.atClient.reliable.size() == expected);
        assertThat(down.bufferedBytes()).isLessThanOrEqualTo(Peer.MAX_BUFFERED_BYTES);
        assertThat(server.drops().get(PacketDrop.RELIABLE_REFUSED)).isEqualTo(1);
        assertThat(pair.atServer.closed).isNotDone();
    }

    @Test
    void closingThePortTellsEveryPeer() throws Exception {
        Pair first = connect();
        Pair second = connect();
        server.close();
        assertThat(first.atServer.end()).isEqualTo(CloseReason.PORT_CLOSED);
        assertThat(second.atServer.end()).isEqualTo(CloseReason.PORT_CLOSED);
        assertThat(first.atClient.end()).isEqualTo(CloseReason.REMOTE);
        assertThat(second.atClient.end()).isEqualTo(CloseReason.REMOTE);
        assertThatThrownBy(() ->
                        server.accept(client.offer(new RecordingListener()).sdp(), new RecordingListener()))
                .isInstanceOf(TooManyPeersException.class);
    }

    @Test
    void aFloodOfJunkDisturbsNobody() throws Exception {
        Pair pair = connect();
        try (var stranger = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < 2_000; i++) {
                byte[] junk = random.nextBytes(1 + random.nextInt(1_400));
                junk[0] = (byte) random.nextInt(256);
                stranger.send(new DatagramPacket(junk, junk.length, server.boundAddress()));
            }
        }
        Pair another = connect();
        for (Pair each : List.of(pair, another)) {
            each.atClient.connection().send(RELIABLE, new byte[] {1});
            each.atServer.await(() -> !each.atServer.reliable.isEmpty());
        }
        assertThat(server.drops().get(PacketDrop.JUNK_FIRST_BYTE)).isPositive();
        assertThat(server.drops().get(PacketDrop.UNKNOWN_SOURCE)).isPositive();
        assertThat(counter("drop.junk_first_byte")).isEqualTo(server.drops().get(PacketDrop.JUNK_FIRST_BYTE));
        assertThat(counter("traffic.peers_connected")).isEqualTo(2);
    }

    @Test
    void manyPeersConnectAtOnceUpToTheLimit() throws Exception {
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            var pair = new Pair(new RecordingListener(), new RecordingListener());
            PendingOffer offer = client.offer(pair.atClient);
            offer.answer(server.accept(offer.sdp(), pair.atServer));
            pairs.add(pair);
        }
        assertThat(server.peerCount()).isEqualTo(20);
        assertThatThrownBy(() ->
                        server.accept(client.offer(new RecordingListener()).sdp(), new RecordingListener()))
                .isInstanceOf(TooManyPeersException.class)
                .hasMessageContaining("20 peers");
        for (int i = 0; i < 20; i++) {
            byte[] name = {(byte) i};
            pairs.get(i).atServer.connection().send(RELIABLE, name);
        }
        for (int i = 0; i < 20; i++) {
            RecordingListener atClient = pairs.get(i).atClient;
            atClient.await(() -> !atClient.reliable.isEmpty());
            assertThat(atClient.reliable.getFirst()).containsExactly(i);
        }
    }

    @Test
    void aListenerThatThrowsLosesItsPeerOnly() throws Exception {
        Pair healthy = connect();
        var atClient = new RecordingListener();
        var told = new RecordingListener();
        PendingOffer offer = client.offer(atClient);
        offer.answer(server.accept(offer.sdp(), new PeerListener() {
            @Override
            public void onConnected(PeerConnection connection) {
                told.onConnected(connection);
            }

            @Override
            public void onMessage(PeerConnection connection, int channelId, byte[] message) {
                throw new IllegalStateException("a bug of the listener's, as the test wants it");
            }

            @Override
            public void onClosed(PeerConnection connection, CloseReason reason) {
                told.onClosed(connection, reason);
            }
        }));
        atClient.connection().send(RELIABLE, new byte[1]);
        assertThat(told.end()).isEqualTo(CloseReason.PROTOCOL_ERROR);
        assertThat(atClient.end()).isNotNull();
        healthy.atClient.connection().send(RELIABLE, new byte[1]);
        healthy.atServer.await(() -> !healthy.atServer.reliable.isEmpty());
    }

    @Test
    void aPortInUseIsNamedWithTheWayOut() {
        var taken = RtcPortOptions.at(server.boundAddress());
        assertThatThrownBy(() -> RtcPort.bind(taken, SelfSignedIdentity.generate()))
                .isInstanceOf(BindException.class)
                .hasMessage("UDP port " + server.boundAddress().getPort() + " is in use: choose another with --udp");
    }

    @Test
    void offersThatCannotBeUsedAreRefusedWithAReason() {
        assertThatThrownBy(() -> server.accept("hello", new RecordingListener()))
                .isInstanceOf(BadOfferException.class)
                .hasMessageContaining("not SDP");
        assertThatThrownBy(() -> server.accept(
                        client.offer(new RecordingListener()).sdp().replace("a=setup:actpass", "a=setup:passive"),
                        new RecordingListener()))
                .isInstanceOf(BadOfferException.class)
                .hasMessageContaining("actpass");
        assertThat(server.peerCount()).isZero();
    }

    private long counter(String name) {
        return Objects.requireNonNull(server.counters().get(name)).getAsLong();
    }

    private static boolean isSame(List<byte[]> actual, List<byte[]> expected) {
        return Arrays.deepEquals(actual.toArray(), expected.toArray());
    }
}
