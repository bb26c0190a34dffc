package org.vsekai.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Tally;
import org.vsekai.game.ActionResult;
import org.vsekai.game.EntityState;
import org.vsekai.sim.RegionGrid;
import org.vsekai.sim.RegionId;

/** The real thread of the first of two hosts, over a store in memory; the other is not there. */
class TickThreadTest {
    private static final long SEED = 5;
    private static final int LIMIT_SECONDS = 60;

    /** So often a message is offered again that a thread which doesn't wait for it would have ended long since. */
    private static final int REFUSALS = 100;

    private final WorldKeys keys = WorldKeys.of("test");
    private final Tally<WorldCounter> counters = new Tally<>(WorldCounter.class);
    private final BlockingQueue<HostMessage> taken = new LinkedBlockingQueue<>();
    private final Semaphore refusals = new Semaphore(0);
    private volatile boolean hasRoom;

    @Test
    void aDrainedHostGoesOnUntilTheOthersHaveTakenWhatItToldThem() throws InterruptedException {
        TickThread thread = start(new Told());
        awaitRefusals();
        thread.beginDrain();
        assertThat(thread.awaitDrained(Duration.ofSeconds(1))).isFalse();
        awaitRefusals();
        assertThat(taken).isEmpty();
        hasRoom = true;
        assertThat(thread.awaitDrained(Duration.ofSeconds(LIMIT_SECONDS))).isTrue();
        assertThat(taken).containsExactly(new HostMessage.RegionIsUp(RegionId.SPAWN, 0));
        assertThat(thread.post(new HostMessage.RegionIsUp(RegionId.SPAWN, 0)))
                .as("who is over needs to be told nothing")
                .isTrue();
    }

    @Test
    void anErrorOfTheMachineStopsTheWorldAndSaysSo() throws InterruptedException {
        Told told = new Told();
        told.error = new LinkageError("a class is gone");
        TickThread thread = start(told);
        assertThat(told.stops.poll(LIMIT_SECONDS, TimeUnit.SECONDS)).contains("a class is gone");
        assertThat(thread.awaitDrained(Duration.ofSeconds(LIMIT_SECONDS))).isFalse();
        assertThat(thread.offer(new RegionInput.Leave(1, 1))).isFalse();
    }

    private void awaitRefusals() throws InterruptedException {
        assertThat(refusals.tryAcquire(refusals.availablePermits() + REFUSALS, LIMIT_SECONDS, TimeUnit.SECONDS))
                .isTrue();
    }

    private TickThread start(Told told) {
        ModelDatabase database = new ModelDatabase();
        World.open(
                database,
                new WorldOptions("test", OptionalLong.of(SEED), new SeededTokens(SEED))
                        .withRegionsPerSide(OptionalInt.of(1)));
        WorldShape shape = new WorldShape(SEED, new RegionGrid(1));
        HostPlan plan = new HostPlan(2);
        int index = plan.hostOf(RegionId.SPAWN);
        Outgoing outgoing = new Outgoing(plan.hosts(), (host, message) -> offer(message), counters);
        TickThread thread = new TickThread(
                index,
                new TickThread.Beginning(System.nanoTime(), 0),
                told,
                outgoing,
                counters,
                its -> new RegionHost(
                        new RegionHost.Place(plan, index),
                        told,
                        new WorldStore(
                                database.immediate(), keys, shape, Runnable::run, System::nanoTime, its::onStoreEvent),
                        outgoing,
                        counters));
        thread.start();
        return thread;
    }

    private boolean offer(HostMessage message) {
        if (hasRoom) {
            taken.add(message);
            return true;
        }
        refusals.release();
        return false;
    }

    private static final class Told implements WorldListener {
        final BlockingQueue<String> stops = new LinkedBlockingQueue<>();

        @Nullable
        Error error;

        @Override
        public void onRegionUp(RegionId region) {
            if (error != null) {
                throw error;
            }
        }

        @Override
        public void onFrame(RegionId region, DurableFrame frame) {}

        @Override
        public void onChunk(long chunk, List<EntityState> durable) {}

        @Override
        public void onPoses(long tick, PoseView poses) {}

        @Override
        public void onActionRefused(
                long playerId, long sessionId, long sequence, NotTaken why, long expectedSequence) {}

        @Override
        public void onActionRepeated(long playerId, long sessionId, long sequence, @Nullable ActionResult result) {}

        @Override
        public void onPoseRefused(
                long playerId, long sessionId, PoseFault fault, long xMicros, long yMicros, long zMicros) {}

        @Override
        public void onRegionDown(RegionId region, String why) {}

        @Override
        public void onStopped(String why) {
            stops.add(why);
        }
    }
}
