package org.vsekai.rtc.dtls;

import java.io.InterruptedIOException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Blocking code that is run in steps: it has a thread of its own, but runs only while somebody waits in {@link #resume}, so that exactly one of
 * the two runs at any time, and the order of events is the caller's.
 *
 * <ul>
 *   <li>The thread is asked for at the first step, and is gone when the code ends. {@link #cancel} ends it from wherever it waits, at any time.
 *   <li>Where there is no thread to be had, the code ends without having run.
 * </ul>
 */
final class Coroutine {
    private enum State {
        NEW,
        WAITING,
        RUNNING,
        ENDED
    }

    private final Executor threads;
    private final Runnable body;
    private State state = State.NEW;
    private boolean isCancelled;

    /** @param threads gives each task a thread of its own; one that waits for a free thread would never wake up */
    Coroutine(Executor threads, Runnable body) {
        this.threads = threads;
        this.body = body;
    }

    /** The driver's side: lets the code run until it waits or ends. Any thread, one at a time. Without effect once cancelled. */
    synchronized void resume() {
        if (isCancelled || state == State.ENDED) {
            return;
        }
        boolean isNew = state == State.NEW;
        state = State.RUNNING;
        notifyAll();
        if (isNew) {
            start();
        }
        try {
            while (state == State.RUNNING) {
                wait();
            }
        } catch (InterruptedException closing) {
            cancel();
            Thread.currentThread().interrupt();
        }
    }

    private void start() {
        try {
            threads.execute(this::run);
        } catch (RejectedExecutionException closing) {
            state = State.ENDED;
        }
    }

    private void run() {
        try {
            body.run();
        } finally {
            end();
        }
    }

    private synchronized void end() {
        state = State.ENDED;
        notifyAll();
    }

    /** The code's side: waits for the driver. @throws InterruptedIOException if it has been cancelled, and must end */
    synchronized void await() throws InterruptedIOException {
        state = State.WAITING;
        notifyAll();
        try {
            while (state == State.WAITING && !isCancelled) {
                wait();
            }
        } catch (InterruptedException closing) {
            isCancelled = true;
        }
        if (isCancelled) {
            throw new InterruptedIOException("the session has ended");
        }
    }

    /** The driver's side: the code ends at the place where it waits, or the next time that it would. Any thread. Idempotent. */
    synchronized void cancel() {
        isCancelled = true;
        notifyAll();
    }

    synchronized boolean hasEnded() {
        return state == State.ENDED;
    }
}
