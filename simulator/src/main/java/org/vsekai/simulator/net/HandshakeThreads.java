package org.vsekai.simulator.net;

import java.lang.management.ManagementFactory;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Where a handshake's blocking code runs, and what it costs. It runs only while the run's own thread waits for it, so the order of
 * everything is still the run's.
 */
final class HandshakeThreads implements Executor {
    private static final int CLOSE_SECONDS = 10;

    private final ExecutorService threads =
            Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory());
    private final AtomicLong spentNanos = new AtomicLong();

    @Override
    public void execute(Runnable handshake) {
        threads.execute(() -> {
            long start = processorNanos();
            handshake.run();
            spentNanos.addAndGet(processorNanos() - start);
        });
    }

    private static long processorNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** Of handshakes that are over. */
    long spentNanos() {
        return spentNanos.get();
    }

    /** Once every session has ended. */
    void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("a handshake does not end when its session does");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
