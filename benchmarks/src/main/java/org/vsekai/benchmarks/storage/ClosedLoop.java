package org.vsekai.benchmarks.storage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import org.vsekai.benchmarks.measuring.Machine;

/** Clients in this process, each on a thread of its own, that ask again as soon as they are answered. */
final class ClosedLoop {
    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long WARM_UP_MILLIS = 1_000;

    /** One client. */
    @FunctionalInterface
    interface Client {
        /** One operation, from question to durable answer. */
        void once() throws Exception;
    }

    private final Thread.Builder threads;
    private final IntFunction<Client> clients;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private volatile boolean measuring;
    private volatile boolean ended;

    /** @param clients makes the client of a number */
    private ClosedLoop(Thread.Builder threads, IntFunction<Client> clients) {
        this.threads = threads;
        this.clients = clients;
    }

    /** For what waits in native code: there a virtual thread would hold on to its carrier. */
    static ClosedLoop ofPlatformThreads(IntFunction<Client> clients) {
        return new ClosedLoop(Thread.ofPlatform(), clients);
    }

    static ClosedLoop ofVirtualThreads(IntFunction<Client> clients) {
        return new ClosedLoop(Thread.ofVirtual(), clients);
    }

    /** A second to warm up, then the interval. */
    Round run(int count, int seconds) throws IOException, InterruptedException {
        List<Histogram> latencies = new ArrayList<>();
        List<Thread> started = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            Client client = clients.apply(number);
            var latency = new Histogram(LONGEST_NANOS, 2);
            latencies.add(latency);
            started.add(threads.name("client-" + number).start(() -> ask(client, latency)));
        }
        Thread.sleep(WARM_UP_MILLIS);
        long cpuBefore = Machine.cpuNanos();
        long before = System.nanoTime();
        measuring = true;
        TimeUnit.SECONDS.sleep(seconds);
        measuring = false;
        long nanos = System.nanoTime() - before;
        long cpuNanos = Machine.cpuNanos() - cpuBefore;
        ended = true;
        for (Thread thread : started) {
            thread.join();
        }
        Exception failed = failure.get();
        if (failed != null) {
            throw new IOException("a client failed: " + failed, failed);
        }
        return figures(latencies, nanos, cpuNanos);
    }

    /** A client's failure ends the run. */
    @SuppressWarnings("CatchingUnchecked")
    private void ask(Client client, Histogram latency) {
        try {
            while (!ended) {
                long before = System.nanoTime();
                client.once();
                if (measuring) {
                    latency.recordValue(Math.min(System.nanoTime() - before, LONGEST_NANOS));
                }
            }
        } catch (Exception e) {
            failure.compareAndSet(null, e);
            ended = true;
        }
    }

    private static Round figures(List<Histogram> latencies, long nanos, long cpuNanos) {
        var all = new Histogram(LONGEST_NANOS, 2);
        latencies.forEach(all::add);
        long count = Math.max(1, all.getTotalCount());
        return new Round(
                all.getTotalCount() * 1e9 / nanos,
                all.getValueAtPercentile(50) / 1e6,
                all.getValueAtPercentile(99) / 1e6,
                cpuNanos / 1e3 / count,
                0);
    }
}
