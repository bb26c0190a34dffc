package org.vsekai.rtc.lab.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Plain sockets on both sides of the link. */
class RoughLinkIntegrationTest {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final int WAIT_MILLIS = 10_000;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private DatagramSocket server;

    @BeforeEach
    void open() throws Exception {
        server = socket();
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static DatagramSocket socket() throws IOException {
        var socket = new DatagramSocket(0, HERE);
        socket.setSoTimeout(WAIT_MILLIS);
        return socket;
    }

    private RoughLink link(double lossPercent) throws IOException {
        return RoughLink.open(HERE, (InetSocketAddress) server.getLocalSocketAddress(), new Roughness(lossPercent, 1));
    }

    private static void send(DatagramSocket from, InetSocketAddress to, int number) throws IOException {
        byte[] datagram = {(byte) (number >> 8), (byte) number};
        from.send(new DatagramPacket(datagram, datagram.length, to));
    }

    private static DatagramPacket receive(DatagramSocket at) throws IOException {
        var packet = new DatagramPacket(new byte[100], 100);
        at.receive(packet);
        return packet;
    }

    private static int number(DatagramPacket packet) {
        byte[] data = Arrays.copyOf(packet.getData(), packet.getLength());
        assertThat(data).hasSize(2);
        return (data[0] & 0xFF) << 8 | data[1] & 0xFF;
    }

    @Test
    void clientsKeepApartAndInOrder() throws Exception {
        try (RoughLink link = link(0);
                DatagramSocket one = socket();
                DatagramSocket two = socket()) {
            for (int i = 0; i < 50; i++) {
                send(one, link.address(), i);
                DatagramPacket ofOne = receive(server);
                assertThat(number(ofOne)).isEqualTo(i);
                send(two, link.address(), 1_000 + i);
                DatagramPacket ofTwo = receive(server);
                assertThat(number(ofTwo)).isEqualTo(1_000 + i);
                assertThat(ofTwo.getSocketAddress()).isNotEqualTo(ofOne.getSocketAddress());
                send(server, (InetSocketAddress) ofOne.getSocketAddress(), 2_000 + i);
                send(server, (InetSocketAddress) ofTwo.getSocketAddress(), 3_000 + i);
                DatagramPacket back = receive(one);
                assertThat(number(back)).isEqualTo(2_000 + i);
                assertThat(back.getSocketAddress()).isEqualTo(link.address());
                assertThat(number(receive(two))).isEqualTo(3_000 + i);
            }
            assertThat(link.counters()).containsEntry("passed", 200L).containsEntry("lost", 0L);
        }
    }

    @Test
    void losesAsManyAsItShould() throws Exception {
        try (RoughLink link = link(20);
                DatagramSocket client = socket()) {
            int last = -1;
            int arrived = 0;
            for (int i = 0; i < 200; i++) {
                send(client, link.address(), i);
            }
            server.setSoTimeout(500);
            for (DatagramPacket packet = receiveOrNot(); packet != null; packet = receiveOrNot()) {
                assertThat(number(packet)).isGreaterThan(last);
                last = number(packet);
                arrived++;
            }
            assertThat(link.counters()).containsEntry("passed", (long) arrived);
            assertThat(link.counters().get("lost")).isBetween(20L, 60L);
        }
    }

    private @Nullable DatagramPacket receiveOrNot() throws IOException {
        try {
            return receive(server);
        } catch (SocketTimeoutException nothing) {
            return null;
        }
    }

    @Test
    void clientsAreToldOfTheLinkInPlaceOfTheServer() throws Exception {
        try (RoughLink link = link(0)) {
            int port = server.getLocalPort();
            String answer = "m=application " + port + " UDP/DTLS/SCTP webrtc-datachannel\r\na=ice-pwd:" + port
                    + "\r\na=candidate:1 1 UDP 2130706431 127.0.0.1 " + port + " typ host\r\n";
            int instead = link.address().getPort();
            assertThat(link.throughMe(answer))
                    .isEqualTo("m=application " + instead + " UDP/DTLS/SCTP webrtc-datachannel\r\na=ice-pwd:" + port
                            + "\r\na=candidate:1 1 UDP 2130706431 127.0.0.1 " + instead + " typ host\r\n");
        }
    }
}
