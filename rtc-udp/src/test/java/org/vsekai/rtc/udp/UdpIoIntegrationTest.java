package org.vsekai.rtc.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.vsekai.core.SplitMix64;
import org.vsekai.core.Tally;
import org.vsekai.rtc.PacketDrop;

/** Real sockets on the loopback interface, where nothing is lost while the buffers have room. */
@ParameterizedClass
@MethodSource("transports")
class UdpIoIntegrationTest {
    private static final long WAIT_NANOS = 5_000_000_000L;

    @Parameter
    @SuppressWarnings("NullAway.Init") // Set before each test.
    private UdpTransport transport;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private UdpIo io;

    private final Tally<PacketDrop> drops = new Tally<>(PacketDrop.class);
    private final Tally<PortTraffic> traffic = new Tally<>(PortTraffic.class);
    /** "receiver: datagram", in the order in which each socket received. */
    private final List<String> received = new ArrayList<>();

    static List<UdpTransport> transports() {
        return UdpTransport.best() == UdpTransport.LINUX ? List.of(UdpTransport.values()) : List.of(UdpTransport.NIO);
    }

    @BeforeEach
    void open() throws Exception {
        io = transport.open(drops, traffic);
    }

    @AfterEach
    void close() {
        io.close();
    }

    private UdpSocket bind(String host) throws Exception {
        return io.bind(new InetSocketAddress(InetAddress.ofLiteral(host), 0), false, null);
    }

    private void receiveUntil(int count) {
        long end = System.nanoTime() + WAIT_NANOS;
        while (received.size() < count && System.nanoTime() < end) {
            io.await(WAIT_NANOS);
            io.receive((socket, high, low, port, data, length) -> received.add(
                    socket.localAddress().getPort() + ": " + HexFormat.of().formatHex(data, 0, length)));
        }
        assertThat(received).hasSizeGreaterThanOrEqualTo(count);
    }

    private static String text(UdpSocket at, byte[] datagram) {
        return at.localAddress().getPort() + ": " + HexFormat.of().formatHex(datagram);
    }

    @Test
    void whatIsSentInAnyMixtureOfSizesAndReceiversArrivesWhole() throws Exception {
        var random = new SplitMix64(3);
        UdpSocket from = bind("127.0.0.1");
        UdpSocket[] to = {bind("127.0.0.1"), bind("127.0.0.1")};
        RemoteAddress[] addresses = {RemoteAddress.of(to[0].localAddress()), RemoteAddress.of(to[1].localAddress())};
        for (int round = 0; round < 20; round++) {
            received.clear();
            List<String> sent = new ArrayList<>();
            int receiver = 0;
            int size = 1_000;
            for (int i = 0; i < 300; i++) {
                // Runs of equal sizes to one receiver, as a burst of fragments has them, broken up now and then.
                receiver = random.chance(0.1) ? 1 - receiver : receiver;
                size = random.chance(0.2) ? 1 + random.nextInt(1_400) : size;
                byte[] datagram = random.nextBytes(size);
                sent.add(text(to[receiver], datagram));
                from.send(addresses[receiver], datagram, 0, size);
            }
            io.flush();
            receiveUntil(sent.size());
            assertThat(received).containsExactlyInAnyOrderElementsOf(sent);
            for (UdpSocket each : to) {
                String prefix = each.localAddress().getPort() + ":";
                assertThat(received.stream().filter(text -> text.startsWith(prefix)))
                        .containsExactlyElementsOf(sent.stream()
                                .filter(text -> text.startsWith(prefix))
                                .toList());
            }
        }
        assertThat(traffic.get(PortTraffic.DATAGRAMS_OUT)).isEqualTo(6_000);
        assertThat(traffic.get(PortTraffic.DATAGRAMS_IN)).isEqualTo(6_000);
        assertThat(traffic.get(PortTraffic.BYTES_IN)).isEqualTo(traffic.get(PortTraffic.BYTES_OUT));
    }

