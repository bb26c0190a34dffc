package org.vsekai.rtc.dtls;

import java.io.InterruptedIOException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

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
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private State state = State.NEW;
    private boolean isCancelled;

    /** @param threads gives each task a thread of its own; one that waits for a free thread would never wake up */
    Coroutine(Executor threads, Runnable body) {
        this.threads = threads;
        this.body = body;
    }

    /** The driver's side: lets the code run until it waits or ends. Any thread, one at a time. Without effect once cancelled. */
    void resume() {
        lock.lock();
        try {
            if (isCancelled || state == State.ENDED) {
                return;
            }
            boolean isNew = state == State.NEW;
            turnTo(State.RUNNING);
            if (isNew) {
                start();
            }
            while (state == State.RUNNING) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
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
            lock.lock();
            turnTo(State.ENDED);
            lock.unlock();
        }
    }

    private void turnTo(State next) {
        state = next;
        changed.signalAll();
    }

    /** The code's side: waits for the driver. @throws InterruptedIOException if it has been cancelled, and must end */
    void await() throws InterruptedIOException {
        lock.lock();
        try {
            turnTo(State.WAITING);
            while (state == State.WAITING && !isCancelled) {
                changed.awaitUninterruptibly();
            }
            if (isCancelled) {
                throw new InterruptedIOException("the session has ended");
            }
        } finally {
            lock.unlock();
        }
    }

    /** The driver's side: the code ends at the place where it waits, or the next time that it would. Any thread. Idempotent. */
    void cancel() {
        lock.lock();
        isCancelled = true;
        changed.signalAll();
        lock.unlock();
    }

    boolean hasEnded() {
        lock.lock();
        try {
            return state == State.ENDED;
        } finally {
            lock.unlock();
        }
    }
}
