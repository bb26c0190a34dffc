package org.vsekai.server.http.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.common.socket.SocketOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;

class AcceptedSocketsIntegrationTest {
    @Test
    void onlyTheSocketThatBecomesAWebSocketHasASmallSendBuffer() throws Exception {
        AcceptedSockets sockets = new AcceptedSockets(SocketOptions.create());
        try (ServerSocketChannel server =
                        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                SocketChannel oneClient = SocketChannel.open(server.getLocalAddress());
                SocketChannel one = server.accept();
                SocketChannel otherClient = SocketChannel.open(server.getLocalAddress());
                SocketChannel other = server.accept()) {
            assertThat(oneClient.getLocalAddress()).isNotEqualTo(otherClient.getLocalAddress());
            sockets.configureSocket(one);
            sockets.configureSocket(other);
            int usual = other.getOption(StandardSocketOptions.SO_SNDBUF);
            sockets.makeLive(one.getRemoteAddress(), one.getLocalAddress());
            assertThat(one.getOption(StandardSocketOptions.SO_SNDBUF))
                    .isBetween(AcceptedSockets.SEND_BUFFER_BYTES, 2 * AcceptedSockets.SEND_BUFFER_BYTES);
            assertThat(one.getOption(StandardSocketOptions.TCP_NODELAY)).isTrue();
            assertThat(other.getOption(StandardSocketOptions.SO_SNDBUF)).isEqualTo(usual);
        }
    }
}
