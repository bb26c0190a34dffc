package org.vsekai.rtc.udp;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.HotPath;
import org.vsekai.core.Tally;
import org.vsekai.rtc.PacketDrop;

/**
 * UDP on Linux by the kernel's own calls for many datagrams at once: {@code epoll}, {@code recvmmsg}, {@code sendmmsg}, and {@code
 * UDP_SEGMENT} for bursts to one peer. {@code docs/adr/0008-udp-by-system-calls.md} says why.
 *
 * <p>Nothing is allocated for a datagram. Some 800 kB outside the heap, most of it slots for datagrams, and some 270 kB more for each
 * shared socket.
 */
@HotPath
final class LinuxUdpIo implements UdpIo {
    private static final int RECEIVE_SLOTS = 64;
    private static final int MAX_EVENTS = 256;
    /** {@code struct epoll_event} is packed on x86-64 only. */
    private static final int EVENT_BYTES = Libc.isX86() ? 12 : 16;

    private static final int EVENT_DATA = Libc.isX86() ? 4 : 8;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long MAX_WAIT_NANOS = 60_000_000_000L;

    private final Tally<PacketDrop> drops;
    private final Tally<PortTraffic> traffic;
    private final int epoll;
    private final int wakeUp;
    private final MemorySegment events = Arena.ofAuto().allocate((long) MAX_EVENTS * EVENT_BYTES, Long.BYTES);
    private final MessageVector received = new MessageVector(RECEIVE_SLOTS);
    private final byte[] scratch = new byte[UdpSocket.MAX_DATAGRAM_BYTES];
    /** Clients' sockets take turns with these, and don't send bursts. */
    private final SendBatch ownedBatch;

    private final SendBatch ownedIpv6Batch;
    private final List<LinuxUdpSocket> sharedSockets = new ArrayList<>();
    /** Socket of descriptor n at [n]. */
    private @Nullable LinuxUdpSocket[] sockets = new LinuxUdpSocket[64];

    private int readyCount;
    private long sentCount;
    private long sentBytes;
    /** The socket with an owner whose datagrams are in its batch. */
    private @Nullable LinuxUdpSocket unflushedOwned;

    LinuxUdpIo(Tally<PacketDrop> drops, Tally<PortTraffic> traffic) throws IOException {
        this.drops = drops;
        this.traffic = traffic;
        epoll = require("epoll", Libc.epollCreate());
        wakeUp = require("eventfd", Libc.eventfd());
        ownedBatch = new SendBatch(false, false, drops);
        ownedIpv6Batch = new SendBatch(true, false, drops);
        received.resetNames(RECEIVE_SLOTS);
        // Edge-triggered, so that it needn't be read: each write is an event.
        watch(wakeUp, Libc.EPOLLIN | Libc.EPOLLET);
    }

    private static int require(String what, int result) throws IOException {
        if (result < 0) {
            throw new IOException(what + " failed with error " + -result);
        }
        return result;
    }