    /**
     * The descriptor that wakes the loop up was looked up among those of the sockets. In a process with many files open its number could lie beyond
     * the table's end: each waking threw, and cut the loop's turn short.
     */
    @Test
    void wakingUpDisturbsNothingInAProcessWithManyFilesOpen() throws Exception {
        io.close();
        List<DatagramSocket> others = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            others.add(new DatagramSocket(0, InetAddress.getLoopbackAddress()));
        }
        io = transport.open(drops, traffic);
        others.forEach(DatagramSocket::close);
        UdpSocket socket = bind("127.0.0.1");
        io.wake();
        socket.send(RemoteAddress.of(socket.localAddress()), new byte[] {1, 2}, 0, 2);
        io.flush();
        receiveUntil(1);
        assertThat(received).containsExactly(text(socket, new byte[] {1, 2}));
    }

    @Test
    void aBurstToOneReceiverLargerThanABatchArrivesInOrder() throws Exception {
        UdpSocket from = bind("127.0.0.1");
        UdpSocket to = bind("127.0.0.1");
        RemoteAddress address = RemoteAddress.of(to.localAddress());
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            byte[] datagram = new byte[1_200];
            datagram[0] = (byte) i;
            datagram[1] = (byte) (i >> 8);
            sent.add(text(to, datagram));
            from.send(address, datagram, 0, datagram.length);
        }
        io.flush();
        receiveUntil(sent.size());
        assertThat(received).containsExactlyElementsOf(sent);
    }

    @Test
    void aDatagramLongerThanAnyHonestOneIsDroppedAndCounted() throws Exception {
        UdpSocket from = bind("127.0.0.1");
        UdpSocket to = bind("127.0.0.1");
        try (var stranger = new java.net.DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            byte[] large = new byte[UdpSocket.MAX_DATAGRAM_BYTES + 1];
            stranger.send(new java.net.DatagramPacket(large, large.length, to.localAddress()));
        }
        byte[] honest = new byte[UdpSocket.MAX_DATAGRAM_BYTES];
        from.send(RemoteAddress.of(to.localAddress()), honest, 0, honest.length);
        io.flush();
        receiveUntil(1);
        assertThat(received).containsExactly(text(to, honest));
        assertThat(drops.get(PacketDrop.OVERSIZED_DATAGRAM)).isEqualTo(1);
    }

    @Test
    void whatTheKernelRefusesIsCountedAndTheRestIsSent() throws Exception {
        UdpSocket from = bind("127.0.0.1");
        UdpSocket to = bind("127.0.0.1");
        byte[] datagram = {1, 2, 3};
        RemoteAddress good = RemoteAddress.of(to.localAddress());
        // The kernel refuses port 0.
        RemoteAddress bad = RemoteAddress.of(0, RemoteAddress.mapped(0x7F000001), 0);
        from.send(good, datagram, 0, 3);
        from.send(bad, datagram, 0, 3);
        from.send(bad, datagram, 0, 3);
        from.send(good, datagram, 0, 2);
        io.flush();
        receiveUntil(2);
        assertThat(received).containsExactly(text(to, datagram), text(to, new byte[] {1, 2}));
        assertThat(drops.get(PacketDrop.SOCKET_WRITE_FAILED)).isEqualTo(2);
    }

    @Test
    void oneSocketForBothFamiliesSeesTheSameAddressesAsOneForEach() throws Exception {
        UdpSocket any = bind("::");
        UdpSocket ipv4 = bind("127.0.0.1");
        int port = any.localAddress().getPort();
        ipv4.send(RemoteAddress.of(new InetSocketAddress("127.0.0.1", port)), new byte[] {4}, 0, 1);
        io.flush();
        List<RemoteAddress> from = new ArrayList<>();
        for (long end = System.nanoTime() + WAIT_NANOS; from.isEmpty() && System.nanoTime() < end; ) {
            io.await(WAIT_NANOS);
            io.receive(
                    (socket, high, low, senderPort, data, length) -> from.add(RemoteAddress.of(high, low, senderPort)));
        }
        assertThat(from).containsExactly(RemoteAddress.of(ipv4.localAddress()));
        any.send(from.getFirst(), new byte[] {5}, 0, 1);
        io.flush();
        receiveUntil(1);
        assertThat(received).containsExactly(text(ipv4, new byte[] {5}));
    }

    @Test
    void aWakeEndsTheWaitAlsoIfItCameBefore() {
        io.wake();
        long begun = System.nanoTime();
        io.await(60_000_000_000L);
        assertThat(System.nanoTime() - begun).isLessThan(60_000_000_000L);
    }
}
