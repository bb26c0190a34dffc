package org.vsekai.rtc.udp;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vsekai.core.Tally;
import org.vsekai.rtc.PacketDrop;

/** UDP wherever Java runs: a system call and some objects for each datagram. For development; servers run on Linux. */
final class NioUdpIo implements UdpIo {
    private static final Logger LOG = LoggerFactory.getLogger(NioUdpIo.class);
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Tally<PacketDrop> drops;
    private final Tally<PortTraffic> traffic;
    private final Selector selector;
    /** A byte more than may arrive, to tell longer datagrams. */
    private final ByteBuffer buffer = ByteBuffer.allocate(UdpSocket.MAX_DATAGRAM_BYTES + 1);

    NioUdpIo(Tally<PacketDrop> drops, Tally<PortTraffic> traffic) throws IOException {
        this.drops = drops;
        this.traffic = traffic;
        selector = Selector.open();
    }

    @Override
    public UdpSocket bind(InetSocketAddress address, boolean isShared, @Nullable PeerDriver owner) throws IOException {
        boolean isIpv4 = address.getAddress() instanceof Inet4Address;
        DatagramChannel channel =
                DatagramChannel.open(isIpv4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
        try {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, UdpSocket.KERNEL_BUFFER_BYTES);
            channel.setOption(StandardSocketOptions.SO_SNDBUF, UdpSocket.KERNEL_BUFFER_BYTES);
            channel.bind(address).configureBlocking(false);
            var socket = new NioUdpSocket(channel, owner);
            channel.register(selector, SelectionKey.OP_READ, socket);
            return socket;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void await(long nanos) {
        try {
            if (nanos <= 0) {
                selector.selectNow();
            } else {
                selector.select((nanos - 1) / NANOS_PER_MILLI + 1);
            }
        } catch (IOException e) {
            LOG.warn("The wait for datagrams failed", e);
        }
    }

    @Override
    public void wake() {
        selector.wakeup();
    }

    @Override
    public void receive(DatagramSink sink) {
        for (SelectionKey key : selector.selectedKeys()) {
            ((NioUdpSocket) key.attachment()).receive(sink);
        }
        selector.selectedKeys().clear();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        for (SelectionKey key : selector.keys()) {
            ((NioUdpSocket) key.attachment()).close();
        }
        try {
            selector.close();
        } catch (IOException e) {
            LOG.debug("A selector did not close", e);
        }
    }

    private final class NioUdpSocket implements UdpSocket {
        private final DatagramChannel channel;
        private final @Nullable PeerDriver owner;
        private final InetSocketAddress localAddress;

        NioUdpSocket(DatagramChannel channel, @Nullable PeerDriver owner) throws IOException {
            this.channel = channel;
            this.owner = owner;
            localAddress = (InetSocketAddress) channel.getLocalAddress();
        }

        @Override
        public InetSocketAddress localAddress() {
            return localAddress;
        }

        @Override
        public @Nullable PeerDriver owner() {
            return owner;
        }

        private void receive(DatagramSink sink) {
            try {
                for (int i = 0; i < MAX_DATAGRAMS_PER_TURN && channel.isOpen(); i++) {
                    buffer.clear();
                    var from = (InetSocketAddress) channel.receive(buffer);
                    if (from == null) {
                        return;
                    }
                    deliver(from, sink);
                }
            } catch (IOException e) {
                // What ICMP says of datagrams of ours may come up here. It is no news to SCTP.
                drops.count(PacketDrop.SOCKET_WRITE_FAILED);
            }
        }

        private void deliver(InetSocketAddress from, DatagramSink sink) {
            int length = buffer.position();
            traffic.count(PortTraffic.DATAGRAMS_IN);
            traffic.add(PortTraffic.BYTES_IN, length);
            if (length > MAX_DATAGRAM_BYTES) {
                drops.count(PacketDrop.OVERSIZED_DATAGRAM);
                return;
            }
            var address = RemoteAddress.of(from);
            sink.onDatagram(this, address.high(), address.low(), address.port(), buffer.array(), length);
        }

        @Override
        public void send(RemoteAddress to, byte[] bytes, int offset, int length) {
            try {
                if (channel.send(ByteBuffer.wrap(bytes, offset, length), to.socketAddress()) == length) {
                    traffic.count(PortTraffic.DATAGRAMS_OUT);
                    traffic.add(PortTraffic.BYTES_OUT, length);
                    return;
                }
            } catch (IOException e) {
                LOG.debug("A datagram could not be sent", e);
            }
            drops.count(PacketDrop.SOCKET_WRITE_FAILED);
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                LOG.debug("A socket did not close", e);
            }
        }
    }
}
