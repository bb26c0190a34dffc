package org.vsekai.bots;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import org.vsekai.wire.Protocol;

/** Both lanes over one WebSocket. */
record WebSocketWay(URI server, HttpClient http) implements Way {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    @Override
    public Attempt begin(Listener listener) {
        return new Attempt() {
            @Override
            public void ask(ObjectNode request) {
                request.put("transport", "websocket");
            }

            @Override
            public void connect(JsonNode answer) {
                open(answer.path("ticket").asText(), new SocketLanes(listener));
            }
        };
    }

    private void open(String ticket, SocketLanes lanes) {
        URI where = server.resolve(Protocol.WEBSOCKET_PATH);
        var unused = http.newWebSocketBuilder()
                .connectTimeout(CONNECT_TIMEOUT)
                .subprotocols(Protocol.WEBSOCKET_SUBPROTOCOL, Protocol.WEBSOCKET_TICKET_PREFIX + ticket)
                .buildAsync(URI.create(where.toString().replaceFirst("^http", "ws")), lanes)
                .whenComplete((socket, failure) -> {
                    if (failure != null) {
                        lanes.end();
                    }
                });
    }
}
