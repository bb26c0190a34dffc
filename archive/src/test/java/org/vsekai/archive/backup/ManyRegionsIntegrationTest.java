package org.vsekai.archive.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vsekai.archive.Stored;
import org.vsekai.archive.history.HistoryEvent;
import org.vsekai.archive.history.HistoryEvent.Kind;
import org.vsekai.archive.history.HistoryQuery;
import org.vsekai.archive.history.HistorySearch;
import org.vsekai.archive.verify.WorldVerification;
import org.vsekai.core.Pose;
import org.vsekai.core.Units;
import org.vsekai.game.Action;
import org.vsekai.game.ActionResult;
import org.vsekai.game.EntityState;
import org.vsekai.game.Terrain;
import org.vsekai.sim.RegionId;
import org.vsekai.storage.Database;
import org.vsekai.storage.RetryLoop;
import org.vsekai.storage.disk.Disk;
import org.vsekai.storage.rocksdb.RocksDatabase;
import org.vsekai.storage.rocksdb.RocksOptions;
import org.vsekai.world.DurableFrame;
import org.vsekai.world.RegionInput;
import org.vsekai.world.RegionPort;
import org.vsekai.world.World;
import org.vsekai.world.WorldKeys;
import org.vsekai.world.WorldListener;
import org.vsekai.world.WorldOptions;
import org.vsekai.world.v1.AvatarRecord;

/** A world of many regions, as its server runs it, in which somebody walks over a border: kept, looked at and restored. */
@Timeout(240)
class ManyRegionsIntegrationTest {
    private static final String NAME = "main";
    private static final long SEED = 42;
    private static final RegionId EAST = new RegionId(1, 0);
    private static final long Z = Units.metres(128);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final WorldKeys keys = WorldKeys.of(NAME);
    private final Terrain terrain = new Terrain(SEED);
    private long session = 1;
    private long sequence;

    private static RocksDatabase open(Path store) {
        return RocksDatabase.open(store, RocksOptions.DEFAULT);
    }

    private static World world(Database store) {
        return World.open(
                store,
                new WorldOptions(NAME, OptionalLong.of(SEED), new SecureRandom())
                        .withRegionsPerSide(OptionalInt.of(3)));
    }

    @Test
    void whoWalksOverABorderIsRestoredWhereTheyWereAtThatMoment() throws Exception {
        BackupSet set = new BackupSet(Disk.real(), folder.resolve("set"));
        Instant before;
        try (RocksDatabase store = open(folder.resolve("store"))) {
            World world = world(store);
            Heard heard = new Heard(world.port());
            long player = world.players().createGuest("Ada").player().playerId();
            settle(store, player);
            world.start(heard);
            enter(world, heard, player);
            act(world, heard, player);
            create(store, set);
            act(world, heard, player);
            before = Instant.ofEpochMilli(System.currentTimeMillis());
            walkEast(world, heard, player);
            act(world, heard, player);
            Backup increment = create(store, set);
            assertThat(increment.isBase()).as(increment.header().getWhy()).isFalse();
            assertThat(increment.ends()).containsKey(EAST);
            assertThat(world.drain()).isTrue();
            assertSound(store);
            assertThat(avatar(store, player).getHome().getX()).isEqualTo(1);
            assertThat(crossings(store, player)).containsExactly(Kind.CROSSED, Kind.ARRIVED);
        }
        assertThat(new SetVerification(set).run().findings()).isEmpty();
        assertThat(restored(set, "before", before)).isEqualTo(List.of(0L, 2L));
        assertThat(restored(set, "newest", null)).isEqualTo(List.of(1L, 3L));
    }

    /** Where the player is at home after a restore, and the newest action. */
    private List<Long> restored(BackupSet set, String name, @Nullable Instant at) throws Exception {
        try (RocksDatabase store = open(folder.resolve(name))) {
            new Restore(set).run(at, store);
            assertSound(store);
            AvatarRecord avatar = avatar(store, 1);
            World world = world(store);
            Heard heard = new Heard(world.port());
            world.start(heard);
            sequence = avatar.getLastAppliedSequence();
            enter(world, heard, 1);
            act(world, heard, 1);
            assertThat(world.drain()).isTrue();
            assertSound(store);
            return List.of((long) avatar.getHome().getX(), avatar.getLastAppliedSequence());
        }
    }

    private static void assertSound(Database store) {
        WorldVerification.Verified verified = new WorldVerification(store, NAME, true).run();
        assertThat(verified.findings()).isEmpty();
        assertThat(verified.replays()).isNotEmpty();
    }

