package org.vsekai.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vsekai.core.Pose;
import org.vsekai.core.Units;
import org.vsekai.game.Action;
import org.vsekai.game.ActionResult;
import org.vsekai.game.AvatarState;
import org.vsekai.game.EntityKind;
import org.vsekai.game.EntityState;
import org.vsekai.game.Reason;
import org.vsekai.game.Rules;
import org.vsekai.game.StructureKind;
import org.vsekai.game.Terrain;
import org.vsekai.sim.ChunkKey;
import org.vsekai.sim.RegionId;
import org.vsekai.storage.CannotOpenException;
import org.vsekai.storage.rocksdb.RocksDatabase;
import org.vsekai.storage.rocksdb.RocksOptions;
import org.vsekai.world.v1.WorldRecord;

/** A world on a real disk, with its real thread. */
class WorldIntegrationTest {
    private static final long SEED = 42;
    private static final int LIMIT_SECONDS = 60;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void keepsPlayersThingsAndResultsOverARestart() {
        String token;
        AvatarState left;
        EntityState wall;
        try (RocksDatabase database = RocksDatabase.open(folder, RocksOptions.DEFAULT)) {
            World world = open(database, OptionalLong.of(SEED));
            PlayerDirectory.NewPlayer ada = world.players().createGuest("Ada");
            token = ada.token();
            Events events = new Events();
            world.start(events);
            long id = ada.player().playerId();
            AvatarState entered = enter(world, events, id, 1);
            Walk walk = new Walk(world, entered, events.things(world));
            walk.go(id, 1);
            for (int strike = 1; strike <= 4; strike++) {
                ActionResult result = act(world, events, id, strike, new Action.Harvest(walk.tree.id()));
                assertThat(result.reason()).isEqualTo(Reason.OK);
                awaitTicks(world, Rules.HARVEST_COOLDOWN_TICKS);
            }
            ActionResult built = act(world, events, id, 5, walk.wallBehind());
            assertThat(built.reason()).isEqualTo(Reason.OK);
            left = events.avatar(id);
            wall = events.upserted(built.entityId());
            assertThat(world.drain()).isTrue();
            assertThat(world.port().offer(new RegionInput.Leave(id, 1))).isFalse();
            assertThat(events.stopped).isNull();
        }
        try (RocksDatabase database = RocksDatabase.open(folder, RocksOptions.DEFAULT)) {
            World world = open(database, OptionalLong.empty());
            assertThat(world.terrainSeed()).isEqualTo(SEED);
            Optional<PlayerDirectory.Player> back = world.players().findByToken(token);
            assertThat(back)
                    .hasValueSatisfying(player -> assertThat(player.name()).isEqualTo("Ada"));
            assertThat(world.players().findByToken(token + "x")).isEmpty();
            Events events = new Events();
            world.start(events);
            AvatarState again = enter(world, events, back.orElseThrow().playerId(), 2);
            assertThat(again.wood()).isEqualTo(left.wood());
            assertThat(again.lastAppliedSequence()).isEqualTo(5);
            assertThat(again.recentResults()).isEqualTo(left.recentResults());
            assertThat(again.xMicros()).isEqualTo(left.xMicros());
            assertThat(events.things(world)).contains(wall);
            assertThat(again.wood()).isEqualTo(4 - Rules.WALL_WOOD_COST);
            assertThat(world.gauges().players()).isEqualTo(1);
            assertThat(world.drain()).isTrue();
        }
    }

    @Test
    void refusesAWorldOfANewerFormatOrAnotherSeedAndSaysWhatToDo() {
        try (RocksDatabase database = RocksDatabase.open(folder, RocksOptions.DEFAULT)) {
            open(database, OptionalLong.of(SEED));
            assertThatThrownBy(() -> open(database, OptionalLong.of(SEED + 1)))
                    .isInstanceOf(CannotOpenException.class)
                    .hasMessageContaining("seed 42")
                    .hasMessageContaining("leave the seed out");
            byte[] newer = WorldRecord.newBuilder()
                    .setFormatVersion(World.FORMAT_VERSION + 1)
                    .setSeed(SEED)
                    .build()
                    .toByteArray();
            database.run(transaction -> {
                transaction.set(WorldKeys.of("earth").world(), newer);
                return true;
            });
            assertThatThrownBy(() -> open(database, OptionalLong.empty()))
                    .isInstanceOf(CannotOpenException.class)
                    .hasMessageContaining("format version 3")
                    .hasMessageContaining("reads up to 2")
                    .hasMessageContaining("backup");
        }
    }

