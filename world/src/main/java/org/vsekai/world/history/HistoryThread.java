package org.vsekai.world.history;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a {@link HistoryUpkeep} pass from time to time: after ten seconds, or as much longer as keeps it at a fiftieth of a
 * processor. A failure ends the pass, not the thread: the next one begins where the last step was durable. A region whose history
 * is damaged is named in the log when that is found, and counted from then on.
 */
public final class HistoryThread implements AutoCloseable {
    private static final long LEAST_PAUSE_NANOS = Duration.ofSeconds(10).toNanos();
    private static final int PAUSE_FACTOR = 49;
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(HistoryThread.class);

    private final HistoryUpkeep upkeep;
    private final Thread thread;
    private volatile boolean isClosed;
    private volatile long bytes;
    private volatile long failures;
    private volatile int damagedRegions;

    private HistoryThread(HistoryUpkeep upkeep) {
        this.upkeep = upkeep;
        thread = Thread.ofPlatform().name("history").daemon().unstarted(this::run);
    }

    public static HistoryThread start(HistoryUpkeep upkeep) {
        HistoryThread started = new HistoryThread(upkeep);
        started.thread.start();
        return started;
    }

    /** What the history of the world takes in its store, as of the last pass; 0 before the first. */
    public long bytes() {
        return bytes;
    }

    /** Passes that failed. */
    public long failures() {
        return failures;
    }

    /** Regions whose history can't be read, as of the last pass. */
    public int damagedRegions() {
        return damagedRegions;
    }

    private void run() {
        while (!isClosed) {
            long begun = System.nanoTime();
            pass();
            long taken = System.nanoTime() - begun;
            pauseUntil(begun + taken + Math.max(LEAST_PAUSE_NANOS, PAUSE_FACTOR * taken));
        }
    }

    @SuppressWarnings({"CatchingUnchecked", "NonAtomicVolatileUpdate"}) // This loop owns the thread, and alone counts.
    private void pass() {
        try {
            HistoryUpkeep.Done done = upkeep.pass(System.currentTimeMillis());
            bytes = done.bytes();
            damagedRegions = done.damaged();
            done.newlyDamaged()
                    .forEach((region, what) -> LOG.error(
                            "the history of region {} is damaged, and is left as it is: {}. Stop the server, and"
                                    + " './sekai world verify' says what is wrong and what to do",
                            region,
                            what));
            if (done.compressed() > 0 || done.dropped() > 0) {
                LOG.debug("history: {}", done);
            }
        } catch (RuntimeException failure) {
            failures++;
            if (!isClosed) {
                LOG.warn("the history could not be looked after this time", failure);
            }
        }
    }

    private void pauseUntil(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0 && !isClosed; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
        }
    }

    /** Ends after the step that is under way. */
    @Override
    public void close() {
        isClosed = true;
        upkeep.stop();
        LockSupport.unpark(thread);
        try {
            if (!thread.join(CLOSE_LIMIT)) {
                LOG.warn("a step of the history's upkeep is still under way");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