    private AvatarRecord avatar(Database store, long player) {
        return store.run(transaction -> {
            byte[] value = RetryLoop.await(transaction.get(keys.avatar(player)));
            return Stored.parse(AvatarRecord.parser(), Objects.requireNonNull(value), "avatar");
        });
    }

    private static List<Kind> crossings(Database store, long player) {
        HistoryQuery query = new HistoryQuery(
                OptionalLong.empty(),
                OptionalLong.of(player),
                OptionalLong.empty(),
                null,
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                HistoryQuery.MAX_LIMIT);
        return new HistorySearch(store, NAME)
                .run(query).stream()
                        .map(HistoryEvent::kind)
                        .filter(kind -> kind == Kind.CROSSED || kind == Kind.ARRIVED)
                        .toList();
    }

    /** Somebody who was here before stands a step before the border. */
    private void settle(Database store, long player) {
        long x = Units.metres(255);
        AvatarRecord avatar = AvatarRecord.newBuilder()
                .setPlayerId(player)
                .setEntityId(1_000)
                .setName("Ada")
                .setXMicros(x)
                .setYMicros(terrain.heightMicros(x, Z))
                .setZMicros(Z)
                .setHp(100)
                .build();
        store.run(transaction -> {
            transaction.set(keys.avatar(player), avatar.toByteArray());
            return true;
        });
    }

    private Backup create(Database store, BackupSet set) {
        return new BackupCreation(store, NAME, set, new SecureRandom(), System::currentTimeMillis).create(false);
    }

    private void enter(World world, Heard heard, long player) throws InterruptedException {
        session++;
        assertThat(world.port().offer(new RegionInput.Join(player, "Ada", session)))
                .isTrue();
        heard.await(frame -> !frame.frame().joined().isEmpty());
    }

    private void act(World world, Heard heard, long player) throws InterruptedException {
        sequence++;
        assertThat(world.port().offer(new RegionInput.Act(player, session, sequence, new Action.Idle())))
                .isTrue();
        heard.await(frame -> !frame.frame().results().isEmpty());
    }

    /** Five metres, at the pace of a body. */
    private void walkEast(World world, Heard heard, long player) throws InterruptedException {
        for (long x = Units.metres(255); x <= Units.metres(260); x += Units.metres(0.25)) {
            Pose pose = Pose.standingAt(x, terrain.heightMicros(x, Z), Z);
            assertThat(world.port().offer(new RegionInput.Move(player, session, pose)))
                    .isTrue();
            heard.awaitPoses(3);
        }
        heard.await(
                frame -> frame.region().equals(EAST) && !frame.frame().arrived().isEmpty());
    }

    /** Everything that the world says, for the test's thread. */
    private static final class Heard implements WorldListener {
        private static final int LIMIT_SECONDS = 60;

        private record Shown(RegionId region, DurableFrame frame) {}

        private interface Awaited {
            boolean is(Shown shown);
        }

        private final RegionPort port;
        private final BlockingQueue<Shown> frames = new LinkedBlockingQueue<>();
        private final BlockingQueue<Long> poses = new LinkedBlockingQueue<>();

        Heard(RegionPort port) {
            this.port = port;
        }

        void await(Awaited awaited) throws InterruptedException {
            Shown shown;
            do {
                shown = Objects.requireNonNull(frames.poll(LIMIT_SECONDS, TimeUnit.SECONDS), "the world goes on");
            } while (!awaited.is(shown));
        }

        void awaitPoses(int ticks) throws InterruptedException {
            poses.clear();
            for (int i = 0; i < ticks; i++) {
                Objects.requireNonNull(poses.poll(LIMIT_SECONDS, TimeUnit.SECONDS), "the world goes on");
            }
        }

        @Override
        public void onRegionUp(RegionId region) {}

        @Override
        public void onChunk(long chunk, List<EntityState> durable) {}

        @Override
        public void onFrame(RegionId region, DurableFrame frame) {
            frames.add(new Shown(region, frame));
        }

        @Override
        public void onPoses(long tick, PoseView view) {
            poses.add(tick);
        }

        @Override
        public void onActionRefused(long playerId, long sessionId, long sequence, NotTaken why, long expectedSequence) {
            assertThat(why)
                    .as("a player in step is not refused, but for chunks that are yet to come")
                    .isEqualTo(NotTaken.BUSY);
            port.offer(new RegionInput.Act(playerId, sessionId, sequence, new Action.Idle()));
        }

        @Override
        public void onActionRepeated(long playerId, long sessionId, long sequence, @Nullable ActionResult result) {}

        @Override
        public void onPoseRefused(
                long playerId, long sessionId, PoseFault fault, long xMicros, long yMicros, long zMicros) {}

        @Override
        public void onRegionDown(RegionId region, String why) {}

        @Override
        public void onStopped(String why) {}
    }
}
