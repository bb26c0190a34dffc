package org.vsekai.rtc.lab.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vsekai.core.SplitMix64;

/**
 * A bad link in user space: takes the clients' datagrams on a UDP port of its own, loses some, and hands the others on to the server
 * after a while; and the same the other way. Towards the server each client has a socket of its own, as behind NAT. Where Linux has
 * netem, that does it better; this runs anywhere.
 *
 * <p>Order is kept. One thread. Bounded: of more than {@link #MAX_CLIENTS} addresses the longest unused is forgotten, and more than {@link
 * #MAX_UNDER_WAY} datagrams are lost.
 */
final class RoughLink implements AutoCloseable {
    static final int MAX_CLIENTS = 1_024;
    static final int MAX_UNDER_WAY = 65_536;

    private static final Logger LOG = LoggerFactory.getLogger(RoughLink.class);
    private static final int MAX_DATAGRAM_BYTES = 2_048;
    private static final int SOCKET_BUFFER_BYTES = 4 << 20;
    private static final long SEED = 1;

    private final Roughness roughness;
    private final InetSocketAddress server;
    private final SplitMix64 random = new SplitMix64(SEED);
    private final Selector selector;
    private final DatagramChannel front;
    private final InetSocketAddress frontAddress;
    /** By the clients' addresses, the longest unused first. */
    private final SequencedMap<SocketAddress, Way> ways = new LinkedHashMap<>(MAX_CLIENTS, 0.75f, true);
    /** With one delay for all, what came first is due first. */
    private final ArrayDeque<UnderWay> underWay = new ArrayDeque<>();

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(MAX_DATAGRAM_BYTES);
    private final AtomicLong passed = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong overflowed = new AtomicLong();
    private final Thread thread;

    /** Between one client and the server. */
    private record Way(SocketAddress client, DatagramChannel back) {}

    /** @param to the client's address, or null if it is the server's */
    private record UnderWay(
            long dueNanos,
            ByteBuffer datagram,
            DatagramChannel by,
            @Nullable SocketAddress to) {}

    private RoughLink(InetAddress address, InetSocketAddress server, Roughness roughness) throws IOException {
        this.roughness = roughness;
        this.server = server;
        selector = Selector.open();
        front = channel();
        front.bind(new InetSocketAddress(address, 0));
        frontAddress = (InetSocketAddress) front.getLocalAddress();
        front.register(selector, SelectionKey.OP_READ);
        thread = Thread.ofPlatform().daemon().name("rough-link").unstarted(this::run);
    }

    static RoughLink open(InetAddress address, InetSocketAddress server, Roughness roughness) throws IOException {
        var link = new RoughLink(address, server, roughness);
        link.thread.start();
        return link;
    }

    private static DatagramChannel channel() throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER_BYTES);
        return channel;
    }

    InetSocketAddress address() {
        return frontAddress;
    }

    /** The server's answer, with our port in place of the server's. */
    String throughMe(String answerSdp) {
        return answerSdp
                .replace("m=application " + server.getPort() + " ", "m=application " + frontAddress.getPort() + " ")
                .replace(" " + server.getPort() + " typ host", " " + frontAddress.getPort() + " typ host");
    }

    Map<String, Long> counters() {
        return Map.of("passed", passed.get(), "lost", lost.get(), "overflowed", overflowed.get());
    }

    private void run() {
        try {
            while (true) {
                deliverWhatIsDue();
                UnderWay first = underWay.peek();
                // 0 is without end.
                selector.select(first == null ? 0 : 1 + Math.max(0, first.dueNanos - System.nanoTime()) / 1_000_000);
                for (SelectionKey key : selector.selectedKeys()) {
                    if (key.isValid()) {
                        takeIn((DatagramChannel) key.channel(), (Way) key.attachment());
                    }
                }
                selector.selectedKeys().clear();
            }
        } catch (ClosedSelectorException closed) {
            // That is how it ends.
        } catch (IOException broken) {
            LOG.error("The link is broken", broken);
        }
    }

    /** @param way null for what comes from clients */
    private void takeIn(DatagramChannel channel, @Nullable Way way) throws IOException {
        for (; ; ) {
            buffer.clear();
            SocketAddress from = receive(channel);
            if (from == null) {
                return;
            }
            Way of = way != null ? way : wayOf(from);
            if (underWay.size() >= MAX_UNDER_WAY) {
                overflowed.incrementAndGet();
            } else if (random.chance(roughness.lossPercent() / 100)) {
                lost.incrementAndGet();
            } else {
                ByteBuffer copy = ByteBuffer.allocate(buffer.flip().remaining())
                        .put(buffer)
                        .flip();
                long due = System.nanoTime() + roughness.delayMs() * 1_000_000L;
                underWay.add(
                        way == null
                                ? new UnderWay(due, copy, of.back, null)
                                : new UnderWay(due, copy, front, of.client));
            }
        }
    }

    private @Nullable SocketAddress receive(DatagramChannel channel) throws IOException {
        try {
            return channel.receive(buffer);
        } catch (PortUnreachableException gone) {
            return null;
        }
    }

    private Way wayOf(SocketAddress client) throws IOException {
        Way known = ways.get(client);
        if (known != null) {
            return known;
        }
        if (ways.size() == MAX_CLIENTS) {
            ways.pollFirstEntry().getValue().back.close();
        }
        DatagramChannel back = channel();
        back.connect(server);
        var way = new Way(client, back);
        back.register(selector, SelectionKey.OP_READ, way);
        ways.put(client, way);
        return way;
    }

    private void deliverWhatIsDue() {
        long now = System.nanoTime();
        for (UnderWay first = underWay.peek(); first != null && first.dueNanos <= now; first = underWay.peek()) {
            underWay.remove();
            passed.incrementAndGet();
            try {
                if (first.to == null) {
                    first.by.write(first.datagram);
                } else {
                    first.by.send(first.datagram, first.to);
                }
            } catch (IOException gone) {
                LOG.debug("Nobody is there any more: {}", gone.getMessage());
            }
        }
    }

    @Override
    public void close() {
        try {
            selector.close();
            front.close();
            thread.join();
            for (Way way : ways.values()) {
                way.back.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