    private void watch(int descriptor, int mask) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment event = arena.allocate(EVENT_BYTES, Long.BYTES);
            event.set(JAVA_INT, 0, mask);
            event.set(JAVA_INT_UNALIGNED, EVENT_DATA, descriptor);
            require("epoll_ctl", Libc.epollControl(epoll, Libc.EPOLL_CTL_ADD, descriptor, event));
        }
    }

    @Override
    public UdpSocket bind(InetSocketAddress address, boolean isShared, @Nullable PeerDriver owner) throws IOException {
        boolean isIpv6 = !(address.getAddress() instanceof Inet4Address);
        int descriptor = require("socket", Libc.socket(isIpv6 ? Libc.AF_INET6 : Libc.AF_INET));
        try {
            prepare(descriptor, isIpv6, isShared);
            InetSocketAddress bound = bind(descriptor, address, isIpv6);
            watch(descriptor, Libc.EPOLLIN);
            var socket =
                    new LinuxUdpSocket(this, descriptor, bound, isIpv6, batchFor(isIpv6, owner, descriptor), owner);
            if (descriptor >= sockets.length) {
                sockets = Arrays.copyOf(sockets, Math.max(2 * sockets.length, descriptor + 1));
            }
            sockets[descriptor] = socket;
            if (owner == null) {
                sharedSockets.add(socket);
            }
            return socket;
        } catch (IOException e) {
            Libc.close(descriptor);
            throw e;
        }
    }

    private SendBatch batchFor(boolean isIpv6, @Nullable PeerDriver owner, int descriptor) {
        if (owner != null) {
            return isIpv6 ? ownedIpv6Batch : ownedBatch;
        }
        boolean canSegment = Libc.setsockopt(descriptor, Libc.SOL_UDP, Libc.UDP_SEGMENT, 0) == 0;
        return new SendBatch(isIpv6, canSegment, drops);
    }

    private static void prepare(int descriptor, boolean isIpv6, boolean isShared) throws IOException {
        // The kernel's limits may be lower, and then it takes those.
        Libc.setsockopt(descriptor, Libc.SOL_SOCKET, Libc.SO_RCVBUF, UdpSocket.KERNEL_BUFFER_BYTES);
        Libc.setsockopt(descriptor, Libc.SOL_SOCKET, Libc.SO_SNDBUF, UdpSocket.KERNEL_BUFFER_BYTES);
        if (isShared) {
            require("SO_REUSEPORT", Libc.setsockopt(descriptor, Libc.SOL_SOCKET, Libc.SO_REUSEPORT, 1));
        }
        if (isIpv6) {
            require("IPV6_V6ONLY", Libc.setsockopt(descriptor, Libc.IPPROTO_IPV6, Libc.IPV6_V6ONLY, 0));
        }
    }

    private static InetSocketAddress bind(int descriptor, InetSocketAddress address, boolean isIpv6)
            throws IOException {
        var wanted = RemoteAddress.of(address);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate(SockAddr.BYTES, Long.BYTES);
            int bytes = SockAddr.write(name, 0, isIpv6, wanted.high(), wanted.low(), wanted.port());
            int result = Libc.bind(descriptor, name, bytes);
            if (result < 0) {
                throw new BindException(
                        result == -Libc.EADDRINUSE ? "Address already in use" : "bind failed with error " + -result);
            }
            MemorySegment room = arena.allocateFrom(JAVA_INT, SockAddr.BYTES);
            require("getsockname", Libc.getsockname(descriptor, name, room));
            return new InetSocketAddress(address.getAddress(), SockAddr.port(name, 0));
        }
    }

    @Override
    public void await(long nanos) {
        long millis = nanos <= 0 ? 0 : (Math.min(nanos, MAX_WAIT_NANOS) - 1) / NANOS_PER_MILLI + 1;
        readyCount = Math.max(0, Libc.epollWait(epoll, events, MAX_EVENTS, (int) millis));
    }

    @Override
    public void wake() {
        Libc.eventfdWrite(wakeUp, 1);
    }

    @Override
    public void receive(DatagramSink sink) {
        for (int i = 0; i < readyCount; i++) {
            int descriptor = events.get(JAVA_INT_UNALIGNED, (long) i * EVENT_BYTES + EVENT_DATA);
            LinuxUdpSocket socket = descriptor == wakeUp ? null : sockets[descriptor];
            if (socket != null) {
                receive(socket, sink);
            }
        }
        readyCount = 0;
    }

    private void receive(LinuxUdpSocket socket, DatagramSink sink) {
        int taken = 0;
        while (taken < MAX_DATAGRAMS_PER_TURN && sockets[socket.descriptor] == socket) {
            int count = Libc.recvmmsg(socket.descriptor, received.headersFrom(0), RECEIVE_SLOTS);
            if (count <= 0) {
                return;
            }
            deliver(count, socket, sink);
            received.resetNames(count);
            if (count < RECEIVE_SLOTS) {
                return;
            }
            taken += count;
        }
    }

    private void deliver(int count, LinuxUdpSocket socket, DatagramSink sink) {
        long bytes = 0;
        for (int i = 0; i < count; i++) {
            bytes += received.received(i);
            if (received.isCut(i)) {
                drops.count(PacketDrop.OVERSIZED_DATAGRAM);
            } else {
                received.deliver(i, socket, scratch, sink);
            }
        }
        traffic.add(PortTraffic.DATAGRAMS_IN, count);
        traffic.add(PortTraffic.BYTES_IN, bytes);
    }

    void send(LinuxUdpSocket socket, RemoteAddress to, byte[] buffer, int offset, int length) {
        if (socket.owner() != null && unflushedOwned != socket) {
            flushOwned();
            unflushedOwned = socket;
        }
        sentCount++;
        sentBytes += length;
        socket.batch.add(socket.descriptor, to, buffer, offset, length);
    }

    @Override
    public void flush() {
        flushOwned();
        for (int i = 0; i < sharedSockets.size(); i++) {
            LinuxUdpSocket socket = sharedSockets.get(i);
            socket.batch.flush(socket.descriptor);
        }
        traffic.add(PortTraffic.DATAGRAMS_OUT, sentCount);
        traffic.add(PortTraffic.BYTES_OUT, sentBytes);
        sentCount = 0;
        sentBytes = 0;
    }

    private void flushOwned() {
        if (unflushedOwned != null) {
            unflushedOwned.batch.flush(unflushedOwned.descriptor);
            unflushedOwned = null;
        }
    }

    /** What it took leaves first. */
    void close(LinuxUdpSocket socket) {
        flush();
        sharedSockets.remove(socket);
        sockets[socket.descriptor] = null;
        Libc.close(socket.descriptor);
    }

    @Override
    public void close() {
        for (LinuxUdpSocket socket : sockets) {
            if (socket != null) {
                socket.close();
            }
        }
        Libc.close(wakeUp);
        Libc.close(epoll);
    }
}
