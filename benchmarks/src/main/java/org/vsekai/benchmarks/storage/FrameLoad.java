package org.vsekai.benchmarks.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import org.vsekai.benchmarks.measuring.Machine;
import org.vsekai.core.SplitMix64;
import org.vsekai.storage.Database;
import org.vsekai.storage.Transaction;
import org.vsekai.storage.TransactionOptions;
import org.vsekai.storage.tuple.Subspace;

/**
 * Regions that commit frames, as the world does: a transaction reads the region's epoch and last frame number, and writes the
 * next number and one packed value. One thread ticks them all, spread over the interval; a region has one commit under way,
 * and what comes meanwhile waits for the next.
 */
final class FrameLoad {
    static final int REGIONS = 16;
    static final int HZ = 60;

    private static final int SETTLE_SECONDS = 2;
    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long WAIT_NANOS = 1_000_000;

    private final Database database;
    private final Region[] regions = new Region[REGIONS];
    private final Histogram latency = new Histogram(LONGEST_NANOS, 2);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile boolean measuring;
    private long committed;
    private long missed;

    /** What a tick has for its frame. */
    private interface Content {
        /** The packed value, or null where there is nothing to commit. {@code dueNanos} is when the tick was to be. */
        byte @Nullable [] next(Region region, long dueNanos);
    }

    /**
     * @param committed frames or actions
     * @param missed ticks at which the commit before was still under way
     */
    record Result(
            double perSecond, double p50Ms, double p99Ms, double cores, long committed, long ticks, long missed) {}

    FrameLoad(Database database, String name) {
        this.database = database;
        for (int number = 0; number < REGIONS; number++) {
            regions[number] = new Region(Subspace.of(name, number));
        }
    }

    /** Every tick of a region commits one value of so many bytes. The latency is from when the tick was due. */
    Result frames(int bytes, int seconds) throws IOException, InterruptedException {
        byte[] value = Workload.value(new SplitMix64(4), bytes);
        return run(seconds, (region, dueNanos) -> {
            region.pendingSince = dueNanos;
            region.pending = 1;
            return value;
        });
    }

    /**
     * Actions arrive evenly over time and regions; a tick packs those of its region that wait, as far as a value may hold
     * them. The latency is that of the one that waited longest.
     */
    Result actions(int perSecond, int bytes, int mostInValue, int seconds) throws IOException, InterruptedException {
        double nanosBetween = 1e9 * REGIONS / perSecond;
        var random = new SplitMix64(5);
        byte[] action = Workload.value(random, bytes);
        return run(seconds, (region, dueNanos) -> {
            long arrived = (long) ((dueNanos - region.sinceNanos) / nanosBetween);
            int waiting = (int) Math.min(mostInValue, arrived - region.taken);
            if (waiting <= 0) {
                return null;
            }
            region.pendingSince = region.sinceNanos + (long) (region.taken * nanosBetween);
            region.pending = waiting;
            region.taken += waiting;
            ByteBuffer packed = ByteBuffer.allocate(waiting * bytes);
            for (int i = 0; i < waiting; i++) {
                packed.put(action);
            }
            return packed.array();
        });
    }

    private Result run(int seconds, Content content) throws IOException, InterruptedException {
        long stepNanos = 1_000_000_000L / HZ / REGIONS;
        long start = System.nanoTime();
        for (Region region : regions) {
            region.sinceNanos = start;
        }
        long settled = start + TimeUnit.SECONDS.toNanos(SETTLE_SECONDS);
        long end = settled + TimeUnit.SECONDS.toNanos(seconds);
        long cpuBefore = 0;
        long ticks = 0;
        for (long step = 0, due = start; due < end; step++, due = start + step * stepNanos) {
            if (!measuring && due >= settled) {
                cpuBefore = Machine.cpuNanos();
                measuring = true;
            }
            sleepUntil(due);
            ticks += measuring ? 1 : 0;
            tick(regions[(int) (step % REGIONS)], content, due);
        }
        measuring = false;
        double cores = (Machine.cpuNanos() - cpuBefore) / (seconds * 1e9);
        await();
        synchronized (this) {
            return new Result(
                    committed / (double) seconds,
                    latency.getValueAtPercentile(50) / 1e6,
                    latency.getValueAtPercentile(99) / 1e6,
                    cores,
                    committed,
                    ticks,
                    missed);
        }
    }

    private static void sleepUntil(long nanoTime) {
        for (long wait = nanoTime - System.nanoTime(); wait > 0; wait = nanoTime - System.nanoTime()) {
            LockSupport.parkNanos(wait);
        }
    }

    private void tick(Region region, Content content, long dueNanos) {
        if (region.underWay.get()) {
            missed += measuring ? 1 : 0;
            return;
        }
        byte[] value = content.next(region, dueNanos);
        if (value != null) {
            region.commit(value);
        }
    }

    private void await() throws IOException, InterruptedException {
        for (Region region : regions) {
            while (region.underWay.get()) {
                TimeUnit.NANOSECONDS.sleep(WAIT_NANOS);
            }
        }
        Throwable failed = failure.get();
        if (failed != null) {
            throw new IOException("a frame was not committed: " + failed, failed);
        }
    }

    private synchronized void acknowledged(Region region, @Nullable Throwable failed) {
        if (failed != null) {
            failure.compareAndSet(null, failed);
        } else if (measuring) {
            committed += region.pending;
            latency.recordValue(Math.min(LONGEST_NANOS, System.nanoTime() - region.pendingSince));
        }
        region.underWay.set(false);
    }

    /** Its fields belong to the ticking thread while nothing is under way, and then to the commit. */
    private final class Region {
        final AtomicBoolean underWay = new AtomicBoolean();
        final Subspace space;
        final byte[] epochKey;
        final byte[] frameKey;
        long frame;
        long sinceNanos;
        long taken;
        int pending;
        long pendingSince;

        Region(Subspace space) {
            this.space = space;
            epochKey = space.pack("epoch");
            frameKey = space.pack("frame");
        }

        void commit(byte[] value) {
            underWay.set(true);
            frame++;
            var _ = database.runAsync(
                            TransactionOptions.DEFAULT,
                            tx -> tx.get(epochKey).thenCombine(tx.get(frameKey), (epoch, last) -> write(tx, value)))
                    .whenComplete((ignored, failed) -> acknowledged(this, failed));
        }

        private long write(Transaction tx, byte[] value) {
            tx.set(frameKey, ByteBuffer.allocate(Long.BYTES).putLong(frame).array());
            tx.set(space.pack("frames", frame), value);
            return frame;
        }
    }
}
