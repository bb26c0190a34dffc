package org.vsekai.benchmarks.transport;

import java.util.concurrent.locks.LockSupport;

/** Runs a task at a steady rate on a thread named {@code tick}; a tick that comes late isn't made up for. */
final class Ticker implements AutoCloseable {
    private final Runnable tick;
    private final long intervalNanos;
    private final Thread thread;
    private volatile boolean isStopped;

    Ticker(int hz, Runnable tick) {
        this.tick = tick;
        intervalNanos = 1_000_000_000L / hz;
        thread = Thread.ofPlatform().name("tick").daemon().start(this::run);
    }

    private void run() {
        long next = System.nanoTime();
        while (!isStopped) {
            tick.run();
            next = Math.max(next + intervalNanos, System.nanoTime());
            for (long wait = next - System.nanoTime(); wait > 0; wait = next - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
        }
    }

    @Override
    public void close() throws InterruptedException {
        isStopped = true;
        thread.join();
    }
}
