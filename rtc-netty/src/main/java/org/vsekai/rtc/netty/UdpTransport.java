package org.vsekai.rtc.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.net.Inet4Address;
import java.net.InetAddress;

/** The system's way to do UDP: epoll with recvmmsg and sendmmsg on Linux, NIO elsewhere. */
enum UdpTransport {
    EPOLL,
    NIO;

    /** Larger datagrams are cut, and then fail as malformed: no honest peer sends them (path MTU 1,200). */
    static final int MAX_DATAGRAM_BYTES = 2048;

    /** Datagrams taken with one system call. */
    private static final int DATAGRAMS_PER_READ = 32;

    private static final int SOCKET_BUFFER_BYTES = 4 << 20;
    /** What the kernel does not take at once waits here; above the mark, datagrams are dropped and counted. */
    private static final WriteBufferWaterMark WRITE_MARKS = new WriteBufferWaterMark(2 << 20, 4 << 20);

    static UdpTransport best() {
        return Epoll.isAvailable() ? EPOLL : NIO;
    }

    IoHandlerFactory ioHandlers() {
        return this == EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    }

    Bootstrap bootstrap(EventLoop eventLoop, InetAddress bindAddress, ChannelHandler handler) {
        var family = bindAddress instanceof Inet4Address ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6;
        var bootstrap = new Bootstrap()
                .group(eventLoop)
                .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER_BYTES)
                .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER_BYTES)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WRITE_MARKS)
                .handler(handler);
        if (this == EPOLL) {
            return bootstrap
                    .channelFactory(() -> new EpollDatagramChannel(family))
                    .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, MAX_DATAGRAM_BYTES)
                    .option(
                            ChannelOption.RECVBUF_ALLOCATOR,
                            new FixedRecvByteBufAllocator(MAX_DATAGRAM_BYTES * DATAGRAMS_PER_READ));
        }
        return bootstrap
                .channelFactory(() -> new NioDatagramChannel(family))
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(MAX_DATAGRAM_BYTES));
    }
}
