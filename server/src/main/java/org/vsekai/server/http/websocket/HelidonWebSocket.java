package org.vsekai.server.http.websocket;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.SocketWriterException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.websocket.ClientWsFrame;
import io.helidon.websocket.WsCloseCodes;
import io.helidon.websocket.WsCloseException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vsekai.gateway.websocket.Fault;
import org.vsekai.gateway.websocket.LaneReceiver;
import org.vsekai.rtc.CloseReason;

/**
 * A connection of the web server that has become a WebSocket. The server's own {@code WsConnection} is not used: it does not
 * tell its listener when the connection breaks, and counts every message among the requests under way.
 */
final class HelidonWebSocket implements ServerConnection, Wire {
    private static final Logger LOG = LoggerFactory.getLogger(HelidonWebSocket.class);

    private final ConnectionContext connection;
    private final WebSocketPeer peer;

    HelidonWebSocket(ConnectionContext connection, WebSocketPeer peer) {
        this.connection = connection;
        this.peer = peer;
    }

    /** The connection's own thread; a player is no request, so the limit of those does not count. */
    @Override
    public void handle(Limit limit) {
        peer.run(this);
    }

    @Override
    public Duration idleTime() {
        return Duration.ofNanos(System.nanoTime() - peer.heardAtNanos());
    }

    /** The web server stops, before or while the peer is there. */
    @Override
    public void close(boolean interrupt) {
        peer.neverCame(CloseReason.PORT_CLOSED);
        peer.goAway();
        if (interrupt) {
            abort();
        }
    }

    @Override
    public Read read() {
        try {
            ClientWsFrame frame = ClientWsFrame.read(connection, connection.dataReader(), LaneReceiver.MAX_FRAME_BYTES);
            return new Read.Frame(
                    frame.opCode().code(), frame.fin(), frame.payloadData().readBytes());
        } catch (WsCloseException bad) {
            return new Read.Bad(bad.closeCode() == WsCloseCodes.TOO_BIG ? Fault.TOO_LARGE : Fault.BAD_FRAME);
        } catch (IllegalArgumentException unknownOpcode) {
            return new Read.Bad(Fault.BAD_FRAME);
        } catch (DataReader.InsufficientDataAvailableException end) {
            return new Read.End(true);
        } catch (ServerConnectionException | UncheckedIOException broken) {
            return new Read.End(false);
        }
    }

    @Override
    public void discard() {
        DataReader reader = connection.dataReader();
        try {
            while (true) {
                reader.skip(reader.available());
                reader.pullData();
            }
        } catch (DataReader.InsufficientDataAvailableException | ServerConnectionException | UncheckedIOException end) {
            LOG.trace("All is discarded", end);
        }
    }

    @Override
    public void write(byte[] frame) {
        try {
            connection.dataWriter().writeNow(BufferData.create(frame));
        } catch (SocketWriterException | UncheckedIOException e) {
            throw new GoneException(e);
        }
    }

    @Override
    public void abort() {
        try {
            connection.serverSocket().close();
        } catch (UncheckedIOException alreadyClosed) {
            LOG.trace("Closed before", alreadyClosed);
        }
    }
}