    @Test
    void aListenerThatThrowsTakesTheRegionDownAndItComesUpAgainWithWhoeverWasIn() throws InterruptedException {
        try (RocksDatabase database = RocksDatabase.open(folder, RocksOptions.DEFAULT)) {
            World world = open(database, OptionalLong.of(SEED));
            Events events = new Events();
            events.throwsOnFrame = true;
            world.start(events);
            world.port().offer(new RegionInput.Join(1, "Ada", 1));
            assertThat(events.stops.poll(LIMIT_SECONDS, TimeUnit.SECONDS)).contains("a fault of the program");
            events.throwsOnFrame = false;
            DurableFrame frame = events.await(f -> !f.joined().isEmpty());
            assertThat(frame.joined().getFirst().playerId()).isEqualTo(1);
            assertThat(world.drain()).isTrue();
            assertThat(world.port().offer(new RegionInput.Leave(1, 1))).isFalse();
        }
    }

    @Test
    void carriesAPlayerFromOneTickThreadToTheOther() {
        RegionId east = new RegionId(1, 0);
        HostPlan plan = new HostPlan(2);
        assertThat(plan.hostOf(east)).isNotEqualTo(plan.hostOf(RegionId.SPAWN));
        long border = Units.REGION_MICROS;
        long row = border / 2;
        Terrain terrain = new Terrain(SEED);
        try (RocksDatabase database = RocksDatabase.open(folder, RocksOptions.DEFAULT)) {
            World world = World.open(
                    database, new WorldOptions("earth", OptionalLong.of(SEED), new SeededTokens(5)).withTickThreads(2));
            AvatarState stored = new AvatarState(
                    7, 900, "Ada", border, terrain.heightMicros(border, row), row, 100, 3, 0, 0, 0, List.of());
            database.run(transaction -> {
                transaction.set(
                        WorldKeys.of("earth").avatar(7),
                        Records.avatar(stored, RegionId.SPAWN).toByteArray());
                return true;
            });
            Events events = new Events();
            world.start(events);
            enter(world, events, 7, 1);
            for (long x = border; x < border + 4_000_000; x += 100_000) {
                Pose pose = Pose.standingAt(x, terrain.heightMicros(x, row), row);
                assertThat(world.port().offer(new RegionInput.Move(7, 1, pose))).isTrue();
                awaitTicks(world, 1);
            }
            DurableFrame frame = events.await(f -> !f.arrived().isEmpty());
            assertThat(frame.arrived().getFirst().avatar().wood()).isEqualTo(3);
            assertThat(frame.arrived().getFirst().from()).isEqualTo(RegionId.SPAWN);
            ActionResult result = act(world, events, 7, 1, new Action.Idle());
            assertThat(result.reason()).isEqualTo(Reason.OK);
            assertThat(world.drain()).isTrue();
            assertThat(world.counters().get(WorldCounter.POSTS_LOST)).isZero();
        }
    }

    @Test
    void keepsItsSizeAndSaysSoToWhoeverAsksForAnother() {
        try (RocksDatabase database = RocksDatabase.open(folder, RocksOptions.DEFAULT)) {
            WorldOptions options = new WorldOptions("earth", OptionalLong.of(SEED), new SeededTokens(5));
            World.open(database, options.withRegionsPerSide(OptionalInt.of(3)));
            World again = World.open(database, options);
            assertThat(again.bounds().maxXMicros() - again.bounds().minXMicros())
                    .isEqualTo(3 * Units.REGION_MICROS);
            assertThatThrownBy(() -> World.open(database, options.withRegionsPerSide(OptionalInt.of(5))))
                    .isInstanceOf(CannotOpenException.class)
                    .hasMessageContaining("3 regions along each side")
                    .hasMessageContaining("leave the size out");
            assertThatThrownBy(() -> World.open(database, options.withRegionsPerSide(OptionalInt.of(4))))
                    .isInstanceOf(CannotOpenException.class)
                    .hasMessageContaining("odd number");
        }
    }

    private static World open(RocksDatabase database, OptionalLong seed) {
        return World.open(database, new WorldOptions("earth", seed, new SeededTokens(5)));
    }

    private static AvatarState enter(World world, Events events, long playerId, long sessionId) {
        assertThat(world.port().offer(new RegionInput.Join(playerId, "Ada", sessionId)))
                .isTrue();
        DurableFrame frame = events.await(f -> !f.joined().isEmpty());
        return frame.joined().getFirst().avatar();
    }

    private static ActionResult act(World world, Events events, long playerId, long sequence, Action action) {
        assertThat(world.port().offer(new RegionInput.Act(playerId, 1, sequence, action)))
                .isTrue();
        DurableFrame frame = events.await(f -> f.results().stream()
                .anyMatch(result ->
                        result.playerId() == playerId && result.result().sequence() == sequence));
        return frame.results().getFirst().result();
    }

