package org.vsekai.bots;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One bot's way to the server: the HTTP join, then the connection. Effects come from the fleet's thread; what happens
 * is posted as events, in order. At most one attempt is live; whatever belongs to an older one is closed and dropped.
 */
final class Link {
    private static final Logger LOG = LoggerFactory.getLogger(Link.class);
    private static final Duration JOIN_TIMEOUT = Duration.ofSeconds(5);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int NONE = 0;

    /** Takes events in order, or refuses when it is full. */
    @FunctionalInterface
    interface Inbox {
        boolean offer(ClientEvent event);
    }

    private record Connected(int attempt, Way.Lanes lanes) {}

    private final URI joinUri;
    private final HttpClient http;
    private final Way way;
    private final Inbox inbox;
    private final AtomicInteger liveAttempt = new AtomicInteger(NONE);
    private volatile @Nullable Connected connected;

    /** @param inbox false when it is full: the connection can't go on then, for its messages may not have gaps */
    Link(URI joinUri, HttpClient http, Way way, Inbox inbox) {
        this.joinUri = joinUri;
        this.http = http;
        this.way = way;
        this.inbox = inbox;
    }

    void perform(ClientEffect effect) {
        switch (effect) {
            case ClientEffect.Join join -> join(join);
            case ClientEffect.HangUp hangUp -> hangUp(hangUp.attempt());
            case ClientEffect.Send send -> {
                Connected now = connected;
                if (now != null) {
                    now.lanes().send(send.channelId(), send.message());
                }
            }
        }
    }

    private void join(ClientEffect.Join join) {
        int attempt = join.attempt();
        liveAttempt.set(attempt);
        Way.Attempt connecting = way.begin(new Listener(attempt));
        HttpRequest request = HttpRequest.newBuilder(joinUri)
                .timeout(JOIN_TIMEOUT)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body(join, connecting)))
                .build();
        var unused = http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .whenComplete((response, failure) -> {
                    if (failure != null) {
                        post(new ClientEvent.JoinFailed(attempt, 0, null, 0));
                    } else {
                        onResponse(attempt, connecting, response);
                    }
                });
    }

    private void onResponse(int attempt, Way.Attempt connecting, HttpResponse<String> response) {
        JsonNode body = read(response.body());
        if (response.statusCode() != 201) {
            long retryAfter = response.headers().firstValueAsLong("Retry-After").orElse(0) * 1_000_000_000L;
            String code = body.path("error").asText("no code");
            post(new ClientEvent.JoinFailed(attempt, response.statusCode(), code, retryAfter));
            return;
        }
        if (liveAttempt.get() != attempt) {
            return;
        }
        // Posted first: no message of the connection can come before it.
        post(new ClientEvent.JoinAnswered(attempt, body.path("token").asText()));
        connecting.connect(body);
    }

    /** An event that finds no room is as good as lost on the way: the client's deadlines see to it. */
    private void post(ClientEvent event) {
        if (!inbox.offer(event)) {
            LOG.warn("The bots are too slow: an event was dropped");
        }
    }

    private void hangUp(int attempt) {
        liveAttempt.compareAndSet(attempt, NONE);
        Connected now = connected;
        if (now != null && now.attempt() == attempt) {
            connected = null;
            now.lanes().close();
        }
    }

    private static String body(ClientEffect.Join join, Way.Attempt connecting) {
        ObjectNode body = JSON.createObjectNode().put("name", join.name());
        connecting.ask(body);
        if (join.token() != null) {
            body.put("token", join.token());
        }
        return body.toString();
    }

    private static JsonNode read(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return JSON.createObjectNode();
        }
    }

    private final class Listener implements Way.Listener {
        private final int attempt;

        Listener(int attempt) {
            this.attempt = attempt;
        }

        @Override
        public void onOpen(Way.Lanes lanes) {
            connected = new Connected(attempt, lanes);
            if (liveAttempt.get() != attempt) {
                hangUp(attempt);
            }
        }

        @Override
        public void onMessage(Way.Lanes lanes, int lane, byte[] message) {
            if (!inbox.offer(new ClientEvent.Received(attempt, lane, message))) {
                lanes.close();
            }
        }

        @Override
        public void onClosed() {
            post(new ClientEvent.Closed(attempt));
        }
    }
}
