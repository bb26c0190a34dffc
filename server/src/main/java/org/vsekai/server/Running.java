package org.vsekai.server;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vsekai.server.config.ServerConfig;

/**
 * A server's life as a process: starts it, says that it is ready, and stops it in order when the process is told to end
 * (SIGTERM, SIGINT), with exit code 0. Where the server can't go on by itself, the process ends with another code, so that
 * whoever watches over it starts it again.
 */
final class Running {
    private static final Logger LOG = LoggerFactory.getLogger(Running.class);

    /** Longer than the world's own limit for draining. */
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(15);

    private final AtomicReference<@Nullable Server> server = new AtomicReference<>();
    private volatile boolean hasFailed;

    /** Returns only when the server has failed; told to end, the process ends from within. */
    int untilFailed(ServerConfig config, PrintWriter out) throws InterruptedException {
        Thread hook = Thread.ofPlatform().name("drain").unstarted(this::end);
        Runtime.getRuntime().addShutdownHook(hook);
        Server started;
        try {
            started = Server.start(config);
        } catch (RuntimeException failure) {
            Runtime.getRuntime().removeShutdownHook(hook);
            throw failure;
        }
        server.set(started);
        out.println(started.readyLine());
        out.flush();
        try {
            LOG.error("the server can't go on: {}", started.stopped().get());
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
        hasFailed = true;
        return Main.FAILED;
    }

    /** Ends the process. A hook can't change the exit code of a signal otherwise than by halting. */
    private void end() {
        Server running = server.get();
        boolean isDrained = running == null || drainWithin(running);
        Runtime.getRuntime().halt(isDrained && !hasFailed ? 0 : Main.FAILED);
    }

    private static boolean drainWithin(Server running) {
        CompletableFuture<Boolean> drained = new CompletableFuture<>();
        Thread.ofPlatform().name("drain-parts").daemon().start(() -> drained.complete(running.drain()));
        boolean isDrained = drained.completeOnTimeout(
                        false, DRAIN_LIMIT.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS)
                .join();
        LOG.info(isDrained ? "drained" : "not drained in order; what was acknowledged is durable all the same");
        return isDrained;
    }
}
