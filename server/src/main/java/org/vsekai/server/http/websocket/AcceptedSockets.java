package org.vsekai.server.http.websocket;

import io.helidon.common.socket.SocketOptions;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The options of every socket that the web server accepts, and a way to the socket itself, which the server does not give
 * out: a connection that becomes a WebSocket needs other options than one that loads a page.
 */
public final class AcceptedSockets implements SocketOptions {
    /** Holds what a lossy message has to wait behind where the client or the network takes nothing. Linux doubles it. */
    static final int SEND_BUFFER_BYTES = 16 * 1_024;

    private static final Logger LOG = LoggerFactory.getLogger(AcceptedSockets.class);
    private static final int ACCEPTS_PER_TIDYING = 64;

    private record Ends(SocketAddress remote, SocketAddress local) {}

    private final SocketOptions options;
    private final Map<Ends, SocketChannel> open = new ConcurrentHashMap<>();
    private int accepts;

    /** @param options for all of them */
    public AcceptedSockets(SocketOptions options) {
        this.options = options;
    }

    /** Called for each socket, by the one thread that accepts. */
    @Override
    public void configureSocket(SocketChannel socket) {
        options.configureSocket(socket);
        accepts++;
        if (accepts % ACCEPTS_PER_TIDYING == 0) {
            open.values().removeIf(each -> !each.isOpen());
        }
        try {
            open.put(new Ends(socket.getRemoteAddress(), socket.getLocalAddress()), socket);
        } catch (IOException gone) {
            LOG.trace("Closed already", gone);
        }
    }

    /** From now on small messages leave at once, and few bytes wait in the kernel. */
    void makeLive(SocketAddress remote, SocketAddress local) {
        SocketChannel socket = open.remove(new Ends(remote, local));
        if (socket == null) {
            LOG.warn("A WebSocket keeps its large send buffer: its socket is not known");
            return;
        }
        try {
            socket.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER_BYTES);
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        } catch (IOException gone) {
            LOG.debug("A WebSocket's options can't be set", gone);
        }
    }

    @Override
    public void configureSocket(Socket socket) {
        options.configureSocket(socket);
    }

    @Override
    public Map<SocketOption<?>, Object> socketOptions() {
        return options.socketOptions();
    }

    @Override
    public Duration connectTimeout() {
        return options.connectTimeout();
    }

    @Override
    public Duration readTimeout() {
        return options.readTimeout();
    }

    @Override
    public Optional<Integer> socketReceiveBufferSize() {
        return options.socketReceiveBufferSize();
    }

    @Override
    public Optional<Integer> socketSendBufferSize() {
        return options.socketSendBufferSize();
    }

    @Override
    public boolean socketReuseAddress() {
        return options.socketReuseAddress();
    }

    @Override
    public boolean socketKeepAlive() {
        return options.socketKeepAlive();
    }

    @Override
    public boolean tcpNoDelay() {
        return options.tcpNoDelay();
    }
}
