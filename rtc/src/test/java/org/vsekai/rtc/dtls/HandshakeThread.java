package org.vsekai.rtc.dtls;

import java.io.InterruptedIOException;
import java.util.concurrent.Semaphore;

/**
 * A blocking handshake as a coroutine: its code runs on a thread of its own, but only while {@link #resume} waits for it, so
 * that exactly one of the two runs at any time and the order of events is the driver's. A virtual thread in production; any
 * factory where CPU is measured.
 */
final class HandshakeThread {
    /** Whether threads made now are measured, and so are platform threads, which can tell their CPU time. */
    static boolean isMeasuring;

    /** Overrules {@link #isMeasuring}, for profiles of what production would run. */
    static final boolean IS_ALWAYS_VIRTUAL = Boolean.getBoolean("sekai.study.virtual");

    static long cpuNanos;

    private final boolean isMeasured = isMeasuring && !IS_ALWAYS_VIRTUAL;

    private final Semaphore mayRun = new Semaphore(0);
    private final Semaphore hasParked = new Semaphore(0);
    private volatile boolean cancelled;
    private volatile boolean ended;

    HandshakeThread(Runnable body) {
        Thread.Builder builder = isMeasured ? Thread.ofPlatform().daemon() : Thread.ofVirtual();
        builder.name("dtls-handshake").start(() -> {
            mayRun.acquireUninterruptibly();
            begin();
            try {
                if (!cancelled) {
                    body.run();
                }
            } finally {
                pause();
                ended = true;
                hasParked.release();
            }
        });
    }

    private void begin() {
        if (isMeasured) {
            cpuNanos -= CpuClock.nanos();
        }
    }

    private void pause() {
        if (isMeasured) {
            cpuNanos += CpuClock.nanos();
        }
    }

    /** The driver's side: lets the handshake run until it parks or ends. */
    void resume() {
        if (!ended) {
            mayRun.release();
            hasParked.acquireUninterruptibly();
        }
    }

    /** The handshake's side: waits for the driver. */
    void park() throws InterruptedIOException {
        pause();
        hasParked.release();
        mayRun.acquireUninterruptibly();
        begin();
        if (cancelled) {
            throw new InterruptedIOException("the session has ended");
        }
    }

    /** The driver's side, while parked: the handshake unwinds by itself. */
    void cancel() {
        cancelled = true;
        mayRun.release();
    }

    boolean isEnded() {
        return ended;
    }
}
