package org.vsekai.world;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vsekai.core.Check;
import org.vsekai.core.MpscQueue;
import org.vsekai.core.Tally;
import org.vsekai.game.Rules;

/**
 * The thread under a {@link RegionHost}: sixty ticks a second at absolute deadlines, inputs from a bounded queue, the store's
 * answers and other hosts' messages as they come. Decides nothing. A fault in the host or in the listener, whatever it is, stops the
 * world, and is said to the listener.
 */
final class TickThread {
    /** Some two seconds of 150 players' poses and actions. */
    static final int INPUT_QUEUE_CAPACITY = 16_384;

    /** Of its own queue; the rest waits for the next tick. */
    static final int MAX_INPUTS_PER_TICK = 4_096;

    /** Messages between hosts are at most as many as inputs, and a few for each player who crosses; more wait at the sender. */
    static final int POST_QUEUE_CAPACITY = 32_768;

    /** One commit a region is under way at a time, and some reads; what doesn't fit makes the store's thread wait. */
    private static final int EVENT_QUEUE_CAPACITY = 16_384;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** Further behind than this, ticks are left out. */
    private static final long MAX_LAG_NANOS = NANOS_PER_SECOND / 4;

    private static final Logger LOG = LoggerFactory.getLogger(TickThread.class);

    private final RegionHost host;
    private final WorldListener listener;
    private final Outgoing outgoing;
    private final Tally<WorldCounter> counters;
    private final MpscQueue<RegionInput> inputs = new MpscQueue<>(INPUT_QUEUE_CAPACITY);
    private final MpscQueue<HostMessage> posts = new MpscQueue<>(POST_QUEUE_CAPACITY);
    private final MpscQueue<StoreEvent> events = new MpscQueue<>(EVENT_QUEUE_CAPACITY);
    private final Thread thread;
    private final Beginning beginning;
    private final AtomicLong slowestTickNanos = new AtomicLong();
    private volatile boolean takesInputs = true;
    private volatile boolean isDrainRequested;
    private volatile boolean isDrained;
    private volatile boolean isOver;
    private volatile long lastTickNanos;
    private volatile long lastCommitNanos;
    private volatile HostGauges gauges = HostGauges.NONE;

    /** When the world's time began to go on, in this process: the same for all threads. */
    record Beginning(long nanos, long tick) {}

    /**
     * @param outgoing what the host tells the others
     * @param makeHost gives the host, whose store's events go to the thread it is given
     */
    TickThread(
            int index,
            Beginning beginning,
            WorldListener listener,
            Outgoing outgoing,
            Tally<WorldCounter> counters,
            Function<TickThread, RegionHost> makeHost) {
        this.beginning = beginning;
        this.listener = listener;
        this.outgoing = outgoing;
        this.counters = counters;
        host = makeHost.apply(this);
        thread = Thread.ofPlatform().name("ticks-" + index).daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    boolean offer(RegionInput input) {
        if (!takesInputs) {
            counters.count(WorldCounter.INPUTS_AFTER_STOP);
            return false;
        }
        if (!inputs.offer(input)) {
            counters.count(WorldCounter.INPUT_QUEUE_FULL);
            return false;
        }
        return true;
    }

    /** From another host's thread. False when there is no room; to a thread that is over nothing needs to be told any more. */
    boolean post(HostMessage message) {
        if (isOver || posts.offer(message)) {
            LockSupport.unpark(thread);
            return true;
        }
        return false;
    }

    /** From any thread of the store's. */
    void onStoreEvent(StoreEvent event) {
        while (!isOver && !events.offer(event)) {
            Check.that(Thread.currentThread() != thread, "the tick thread has room for its own answers");
            counters.count(WorldCounter.STORE_EVENTS_WAITED);
            LockSupport.parkNanos(NANOS_PER_SECOND / Rules.TICK_HERTZ);
        }
        LockSupport.unpark(thread);
    }

    void beginDrain() {
        takesInputs = false;
        isDrainRequested = true;
        LockSupport.unpark(thread);
    }

    /** Blocks. Whether everything was made durable, and the thread ended, within the time. */
    boolean awaitDrained(Duration limit) {
        try {
            thread.join(limit);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return isDrained;
    }

    WorldGauges gauges() {
        HostGauges now = gauges;
        return new WorldGauges(
                now.tick(),
                lastTickNanos,
                slowestTickNanos.getAndSet(0),
                lastCommitNanos,
                now.up(),
                now.changing(),
                now.down(),
                now.waitingFrames(),
                now.entities(),
                now.chunkBytes(),
                now.players());
    }

    // This loop owns the thread: whatever goes wrong in it, errors of the machine too, stops the world, and is said.
    private void run() {
        try {
            host.onStart(beginning.tick);
            tickUntilOver();
            isDrained = host.isDrained() && !host.hasLostAtDrain();
        } catch (Throwable fault) {
            LOG.error("the world stops because of a fault of the program", fault);
            listener.onStopped("a fault of the program: " + fault);
        } finally {
            takesInputs = false;
            isOver = true;
        }
    }

    private void tickUntilOver() {
        long ticks = 0;
        while (!(host.isDrained() && outgoing.isEmpty()) && !host.isStopped()) {
            outgoing.flush();
            if (outgoing.isOverfull()) {
                listener.onStopped("one of the tick threads has been behind the others for too long: "
                        + Outgoing.MOST_KEPT + " messages wait for it");
                return;
            }
            takeMessages();
            long now = System.nanoTime();
            long deadline = beginning.nanos + ticks * NANOS_PER_SECOND / Rules.TICK_HERTZ;
            if (now < deadline) {
                LockSupport.parkNanos(this, deadline - now);
                continue;
            }
            if (now - deadline > MAX_LAG_NANOS) {
                long late = (now - deadline) * Rules.TICK_HERTZ / NANOS_PER_SECOND;
                counters.add(WorldCounter.TICKS_SKIPPED, late);
                ticks += late;
            }
            ticks++;
            tickOnce(beginning.tick + ticks, now);
        }
    }

    private void tickOnce(long worldTick, long startNanos) {
        takeInputs();
        if (isDrainRequested && inputs.size() == 0) {
            host.onDrain();
        }
        host.onTick(worldTick, System.currentTimeMillis());
        gauges = host.gauges();
        long nanos = System.nanoTime() - startNanos;
        lastTickNanos = nanos;
        slowestTickNanos.accumulateAndGet(nanos, Math::max);
    }

    private void takeInputs() {
        for (int i = 0; i < MAX_INPUTS_PER_TICK; i++) {
            RegionInput input = inputs.poll();
            if (input == null) {
                return;
            }
            host.onInput(input);
        }
    }

    private void takeMessages() {
        for (StoreEvent event = events.poll(); event != null; event = events.poll()) {
            if (event instanceof StoreEvent.CommitAnswered answered) {
                lastCommitNanos = answered.nanos();
            }
            host.onStoreEvent(event);
        }
        for (HostMessage message = posts.poll(); message != null; message = posts.poll()) {
            host.onPost(message);
        }
    }
}
