package org.vsekai.server.http.websocket;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.socket.SocketWriterException;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.Method;
import io.helidon.http.RequestException;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.websocket.WsConfig;
import io.helidon.webserver.websocket.WsUpgrader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vsekai.rtc.CloseReason;
import org.vsekai.wire.Protocol;

/**
 * Turns an HTTP connection into a peer's WebSocket, if the request brings a ticket. Whoever brings none has an HTTP answer,
 * and no WebSocket.
 */
public final class WebSocketUpgrader extends WsUpgrader {
    private static final int KEY_BYTES = 16;

    private final WebSocketPort port;
    private final AcceptedSockets sockets;

    public WebSocketUpgrader(WebSocketPort port, AcceptedSockets sockets) {
        super(WsConfig.create());
        this.port = port;
        this.sockets = sockets;
    }

    @Override
    public @Nullable ServerConnection upgrade(
            ConnectionContext connection, HttpPrologue prologue, WritableHeaders<?> headers) {
        if (!prologue.uriPath().path().equals(Protocol.WEBSOCKET_PATH)) {
            return null;
        }
        if (prologue.method() != Method.GET || !isHandshake(headers)) {
            throw refused(UpgradeRefusal.BAD_HANDSHAKE);
        }
        checkOrigin(headers);
        WebSocketPeer peer = port.redeem(ticket(headers));
        if (peer == null) {
            throw refused(UpgradeRefusal.UNKNOWN_TICKET);
        }
        sockets.makeLive(
                connection.remotePeer().address(), connection.localPeer().address());
        try {
            connection.dataWriter().writeNow(accepting(connection, headers));
        } catch (SocketWriterException | UncheckedIOException e) {
            peer.neverCame(CloseReason.UNREACHABLE);
            throw new ServerConnectionException("The WebSocket can't be accepted", e);
        }
        return new HelidonWebSocket(connection, peer);
    }

    /** RFC 6455 §4.2.1. */
    private static boolean isHandshake(Headers headers) {
        return isWebSocketUpgrade(headers)
                && headers.first(WS_VERSION).filter(SUPPORTED_VERSION::equals).isPresent()
                && headers.first(WS_KEY).filter(WebSocketUpgrader::isKey).isPresent();
    }

    private static boolean isKey(String base64) {
        try {
            return Base64.getDecoder().decode(base64).length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Browsers say whose page it is, and keep no page from opening a WebSocket anywhere: RFC 6455 §10.2. */
    private void checkOrigin(Headers headers) {
        Optional<String> origin = headers.first(HeaderNames.ORIGIN);
        if (origin.isEmpty()) {
            return;
        }
        try {
            validateOrigin(headers, origin.get());
        } catch (RequestException | NumberFormatException foreign) {
            throw refused(UpgradeRefusal.FOREIGN_ORIGIN);
        }
    }

    private String ticket(Headers headers) {
        List<String> named =
                headers.values(PROTOCOL).stream().map(String::strip).toList();
        Optional<String> ticket = named.stream()
                .filter(each -> each.startsWith(Protocol.WEBSOCKET_TICKET_PREFIX))
                .findFirst();
        if (ticket.isEmpty() || !named.contains(Protocol.WEBSOCKET_SUBPROTOCOL)) {
            throw refused(UpgradeRefusal.NO_SUBPROTOCOL);
        }
        return ticket.get().substring(Protocol.WEBSOCKET_TICKET_PREFIX.length());
    }

    private BufferData accepting(ConnectionContext connection, Headers headers) {
        String answer = SWITCHING_PROTOCOL_PREFIX
                + hash(connection, headers.get(WS_KEY).get())
                + "\r\n"
                + PROTOCOL.defaultCase()
                + ": "
                + Protocol.WEBSOCKET_SUBPROTOCOL
                + SWITCHING_PROTOCOLS_SUFFIX;
        return BufferData.create(answer.getBytes(StandardCharsets.US_ASCII));
    }

    private RequestException refused(UpgradeRefusal why) {
        port.count(why);
        return RequestException.builder()
                .type(DirectHandler.EventType.OTHER)
                .status(why.status())
                .message(why.message())
                .setKeepAlive(false)
                .build();
    }
}
