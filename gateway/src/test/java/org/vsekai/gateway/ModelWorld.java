package org.vsekai.gateway;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.vsekai.core.Pose;
import org.vsekai.core.SplitMix64;
import org.vsekai.core.Units;
import org.vsekai.game.ActionResult;
import org.vsekai.game.AvatarState;
import org.vsekai.game.Reason;
import org.vsekai.sim.RegionId;
import org.vsekai.world.DurableFrame;
import org.vsekai.world.RegionInput;
import org.vsekai.world.WorldListener;

/**
 * Nine regions on two tick threads, players who walk over their borders, and a gateway that is told of all that in any order in
 * which it may happen: frames, answers and restarts of one region in order, those of different regions anyhow, except that what
 * made a player cross is told before what the player does beyond.
 */
final class ModelWorld {
    static final int REGIONS_PER_SIDE = 3;
    private static final int TICK_THREADS = 2;
    private static final int MOST_PLAYERS = 6;

    /** A player who crosses is told of by the old side for so many ticks, and by both in the last of them. */
    private static final int OVERLAP_TICKS = 2;

    static final class Player {
        final RegionInput.Join join;
        final TestPeer peer;
        final ModelClient client = new ModelClient();
        final Map<Long, Integer> shown = new HashMap<>();
        ModelRegion home;
        ModelRegion formerHome;
        int overlap;
        Pose pose;
        AvatarState avatar;

        Player(RegionInput.Join join, TestPeer peer, ModelRegion home, Pose pose) {
            this.join = join;
            this.peer = peer;
            this.home = home;
            this.pose = pose;
            formerHome = home;
            avatar = Fixture.avatar(join.playerId(), join.name(), pose.rootXMicros(), pose.rootZMicros(), 0, 0);
        }
    }

    final SplitMix64 random;
    final Fixture fixture = new Fixture(Fixture.options(50, 10_000), facts());
    final Map<RegionId, ModelRegion> regions = new TreeMap<>();
    final Map<Long, Player> players = new TreeMap<>();
    int crossings;
    int restarts;
    private final long[] tickOfThread = new long[TICK_THREADS];
    private long step;
    private boolean isCalm;

    ModelWorld(SplitMix64 random) {
        this.random = random;
        for (int i = 0; i < REGIONS_PER_SIDE * REGIONS_PER_SIDE; i++) {
            RegionId id = new RegionId(i % REGIONS_PER_SIDE - 1, i / REGIONS_PER_SIDE - 1);
            regions.put(id, new ModelRegion(id, i + 1, fixture.gateway, random));
        }
    }

    static WorldFacts facts() {
        WorldFacts facts = Fixture.facts();
        return new WorldFacts(
                facts.worldName(),
                facts.terrainSeed(),
                new WorldFacts.Bounds(
                        -Units.REGION_MICROS, -Units.REGION_MICROS, 2 * Units.REGION_MICROS, 2 * Units.REGION_MICROS),
                facts.rates(),
                facts.rules(),
                facts.maxActionsInFlight(),
                facts.maxHp());
    }

    void step() {
        step++;
        if (players.size() < MOST_PLAYERS && random.chance(0.1)) {
            join();
        }
        if (!players.isEmpty() && random.chance(0.02)) {
            leave();
        }
        List.copyOf(players.values()).forEach(this::play);
        regions.values().forEach(this::upsAndDowns);
        players.values().forEach(each -> each.peer.bufferedBytes = random.chance(0.3) ? 100_000 : 0);
        turn(random.chance(0.2));
    }

    /** Nobody does anything any more, and everything comes through. */
    void settle() {
        isCalm = true;
        for (ModelRegion region : regions.values()) {
            if (!region.isUp) {
                comeUp(region);
            }
        }
        for (Player player : players.values()) {
            player.peer.bufferedBytes = 0;
            player.overlap = 0;
        }
        for (int i = 0; i < 100; i++) {
            turn(false);
        }
    }

    private void turn(boolean worldIsFull) {
        fixture.nowNanos += TimeUnit.SECONDS.toNanos(1) / Fixture.TICK_HERTZ;
        fixture.region.isFull = worldIsFull;
        for (ModelRegion region : regions.values()) {
            boolean hasNews = !region.touched.isEmpty() || !region.left.isEmpty();
            if (region.isUp && (hasNews || (!isCalm && random.chance(0.3)))) {
                region.frame(step, true);
            }
        }
        tellSome();
        for (int thread = 0; thread < TICK_THREADS; thread++) {
            if (isCalm || random.chance(0.9)) {
                tick(thread);
            }
        }
        passOnRequests();
        regions.values().stream().filter(region -> region.isUp).forEach(ModelRegion::answerSome);
        fixture.gateway.onBeat();
        players.values().forEach(each -> each.client.read(each.peer));
    }

    private void tellSome() {
        for (ModelRegion region : regions.values()) {
            while (region.hasSaid() && (isCalm || random.chance(0.6))) {
                region.tellOne();
            }
        }
    }

    /** A thread that missed ticks leaps. */
    private void tick(int thread) {
        tickOfThread[thread] = isCalm ? tickOfThread[thread] + 1 : Math.max(step, tickOfThread[thread] + 1);
        List<Long> ids = new ArrayList<>();
        List<Pose> poses = new ArrayList<>();
        for (Player player : players.values()) {
            boolean isToldBeyond =
                    threadOf(player.home) == thread && player.home.isUp && player.overlap < OVERLAP_TICKS;
            boolean isToldHere = threadOf(player.formerHome) == thread && player.formerHome.isUp && player.overlap > 0;
            if (isToldBeyond || isToldHere) {
                ids.add(player.join.playerId());
                poses.add(player.pose);
            }
        }
        fixture.gateway.onPoses(tickOfThread[thread], new View(ids, poses));
    }

