package org.vsekai.world;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vsekai.core.Check;
import org.vsekai.core.MpscQueue;
import org.vsekai.core.Tally;
import org.vsekai.game.EntityState;
import org.vsekai.game.Rules;
import org.vsekai.game.Things;
import org.vsekai.sim.EntityTable;
import org.vsekai.storage.Database;

/**
 * The thread under a {@link RegionLoop}: sixty ticks a second at absolute deadlines, inputs from a bounded queue, outcomes of
 * commits as they come. Decides nothing. A fault in the loop or in the listener stops the region, never the process.
 */
final class RegionThread implements RegionPort {
    /** Some two seconds of 150 players' poses and actions. */
    static final int INPUT_QUEUE_CAPACITY = 16_384;

    /** The rest waits for the next tick; bounds the size of a frame. */
    static final int MAX_INPUTS_PER_TICK = 4_096;

    /** One commit or one reading of the fence is under way at a time; twice that is room enough. */
    private static final int OUTCOME_QUEUE_CAPACITY = 4;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** Further behind than this, ticks are left out: the world's time stands still rather than rush. */
    private static final long MAX_LAG_NANOS = NANOS_PER_SECOND / 4;

    private static final Logger LOG = LoggerFactory.getLogger(RegionThread.class);

    private final RegionLoop loop;
    private final RegionListener listener;
    private final Tally<WorldCounter> counters;
    private final MpscQueue<RegionInput> inputs = new MpscQueue<>(INPUT_QUEUE_CAPACITY);
    private final MpscQueue<StoreJournal.Outcome> outcomes = new MpscQueue<>(OUTCOME_QUEUE_CAPACITY);
    private final Thread thread;
    private final AtomicLong slowestTickNanos = new AtomicLong();
    private long commitStartNanos;
    private volatile boolean takesInputs = true;
    private volatile boolean isDrainRequested;
    private volatile boolean isDrained;
    private volatile long lastTickNanos;
    private volatile long lastCommitNanos;
    private volatile long tick;
    private volatile long newestFrame;
    private volatile int waitingFrames;
    private volatile int entities;
    private volatile int players;

    RegionThread(
            Database database,
            WorldKeys keys,
            RecoveredRegion recovered,
            RegionListener listener,
            Tally<WorldCounter> counters) {
        this.listener = listener;
        this.counters = counters;
        loop = new RegionLoop(recovered, listener, timed(new StoreJournal(database, keys, this::onOutcome)), counters);
        thread = Thread.ofPlatform().name("region-0-0").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    @Override
    public boolean offer(RegionInput input) {
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

    /** Blocks. Whether everything was made durable, and the region stopped, within the time. */
    boolean drain(Duration limit) {
        takesInputs = false;
        isDrainRequested = true;
        LockSupport.unpark(thread);
        try {
            thread.join(limit);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return isDrained;
    }

    WorldGauges gauges() {
        return new WorldGauges(
                tick,
                lastTickNanos,
                slowestTickNanos.getAndSet(0),
                lastCommitNanos,
                newestFrame,
                waitingFrames,
                entities,
                players);
    }

    @SuppressWarnings("CatchingUnchecked") // This loop owns the thread: whatever goes wrong stops the region alone.
    private void run() {
        try {
            listener.onRecovered(things(), loop.tick());
            tickUntilOver();
            isDrained = loop.isDrained();
        } catch (RuntimeException | StackOverflowError fault) {
            LOG.error("the region stops because of a fault of the program", fault);
            listener.onStopped("a fault of the program: " + fault);
        } finally {
            takesInputs = false;
        }
    }

    private void tickUntilOver() {
        long start = System.nanoTime();
        long ticks = 0;
        while (!loop.isOver()) {
            takeOutcomes();
            long now = System.nanoTime();
            long deadline = start + ticks * NANOS_PER_SECOND / Rules.TICK_HERTZ;
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
            tickOnce(now);
        }
    }

    private void tickOnce(long startNanos) {
        takeInputs(MAX_INPUTS_PER_TICK);
        if (isDrainRequested && inputs.size() == 0) {
            loop.onDrain();
        }
        loop.onTick(System.currentTimeMillis());
        long nanos = System.nanoTime() - startNanos;
        lastTickNanos = nanos;
        slowestTickNanos.accumulateAndGet(nanos, Math::max);
        tick = loop.tick();
        newestFrame = loop.newestFrame();
        waitingFrames = loop.waitingFrames();
        entities = loop.entityCount();
        players = loop.presentCount();
    }

    private void takeInputs(int limit) {
        for (int i = 0; i < limit; i++) {
            RegionInput input = inputs.poll();
            if (input == null) {
                return;
            }
            loop.onInput(input);
        }
    }

    private void takeOutcomes() {
        while (true) {
            StoreJournal.Outcome outcome = outcomes.poll();
            if (outcome == null) {
                return;
            }
            if (outcome instanceof StoreJournal.Outcome.Committed) {
                lastCommitNanos = System.nanoTime() - commitStartNanos;
            }
            outcome.tell(loop);
        }
    }

    /** Any thread of the store's. */
    private void onOutcome(StoreJournal.Outcome outcome) {
        Check.that(outcomes.offer(outcome), "one outcome is awaited at a time");
        LockSupport.unpark(thread);
    }

    private Journal timed(Journal journal) {
        return new Journal() {
            @Override
            public void commit(CommitBatch batch) {
                commitStartNanos = System.nanoTime();
                journal.commit(batch);
            }

            @Override
            public void readFence() {
                journal.readFence();
            }
        };
    }

    private List<EntityState> things() {
        EntityTable table = loop.realm().things();
        List<EntityState> states = new ArrayList<>(table.size());
        table.forEach(row -> states.add(Things.state(table.image(row))));
        return List.copyOf(states);
    }
}
