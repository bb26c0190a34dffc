package org.vsekai.bots;

import java.net.BindException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.vsekai.rtc.udp.RtcPort;
import org.vsekai.rtc.udp.RtcPortOptions;
import org.vsekai.rtc.udp.SelfSignedIdentity;

/**
 * Runs any number of clients: one thread owns them all, and everything that watches them; sockets and HTTP post events to its
 * bounded queue. The clients' clock is {@link System#nanoTime}.
 */
final class Fleet implements AutoCloseable {
    /** Events that may wait; when it is full, the connection whose message finds no room is closed. */
    static final int INBOX_CAPACITY = 1 << 16;

    private static final long STEP_NANOS = 5_000_000L;
    private static final int BATCH = 4_096;
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    private sealed interface Posted {
        record ForBot(Bot bot, ClientEvent event) implements Posted {}

        record Command(Runnable body) implements Posted {}
    }

    private record Bot(PlayerClient client, Link link) {}

    /** What the fleet's thread does wrong is told to whoever asks next. */
    static final class BrokenFleetException extends IllegalStateException {
        private static final long serialVersionUID = 1;

        BrokenFleetException(Throwable cause) {
            super("the bots themselves failed", cause);
        }
    }

    private final URI server;
    private final URI joinUri;
    private final RtcPort port;
    private final ExecutorService httpThreads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .executor(httpThreads)
            .build();
    private final BlockingQueue<Posted> inbox = new ArrayBlockingQueue<>(INBOX_CAPACITY);
    private final List<Bot> bots = new ArrayList<>();
    private final Thread thread;
    private volatile boolean isClosed;
    private volatile @Nullable Throwable failure;

    Fleet(URI server) throws BindException {
        this.server = server;
        joinUri = server.resolve("/api/v1/sessions");
        port = RtcPort.bind(RtcPortOptions.onLoopback(), SelfSignedIdentity.generate());
        thread = Thread.ofPlatform().name("bots").daemon().start(this::run);
    }

    /** Adds a client, which begins to join at once. */
    void add(String name, Behaviour behaviour, ClientObserver observer, long silenceNanos, Way.Choice choice) {
        call(() -> {
            Way way = choice.isWebSocket(bots.size()) ? new WebSocketWay(server, http) : new WebRtcWay(port);
            PlayerClient client = new PlayerClient(name, behaviour, observer, silenceNanos, System.nanoTime());
            // The link needs the bot and the bot the link: the cell is filled before the first event.
            Bot[] cell = new Bot[1];
            Link link = new Link(joinUri, http, way, event -> inbox.offer(new Posted.ForBot(cell[0], event)));
            cell[0] = new Bot(client, link);
            bots.add(cell[0]);
            return client;
        });
    }

    /** Runs on the fleet's thread, between events; any thread but that one may call, and waits. */
    <T> T call(Supplier<T> body) {
        var answer = new CompletableFuture<T>();
        Runnable command = () -> {
            try {
                answer.complete(body.get());
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        };
        try {
            if (failure == null) {
                inbox.put(new Posted.Command(command));
                return answer.get(ANSWER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokenFleetException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new BrokenFleetException(failure == null ? e : failure);
        }
        throw new BrokenFleetException(failure);
    }

    void run(Runnable body) {
        call(() -> {
            body.run();
            return true;
        });
    }

    /** All clients; for use within {@link #call} only. */
    List<PlayerClient> clients() {
        return bots.stream().map(Bot::client).toList();
    }

    @Override
    public void close() {
        isClosed = true;
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        port.close();
        http.shutdownNow();
        httpThreads.shutdownNow();
    }

    /** Owns the thread: whatever fails ends the fleet, and is told. */
    private void run() {
        try {
            List<Posted> batch = new ArrayList<>();
            long nextStep = System.nanoTime();
            while (!isClosed) {
                Posted first = inbox.poll(Math.max(0, nextStep - System.nanoTime()), TimeUnit.NANOSECONDS);
                if (first != null) {
                    batch.add(first);
                    inbox.drainTo(batch, BATCH);
                    batch.forEach(this::handle);
                    batch.clear();
                }
                long now = System.nanoTime();
                if (now - nextStep >= 0) {
                    nextStep = now + STEP_NANOS;
                    for (Bot bot : bots) {
                        bot.client().on(new ClientEvent.Tick(), now, bot.link()::perform);
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            failure = e;
        }
    }

    private void handle(Posted posted) {
        switch (posted) {
            case Posted.ForBot(Bot bot, ClientEvent event) ->
                bot.client().on(event, System.nanoTime(), bot.link()::perform);
            case Posted.Command(Runnable body) -> body.run();
        }
    }
}