    private static void awaitTicks(World world, int ticks) {
        long until = world.gauges().tick() + ticks;
        while (world.gauges().tick() <= until) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
    }

    /** From the spawn to the nearest tree. */
    private static final class Walk {
        final EntityState tree;
        final World world;
        final Terrain terrain;
        Pose at;

        Walk(World world, AvatarState from, List<EntityState> things) {
            this.world = world;
            terrain = new Terrain(world.terrainSeed());
            at = Pose.standingAt(from.xMicros(), from.yMicros(), from.zMicros());
            tree = things.stream()
                    .filter(thing -> thing.kind() == EntityKind.TREE)
                    .min((a, b) -> Double.compare(distance(a), distance(b)))
                    .orElseThrow();
        }

        void go(long playerId, long sessionId) {
            while (distance(tree) > 2_500_000) {
                long dx = Math.round((tree.xMicros() - at.rootXMicros()) * 80_000 / distance(tree));
                long dz = Math.round((tree.zMicros() - at.rootZMicros()) * 80_000 / distance(tree));
                long x = at.rootXMicros() + dx;
                long z = at.rootZMicros() + dz;
                at = at.withRoot(x, terrain.heightMicros(x, z), z);
                assertThat(world.port().offer(new RegionInput.Move(playerId, sessionId, at)))
                        .isTrue();
                awaitTicks(world, 2);
            }
        }

        Action wallBehind() {
            long x = at.rootXMicros() - Math.round((tree.xMicros() - at.rootXMicros()) * 4e6 / distance(tree));
            long z = at.rootZMicros() - Math.round((tree.zMicros() - at.rootZMicros()) * 4e6 / distance(tree));
            return new Action.Build(StructureKind.WALL, x, terrain.heightMicros(x, z), z, 30);
        }

        private double distance(EntityState thing) {
            return Math.hypot(
                    (double) (thing.xMicros() - at.rootXMicros()), (double) (thing.zMicros() - at.rootZMicros()));
        }
    }

    private static final class Events implements WorldListener {
        final BlockingQueue<DurableFrame> frames = new LinkedBlockingQueue<>();
        final BlockingQueue<String> stops = new LinkedBlockingQueue<>();
        final List<DurableFrame> seen = new ArrayList<>();
        final BlockingQueue<List<EntityState>> chunks = new LinkedBlockingQueue<>();
        volatile @Nullable String stopped;
        volatile boolean throwsOnFrame;

        DurableFrame await(Predicate<DurableFrame> condition) {
            try {
                while (true) {
                    DurableFrame frame = frames.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
                    assertThat(frame)
                            .as("the region answers in time; stopped: " + stopped)
                            .isNotNull();
                    seen.add(frame);
                    if (condition.test(frame)) {
                        return frame;
                    }
                }
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
        }

        /** All that the region has, chunk by chunk. */
        List<EntityState> things(World world) {
            List<EntityState> all = new ArrayList<>();
            try {
                for (int i = 0; i < Units.CHUNKS_PER_REGION_SIDE * Units.CHUNKS_PER_REGION_SIDE; i++) {
                    long chunk = ChunkKey.of(i % Units.CHUNKS_PER_REGION_SIDE, i / Units.CHUNKS_PER_REGION_SIDE);
                    assertThat(world.port().offer(new RegionInput.ShowChunk(chunk)))
                            .isTrue();
                    all.addAll(Objects.requireNonNull(chunks.poll(LIMIT_SECONDS, TimeUnit.SECONDS), "an answer"));
                }
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
            return all;
        }

        AvatarState avatar(long playerId) {
            return seen.getLast().results().stream()
                    .filter(result -> result.playerId() == playerId)
                    .findFirst()
                    .orElseThrow()
                    .avatar();
        }

        EntityState upserted(long id) {
            return seen.getLast().changes().stream()
                    .filter(change -> change.id() == id)
                    .map(change -> Objects.requireNonNull(change.now()))
                    .findFirst()
                    .orElseThrow();
        }

        @Override
        public void onRegionUp(RegionId region) {}

        @Override
        public void onChunk(long chunk, List<EntityState> durable) {
            chunks.add(durable);
        }

        @Override
        public void onFrame(RegionId region, DurableFrame frame) {
            if (throwsOnFrame) {
                throw new IllegalStateException("a listener's fault");
            }
            frames.add(frame);
        }

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
        public void onRegionDown(RegionId region, String why) {
            stops.add(why);
        }

        @Override
        public void onStopped(String why) {
            stopped = why;
            stops.add(why);
        }
    }
}
