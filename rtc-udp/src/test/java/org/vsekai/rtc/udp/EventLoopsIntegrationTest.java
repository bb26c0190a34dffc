package org.vsekai.rtc.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vsekai.core.SplitMix64;
import org.vsekai.rtc.CloseReason;
import org.vsekai.rtc.PeerConnection;
import org.vsekai.rtc.PeerListener;

/** Several event loops on one port, and several addresses. */
class EventLoopsIntegrationTest {
    private static final int RELIABLE = 1;
    private static final int LOOPS = 3;

    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeEach
    void loopsCanShareAPortHere() {
        assumeTrue(UdpTransport.best().canSharePorts(), "only Linux shares a port among sockets by remote address");
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    private RtcPort bind(RtcPortOptions options) throws Exception {
        RtcPort port = RtcPort.bind(options, SelfSignedIdentity.generate());
        open.add(port);
        return port;
    }

    /** Sends back what comes, and keeps on which threads it came. */
    private static final class Echo implements PeerListener {
        final Set<String> threads = ConcurrentHashMap.newKeySet();

        @Override
        public void onConnected(PeerConnection connection) {
            threads.add(Thread.currentThread().getName());
        }

        @Override
        public void onMessage(PeerConnection connection, int channelId, byte[] message) {
            threads.add(Thread.currentThread().getName());
            connection.send(channelId, message);
        }

        @Override
        public void onClosed(PeerConnection connection, CloseReason reason) {
            threads.add(Thread.currentThread().getName());
        }
    }

    private static void sayAndHear(RecordingListener client, int number) throws Exception {
        byte[] message = {(byte) number};
        assertThat(client.connection().send(RELIABLE, message)).isTrue();
        client.await(() -> client.reliable.stream().anyMatch(heard -> heard[0] == number));
    }

    @Test
    void peersSpreadOverTheLoopsAndEachStaysWithItsOwn() throws Exception {
        RtcPort server = bind(RtcPortOptions.onLoopback().withEventLoops(LOOPS));
        RtcPort clients = bind(RtcPortOptions.onLoopback());
        Set<String> used = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            var echo = new Echo();
            var client = new RecordingListener();
            PendingOffer offer = clients.offer(client);
            offer.answer(server.accept(offer.sdp(), echo));
            sayAndHear(client, 1);
            sayAndHear(client, 2);
            assertThat(echo.threads).hasSize(1);
            used.addAll(echo.threads);
        }
        assertThat(used).hasSizeGreaterThan(1);
        assertThat(server.peerCount()).isEqualTo(20);
    }

