package org.vsekai.gateway;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vsekai.core.HotPath;
import org.vsekai.core.MpscQueue;
import org.vsekai.game.ActionResult;
import org.vsekai.game.EntityState;
import org.vsekai.sim.RegionId;
import org.vsekai.world.DurableFrame;
import org.vsekai.world.WorldListener;

/**
 * The thread under a {@link Gateway}: what all tick threads say goes through one bounded queue and is told to the gateway one
 * after the other. Decides nothing.
 *
 * <ul>
 *   <li>What one tick thread says is told in its order; what it said before another thread learned of it is told before
 *       whatever that thread says then.
 *   <li>Poses are copied into pooled batches, a few for each tick thread. Where all of them are still under way, the tick's poses
 *       are dropped and counted: the next replace them. Nothing is allocated per tick once warm.
 *   <li>Nothing else is ever dropped: where the queue is full, the tick thread waits for room, so the world's time slows down, rather
 *       than memory growing or a client missing a frame. The gateway itself waits for nobody, so there will be room.
 *   <li>The thread is woken once by whatever comes while it sleeps; what comes meanwhile is told in the same turn.
 * </ul>
 *
 * A fault in the gateway ends all sessions and says so; the world goes on until whoever is told stops it.
 */
public final class ReplicationThread implements WorldListener, AutoCloseable {
    /** What a tick thread says in seconds, poses aside: frames, chunks, refusals. */
    static final int QUEUE_CAPACITY = 16_384;

    /** The gateway may be so many ticks behind a tick thread before poses are dropped. */
    static final int BATCHES_PER_TICK_THREAD = 4;

    private static final long BEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long WAIT_NANOS = TimeUnit.MICROSECONDS.toNanos(100);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(ReplicationThread.class);

    /** Something that the world has said. */
    interface Event {
        void tell(WorldListener to);
    }

    private final Gateway gateway;
    private final Consumer<String> stopped;
    private final MpscQueue<Event> queue;
    private final ThreadLocal<MpscQueue<PoseBatch>> pools = ThreadLocal.withInitial(ReplicationThread::newPool);
    private final AtomicLong slowestNanos = new AtomicLong();
    private final Thread thread;
    private volatile boolean isAsleep;
    private volatile boolean isClosing;
    private volatile boolean hasEnded;

    /** @param stopped told once the gateway has told all clients that the world can't go on */
    public ReplicationThread(Gateway gateway, Consumer<String> stopped) {
        this(gateway, stopped, QUEUE_CAPACITY);
    }

    ReplicationThread(Gateway gateway, Consumer<String> stopped, int queueCapacity) {
        this.gateway = gateway;
        this.stopped = stopped;
        queue = new MpscQueue<>(queueCapacity);
        thread = Thread.ofPlatform().name("replication").daemon().unstarted(this::run);
    }

    /** Starts the thread; what was said before waits in the queue. */
    public void start() {
        thread.start();
    }

    /** Tells what has been said so far, and ends. Blocks for some seconds at most. */
    @Override
    public void close() {
        isClosing = true;
        LockSupport.unpark(thread);
        try {
            thread.join(CLOSE_LIMIT);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** What waits to be told. Any thread. */
    public int waiting() {
        return queue.size();
    }

    /** The longest from a tick's end until all its snapshots were with the transport, since this was last asked. Any thread. */
    public long slowestNanos() {
        return slowestNanos.getAndSet(0);
    }

    // ---- the tick threads' ----

    @Override
    public void onRegionUp(RegionId region) {
        put(to -> to.onRegionUp(region));
    }

    @Override
    public void onFrame(RegionId region, DurableFrame frame) {
        put(to -> to.onFrame(region, frame));
    }

    @Override
    public void onChunk(long chunk, List<EntityState> durable) {
        put(to -> to.onChunk(chunk, durable));
    }

    @Override
    @HotPath
    public void onPoses(long tick, PoseView poses) {
        PoseBatch batch = pools.get().poll();
        if (batch == null) {
            gateway.metrics().drops().count(Drop.POSES_NOT_SHOWN);
            return;
        }
        batch.fill(tick, poses, gateway.nowNanos());
        put(batch);
    }

    @Override
    public void onActionRefused(long playerId, long sessionId, long sequence, NotTaken why, long expectedSequence) {
        put(to -> to.onActionRefused(playerId, sessionId, sequence, why, expectedSequence));
    }

    @Override
    public void onActionRepeated(long playerId, long sessionId, long sequence, @Nullable ActionResult result) {
        put(to -> to.onActionRepeated(playerId, sessionId, sequence, result));
    }

    @Override
    public void onPoseRefused(
            long playerId, long sessionId, PoseFault fault, long xMicros, long yMicros, long zMicros) {
        put(to -> to.onPoseRefused(playerId, sessionId, fault, xMicros, yMicros, zMicros));
    }

    @Override
    public void onRegionDown(RegionId region, String why) {
        put(to -> to.onRegionDown(region, why));
    }

    @Override
    public void onStopped(String why) {
        put(to -> {
            to.onStopped(why);
            stopped.accept(why);
        });
    }

    private static MpscQueue<PoseBatch> newPool() {
        MpscQueue<PoseBatch> pool = new MpscQueue<>(BATCHES_PER_TICK_THREAD);
        for (int i = 0; i < BATCHES_PER_TICK_THREAD; i++) {
            pool.offer(new PoseBatch(pool));
        }
        return pool;
    }

    private void put(Event event) {
        boolean isWaiting = false;
        while (hasEnded || !queue.offer(event)) {
            if (hasEnded) {
                gateway.metrics().drops().count(Drop.TOLD_AFTER_STOP);
                return;
            }
            if (!isWaiting) {
                isWaiting = true;
                gateway.metrics().countWorldWait();
            }
            wake();
            LockSupport.parkNanos(this, WAIT_NANOS);
        }
        wake();
    }

    private void wake() {
        if (isAsleep) {
            isAsleep = false;
            LockSupport.unpark(thread);
        }
    }

    // ---- the gateway's thread's ----

    // This loop owns the thread: whatever goes wrong in it, errors of the machine too, is said.
    private void run() {
        try {
            tellUntilClosed();
        } catch (Throwable fault) {
            LOG.error("the gateway stops because of a fault of the program", fault);
            String why = "a fault of the program: " + fault;
            hasEnded = true;
            gateway.onStopped(why);
            stopped.accept(why);
        } finally {
            hasEnded = true;
        }
    }

    private void tellUntilClosed() {
        long nextBeat = gateway.nowNanos();
        while (true) {
            boolean isLastTurn = isClosing;
            tellAll();
            long now = gateway.nowNanos();
            if (now - nextBeat >= 0) {
                gateway.onBeat();
                nextBeat = now + BEAT_NANOS;
            }
            if (isLastTurn) {
                return;
            }
            sleepUntil(nextBeat - now);
        }
    }

    private void tellAll() {
        for (Event event = queue.poll(); event != null; event = queue.poll()) {
            event.tell(gateway);
            if (event instanceof PoseBatch batch) {
                slowestNanos.accumulateAndGet(gateway.nowNanos() - batch.madeAtNanos(), Math::max);
                batch.giveBack();
            }
        }
    }

    /** Nothing is missed: whoever offers after this thread said that it sleeps wakes it, and what was offered before is seen. */
    private void sleepUntil(long nanos) {
        isAsleep = true;
        if (queue.size() == 0 && !isClosing) {
            LockSupport.parkNanos(this, nanos);
        }
        isAsleep = false;
    }
}