    private record View(List<Long> ids, List<Pose> poses) implements WorldListener.PoseView {
        @Override
        public int count() {
            return ids.size();
        }

        @Override
        public long playerId(int index) {
            return ids.get(index);
        }

        @Override
        public Pose pose(int index) {
            return poses.get(index);
        }
    }

    private static int threadOf(ModelRegion region) {
        return Math.floorMod(region.id.x() + region.id.z(), TICK_THREADS);
    }

    private void passOnRequests() {
        while (!fixture.region.shows.isEmpty()) {
            long chunk = fixture.region.shows.removeFirst();
            ModelRegion region = region(RegionId.ofChunk(chunk));
            if (region.isUp) {
                region.asked.add(chunk);
            }
        }
    }

    private void join() {
        fixture.region.isFull = false;
        TestPeer peer = fixture.connect("P" + fixture.directory.byToken.size());
        RegionInput.Join join = fixture.region.of(RegionInput.Join.class).getLast();
        Pose pose = Pose.standingAt(place(), clock(), place());
        ModelRegion home = region(RegionId.at(pose.rootXMicros(), pose.rootZMicros()));
        if (!home.isUp) {
            comeUp(home);
        }
        Player player = new Player(join, peer, home, pose);
        players.put(join.playerId(), player);
        home.joined.add(new DurableFrame.Joined(join.playerId(), join.sessionId(), player.avatar));
        home.touched.put(join.playerId(), player.avatar);
    }

    private void leave() {
        Collection<Player> all = players.values();
        Player player = List.copyOf(all).get(random.nextInt(all.size()));
        players.remove(player.join.playerId());
        player.peer.vanish();
        if (player.home.isUp) {
            player.home.joined.removeIf(each -> each.playerId() == player.join.playerId());
            player.home.left.add(new DurableFrame.Left(player.join.playerId(), player.join.sessionId()));
        }
    }

    private void play(Player player) {
        long reach = random.chance(0.01) ? Units.REGION_MICROS : Units.metres(8);
        player.pose = player.pose.withRoot(
                clamp(player.pose.rootXMicros() + random.between(-reach, reach)),
                clock(),
                clamp(player.pose.rootZMicros() + random.between(-reach, reach)));
        player.overlap = Math.max(0, player.overlap - 1);
        ModelRegion there = region(RegionId.at(player.pose.rootXMicros(), player.pose.rootZMicros()));
        if (there != player.home && player.home.isUp && there.isUp && player.overlap == 0) {
            cross(player, there);
        }
        if (player.home.isUp && random.chance(0.2)) {
            act(player);
        }
    }

    private void cross(Player player, ModelRegion there) {
        crossings++;
        ModelRegion here = player.home;
        here.touched.put(player.join.playerId(), player.avatar);
        here.frame(step, true);
        while (here.hasSaid()) {
            here.tellOne();
        }
        there.touched.put(player.join.playerId(), player.avatar);
        player.formerHome = here;
        player.home = there;
        player.overlap = OVERLAP_TICKS;
    }

    private void act(Player player) {
        AvatarState before = player.avatar;
        ActionResult result = new ActionResult(before.lastAppliedSequence() + 1, Reason.OK, 0);
        List<ActionResult> recent = new ArrayList<>(before.recentResults());
        recent.add(result);
        player.avatar = new AvatarState(
                before.playerId(),
                before.entityId(),
                before.name(),
                player.pose.rootXMicros(),
                0,
                player.pose.rootZMicros(),
                before.hp(),
                random.nextInt(3),
                random.nextInt(2),
                result.sequence(),
                0,
                recent.subList(Math.max(0, recent.size() - AvatarState.RECENT_RESULTS), recent.size()));
        player.home.results.add(new DurableFrame.PlayerResult(
                player.join.playerId(), player.join.sessionId(), result, DurableFrame.Deed.RESTED, player.avatar));
        player.home.touched.put(player.join.playerId(), player.avatar);
    }

    private void upsAndDowns(ModelRegion region) {
        if (region.isUp && random.chance(0.01)) {
            for (int i = random.nextInt(3); i > 0; i--) {
                region.frame(step, false);
            }
            region.results.clear();
            region.joined.clear();
            region.left.clear();
            region.touched.clear();
            region.goDown();
            restarts++;
        } else if (!region.isUp && random.chance(0.2)) {
            comeUp(region);
        }
    }

    /** Those who are still there enter again, with what they have become in frames that nobody was told of. */
    private void comeUp(ModelRegion region) {
        region.comeUp();
        for (Player player : players.values()) {
            if (player.home == region) {
                region.joined.add(
                        new DurableFrame.Joined(player.join.playerId(), player.join.sessionId(), player.avatar));
                region.touched.put(player.join.playerId(), player.avatar);
            }
        }
    }

    ModelRegion region(RegionId id) {
        ModelRegion region = regions.get(id);
        if (region == null) {
            throw new AssertionError("there is no region " + id);
        }
        return region;
    }

    /** Whoever is seen is seen at a height that tells when: a millimetre a step. */
    private long clock() {
        return step * Units.MICROS_PER_MM;
    }

    private long place() {
        return random.between(-Units.REGION_MICROS, 2 * Units.REGION_MICROS);
    }

    private static long clamp(long micros) {
        return Math.clamp(micros, -Units.REGION_MICROS, 2 * Units.REGION_MICROS - 1);
    }
}