    /**
     * A peer is made on one loop and moves to the one that its first check arrives at. It took the first one's working memory along, and two threads
     * wrote into it: under load, messages arrived changed, and DTLS handshakes and SCTP packets broke.
     */
    @Test
    void busyPeersOfDifferentLoopsDoNotDisturbEachOther() throws Exception {
        RtcPort server = bind(RtcPortOptions.onLoopback().withEventLoops(LOOPS));
        RtcPort clients = bind(RtcPortOptions.onLoopback().withEventLoops(LOOPS));
        var random = new SplitMix64(5);
        List<RecordingListener> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            var client = new RecordingListener();
            PendingOffer offer = clients.offer(client);
            offer.answer(server.accept(offer.sdp(), new Echo()));
            all.add(client);
        }
        List<byte[]> messages =
                Stream.generate(() -> random.nextBytes(60_000)).limit(10).toList();
        for (RecordingListener client : all) {
            for (byte[] message : messages) {
                assertThat(client.connection().send(RELIABLE, message)).isTrue();
            }
        }
        for (RecordingListener client : all) {
            client.await(() -> client.reliable.size() == messages.size());
            assertThat(Arrays.deepEquals(client.reliable.toArray(), messages.toArray()))
                    .isTrue();
        }
    }

    @Test
    void aPeerWhoseAddressChangesIsReachedWhicheverLoopItsDatagramsComeTo() throws Exception {
        RtcPort server = bind(RtcPortOptions.onLoopback().withEventLoops(LOOPS));
        RtcPort clients = bind(RtcPortOptions.onLoopback());
        var echo = new Echo();
        var client = new RecordingListener();
        PendingOffer offer = clients.offer(client);
        String answer = server.accept(offer.sdp(), echo);
        var relay = new Relay(server.boundAddress());
        open.add(relay);
        offer.answer(relay.redirect(answer));
        sayAndHear(client, 0);
        for (int move = 1; move <= 12; move++) {
            relay.move();
            sayAndHear(client, move);
        }
        assertThat(echo.threads).hasSize(1);
        client.connection().close();
        assertThat(client.end()).isEqualTo(CloseReason.LOCAL);
    }

    @Test
    void aSecondServerDoesNotGetAShareOfThePort() throws Exception {
        RtcPort server = bind(RtcPortOptions.onLoopback().withEventLoops(LOOPS));
        var taken = RtcPortOptions.at(server.boundAddress());
        for (RtcPortOptions options : List.of(taken, taken.withEventLoops(2))) {
            assertThatThrownBy(() -> RtcPort.bind(options, SelfSignedIdentity.generate()))
                    .isInstanceOf(BindException.class)
                    .hasMessageContaining("is in use");
        }
    }

    @Test
    void closingClosesThePeersOfEveryLoop() throws Exception {
        RtcPort server = bind(RtcPortOptions.onLoopback().withEventLoops(LOOPS));
        RtcPort clients = bind(RtcPortOptions.onLoopback());
        List<RecordingListener> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            var client = new RecordingListener();
            PendingOffer offer = clients.offer(client);
            offer.answer(server.accept(offer.sdp(), new Echo()));
            sayAndHear(client, i);
            all.add(client);
        }
        server.close();
        for (RecordingListener client : all) {
            assertThat(client.end()).isEqualTo(CloseReason.REMOTE);
        }
        assertThat(server.peerCount()).isZero();
        assertThat(Objects.requireNonNull(server.counters().get("end.port_closed"))
                        .getAsLong())
                .isEqualTo(8);
    }

    @Test
    void onePortListensAtSeveralAddressesOfBothFamiliesAndAnswersFromTheOneThatWasAsked() throws Exception {
        InetAddress ipv6 = InetAddress.ofLiteral("::1");
        assumeTrue(hasIpv6(ipv6), "this machine has no IPv6");
        List<InetAddress> hosts = List.of(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("127.0.0.2"), ipv6);
        RtcPort server = bind(RtcPortOptions.at(hosts.stream()
                        .map(host -> new InetSocketAddress(host, 0))
                        .toArray(InetSocketAddress[]::new))
                .withEventLoops(2));
        assertThat(server.advertisedAddresses())
                .extracting(InetSocketAddress::getAddress)
                .containsExactlyElementsOf(hosts);
        for (InetAddress host : hosts) {
            RtcPort clients = bind(RtcPortOptions.at(new InetSocketAddress(host, 0)));
            var client = new RecordingListener();
            PendingOffer offer = clients.offer(client);
            String answer = server.accept(offer.sdp(), new Echo());
            // Left with one candidate, the client can only come by that one.
            offer.answer(answer.lines()
                    .filter(line -> !line.startsWith("a=candidate") || line.contains(" " + host.getHostAddress() + " "))
                    .reduce("", (text, line) -> text + line + "\r\n"));
            sayAndHear(client, 1);
        }
    }

    @Test
    void theAnyAddressOfIpv6TakesClientsOfBothFamilies() throws Exception {
        InetAddress ipv6 = InetAddress.ofLiteral("::1");
        assumeTrue(hasIpv6(ipv6), "this machine has no IPv6");
        InetAddress ipv4 = InetAddress.ofLiteral("127.0.0.1");
        RtcPort server = bind(RtcPortOptions.at(new InetSocketAddress(InetAddress.ofLiteral("::"), 0))
                .withAdvertisedAddresses(List.of(ipv4, ipv6)));
        for (InetAddress host : List.of(ipv4, ipv6)) {
            RtcPort clients = bind(RtcPortOptions.at(new InetSocketAddress(host, 0)));
            var client = new RecordingListener();
            PendingOffer offer = clients.offer(client);
            offer.answer(server.accept(offer.sdp(), new Echo()));
            sayAndHear(client, 1);
        }
    }

    private static boolean hasIpv6(InetAddress loopback) {
        try (var socket = new java.net.DatagramSocket(0, loopback)) {
            return socket.isBound();
        } catch (java.net.SocketException none) {
            return false;
        }
    }
}
