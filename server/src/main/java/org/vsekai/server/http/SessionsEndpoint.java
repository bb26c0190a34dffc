package org.vsekai.server.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vsekai.gateway.JoinOutcome;
import org.vsekai.gateway.JoinRequest;
import org.vsekai.gateway.Transport;
import org.vsekai.wire.Protocol;

/**
 * {@code POST /api/v1/sessions}: see {@code docs/protocol/joining.md}. The body must be exactly of that form: a field with a
 * mistyped name is refused, as a forgotten token would quietly make somebody a stranger in their own world.
 */
final class SessionsEndpoint implements Handler {
    static final int MAX_BODY_BYTES = 32 * 1024;
    private static final int CREATED = 201;
    private static final int BAD_REQUEST = 400;
    private static final Set<String> FIELDS = Set.of("name", "token", "sdp", "transport");
    private static final String WEBRTC = "webrtc";
    private static final String WEBSOCKET = "websocket";

    private static final JsonMapper JSON = JsonMapper.builder(com.fasterxml.jackson.core.JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(8)
                            .maxStringLength(MAX_BODY_BYTES)
                            .build())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Joining joining;

    SessionsEndpoint(Joining joining) {
        this.joining = joining;
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) throws IOException {
        byte[] body;
        try (InputStream content = request.content().inputStream()) {
            body = content.readNBytes(MAX_BODY_BYTES + 1);
        }
        if (body.length > MAX_BODY_BYTES) {
            refuse(response, "the request is larger than 32 kB");
            return;
        }
        JsonNode json;
        try {
            json = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            refuse(response, "the request is not JSON");
            return;
        }
        String wrong = fault(json);
        if (wrong != null) {
            refuse(response, wrong);
            return;
        }
        Transport transport = isOverWebSocket(json) ? Transport.WEBSOCKET : Transport.WEBRTC;
        String offer = Objects.requireNonNullElse(text(json, "sdp"), "");
        JoinRequest join = new JoinRequest(text(json, "name"), text(json, "token"), transport, offer);
        switch (joining.join(join, address(request))) {
            case JoinOutcome.Joined joined -> send(response, CREATED, body(joined, transport));
            case JoinOutcome.Refused refused -> {
                if (refused.retryAfterSeconds() > 0) {
                    response.header(HeaderNames.RETRY_AFTER, Integer.toString(refused.retryAfterSeconds()));
                }
                send(response, refused.status(), error(refused.code(), refused.message()));
            }
        }
    }

    /** What is wrong with the form, or null. */
    private static @Nullable String fault(JsonNode json) {
        if (!json.isObject()) {
            return "the request is not a JSON object";
        }
        for (Iterator<String> names = json.fieldNames(); names.hasNext(); ) {
            if (!FIELDS.contains(names.next())) {
                return "the request has a field other than name, token, sdp and transport";
            }
        }
        for (String field : FIELDS) {
            if (json.hasNonNull(field) && !json.get(field).isTextual()) {
                return field + " is not a text";
            }
        }
        if (!Set.of(WEBRTC, WEBSOCKET).contains(Objects.requireNonNullElse(text(json, "transport"), WEBRTC))) {
            return "transport is neither webrtc nor websocket";
        }
        if (isOverWebSocket(json)) {
            return json.hasNonNull("sdp") ? "sdp means nothing over a WebSocket" : null;
        }
        return json.hasNonNull("sdp") ? null : "sdp is missing";
    }

    private static boolean isOverWebSocket(JsonNode json) {
        return WEBSOCKET.equals(text(json, "transport"));
    }

    private static @Nullable String text(JsonNode json, String field) {
        return json.hasNonNull(field) ? json.get(field).textValue() : null;
    }

    private static String address(ServerRequest request) {
        return request.remotePeer().address() instanceof InetSocketAddress peer && peer.getAddress() != null
                ? peer.getAddress().getHostAddress()
                : "";
    }

    private static ObjectNode body(JoinOutcome.Joined joined, Transport transport) {
        return JSON.createObjectNode()
                .put("playerId", Long.toString(joined.playerId()))
                .put("name", joined.name())
                .put("token", joined.token())
                .put(transport == Transport.WEBSOCKET ? "ticket" : "sdp", joined.answer())
                .put("protocolVersion", Protocol.VERSION);
    }

    private static ObjectNode error(String code, String message) {
        return JSON.createObjectNode().put("error", code).put("message", message);
    }

    private static void refuse(ServerResponse response, String message) {
        send(response, BAD_REQUEST, error("bad_request", message));
    }

    private static void send(ServerResponse response, int status, ObjectNode body) {
        response.status(status)
                .header(HeaderNames.CONTENT_TYPE, "application/json")
                .header(HeaderNames.CACHE_CONTROL, "no-store")
                .send(body.toString().getBytes(StandardCharsets.UTF_8));
    }
}
