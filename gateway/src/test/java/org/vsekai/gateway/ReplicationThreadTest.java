package org.vsekai.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vsekai.core.Pose;
import org.vsekai.core.Units;
import org.vsekai.game.EntityState;
import org.vsekai.game.ThingChange;
import org.vsekai.rtc.PeerListener;
import org.vsekai.sim.RegionId;
import org.vsekai.wire.v1.ServerMessage;
import org.vsekai.world.DurableFrame;
import org.vsekai.world.RegionInput;
import org.vsekai.world.WorldListener;

/** Several tick threads, one gateway's thread between them and the clients. */
@Timeout(60)
class ReplicationThreadTest {
    private static final int TICK_THREADS = 3;
    private static final int FRAMES = 2_000;

    private final Fixture fixture = new Fixture();
    private final BlockingQueue<String> stops = new LinkedBlockingQueue<>();

    @Test
    void everyFrameOfEveryRegionIsToldOnceAndInOrderThoughTheQueueIsTooShort() throws InterruptedException {
        TestPeer ada = fixture.enter("Ada");
        showAll(fixture);
        int before = ada.messages.size();
        List<Thread> threads = new ArrayList<>();
        try (ReplicationThread replication = new ReplicationThread(fixture.gateway, stops::add, 2)) {
            for (int i = 0; i < TICK_THREADS; i++) {
                RegionId region = new RegionId(i, 0);
                threads.add(Thread.ofPlatform().start(() -> tellFrames(replication, region)));
            }
            while (fixture.gateway.metrics().worldWaits() < TICK_THREADS) {
                LockSupport.parkNanos(1_000_000);
            }
            replication.start();
            for (Thread thread : threads) {
                thread.join();
            }
        }
        List<ServerMessage> told = ada.messages.subList(before, ada.messages.size());
        for (int i = 0; i < TICK_THREADS; i++) {
            int x = i;
            assertThat(told.stream()
                            .map(ServerMessage::getFrameUpdate)
                            .filter(update -> update.getRegionX() == x)
                            .map(update -> (int) update.getFrame()))
                    .hasSize(FRAMES)
                    .isSorted();
        }
    }

    private static void tellFrames(WorldListener listener, RegionId region) {
        EntityState before = GatewayTest.tree(1 + region.x(), 1, 1);
        for (int frame = 1; frame <= FRAMES; frame++) {
            ThingChange change = new ThingChange(before, GatewayTest.tree(1 + region.x(), 1, 1));
            listener.onFrame(
                    region,
                    new DurableFrame(frame, frame, List.of(change), List.of(), List.of(), List.of(), List.of()));
        }
    }

    private static void showAll(Fixture fixture) {
        while (!fixture.region.shows.isEmpty()) {
            fixture.showChunks();
        }
    }

    @Test
    void posesThatTheGatewayIsTooSlowForAreDroppedAndCountedAndNoneIsMixedUp() {
        fixture.enter("Ada");
        TestPeer bob = fixture.enter("Bob");
        int sent = 50;
        try (ReplicationThread replication = new ReplicationThread(fixture.gateway, stops::add)) {
            for (int tick = 1; tick <= sent; tick++) {
                replication.onPoses(tick, both(tick));
            }
            assertThat(fixture.gateway.metrics().drops().get(Drop.POSES_NOT_SHOWN))
                    .isEqualTo(sent - ReplicationThread.BATCHES_PER_TICK_THREAD);
            replication.start();
        }
        assertThat(bob.snapshots).isNotEmpty();
        bob.snapshots.forEach(
                snapshot -> assertThat(snapshot.avatars().getFirst().pose().rootXMicros())
                        .isEqualTo(Units.metres((double) snapshot.tick())));
        assertThat(bob.snapshots.getLast().tick()).isEqualTo(ReplicationThread.BATCHES_PER_TICK_THREAD);
    }

    /** Ada stands as many metres east as there have been ticks. */
    private static WorldListener.PoseView both(long tick) {
        return new WorldListener.PoseView() {
            @Override
            public int count() {
                return 2;
            }

            @Override
            public long playerId(int index) {
                return index + 1L;
            }

            @Override
            public Pose pose(int index) {
                return Pose.standingAt(index == 0 ? Units.metres((double) tick) : 0, 0, 0);
            }
        };
    }

    @Test
    void aSleepingThreadIsWokenByAFrame() throws InterruptedException {
        CountDownLatch told = new CountDownLatch(1);
        Fixture watched = new Fixture() {
            @Override
            TestPeer peer(PeerListener listener) {
                return new TestPeer(listener) {
                    @Override
                    public boolean send(int channelId, byte[] message) {
                        told.countDown();
                        return super.send(channelId, message);
                    }
                };
            }
        };
        watched.connect("Ada");
        RegionInput.Join join = watched.region.of(RegionInput.Join.class).getLast();
        try (ReplicationThread replication = new ReplicationThread(watched.gateway, stops::add)) {
            replication.start();
            replication.onFrame(
                    Fixture.HERE,
                    new DurableFrame(
                            1, 1, List.of(), List.of(), List.of(Fixture.joined(join, 0, 0)), List.of(), List.of()));
            assertThat(told.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aStoppedWorldIsPassedOnAfterTheClientsWereTold() throws InterruptedException {
        TestPeer ada = fixture.enter("Ada");
        CompletableFuture<Boolean> wasTold = new CompletableFuture<>();
        try (ReplicationThread replication =
                new ReplicationThread(fixture.gateway, why -> wasTold.complete(ada.isClosed))) {
            replication.start();
            replication.onStopped("the disk is gone");
            assertThat(wasTold.join()).isTrue();
        }
    }

    @Test
    void aFaultOfTheGatewayEndsTheSessionsAndTickThreadsGoOn() throws InterruptedException {
        TestPeer ada = fixture.enter("Ada");
        try (ReplicationThread replication = new ReplicationThread(fixture.gateway, stops::add)) {
            replication.start();
            replication.onPoses(1, new WorldListener.PoseView() {
                @Override
                public int count() {
                    return 1;
                }

                @Override
                public long playerId(int index) {
                    return 1;
                }

                @Override
                @SuppressWarnings("NullAway") // That is the fault.
                public Pose pose(int index) {
                    return null;
                }
            });
            assertThat(stops.poll(30, TimeUnit.SECONDS)).contains("a fault of the program");
            assertThat(ada.isClosed).isTrue();
            replication.onRegionUp(Fixture.HERE);
            assertThat(fixture.gateway.metrics().drops().get(Drop.TOLD_AFTER_STOP))
                    .isEqualTo(1);
        }
    }
}
