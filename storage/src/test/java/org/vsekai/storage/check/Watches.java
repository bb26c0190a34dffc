package org.vsekai.storage.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.StorageError;
import org.vsekai.storage.StorageException;

/** The watches of one history, and what must become of them. Any thread. */
final class Watches {
    /** A watch that hasn't fired after this time is lost. */
    static final Duration LONGEST = Duration.ofSeconds(10);

    /** Where something else is wrong already, nothing depends on it any more. */
    static final Duration IMPATIENT = Duration.ofSeconds(1);

    private final List<Armed> armed = new ArrayList<>();

    /** @param owner the transaction, for people */
    private record Armed(String owner, Operation.Watch watch, CompletableFuture<Void> stage) {}

    /** One that a committed transaction set. */
    synchronized void add(String owner, Operation.Watch watch, CompletionStage<Void> stage) {
        armed.add(new Armed(owner, watch, stage.toCompletableFuture()));
    }

    synchronized int count() {
        return armed.size();
    }

    /** Every watched key holds another value now than when it was watched: all fire, within a bounded time. */
    synchronized void awaitAll(Setting setting) {
        Duration longest = setting.anomalies().count() == 0 ? LONGEST : IMPATIENT;
        long end = System.nanoTime() + longest.toNanos();
        for (Armed watch : armed) {
            String wrong = wrong(watch.stage(), end - System.nanoTime());
            if (wrong != null) {
                setting.found(watch.owner() + ": " + watch.watch() + " " + wrong);
            }
        }
    }

    private static @Nullable String wrong(CompletableFuture<Void> stage, long nanos) {
        try {
            stage.get(Math.max(nanos, 0), TimeUnit.NANOSECONDS);
            return null;
        } catch (TimeoutException lost) {
            return "was lost: the key has changed and it has not fired";
        } catch (ExecutionException failure) {
            boolean refused = failure.getCause() instanceof StorageException known
                    && known.error() == StorageError.TOO_MANY_WATCHES;
            return refused ? null : "failed although its transaction was committed: " + failure.getCause();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException("a check was interrupted", interrupted);
        }
    }
}
