package org.vsekai.gateway;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.vsekai.core.Pose;
import org.vsekai.core.Units;
import org.vsekai.game.AvatarState;
import org.vsekai.game.EntityState;
import org.vsekai.game.ThingChange;
import org.vsekai.rtc.PeerAcceptor;
import org.vsekai.rtc.PeerListener;
import org.vsekai.sim.ChunkKey;
import org.vsekai.sim.RegionId;
import org.vsekai.world.DurableFrame;
import org.vsekai.world.PlayerDirectory;
import org.vsekai.world.RegionInput;
import org.vsekai.world.WorldListener;

/** A gateway under a virtual clock, between a region and peers in memory. */
class Fixture {
    static final String ADDRESS = "192.0.2.1";
    static final int TICK_HERTZ = 60;

    static final RegionId HERE = new RegionId(0, 0);

    final TestRegion region = new TestRegion();

    /** All things as they are durable. */
    final Map<Long, EntityState> durable = new TreeMap<>();

    final Directory directory = new Directory();
    final Port port = new Port();
    final Gateway gateway;
    final JoinService joins;

    /** Avatars that the next frame touches, beside those of whom it says more. */
    final List<AvatarState> touched = new ArrayList<>();

    long nowNanos = 1;
    long frame;
    long tick;

    Fixture() {
        this(GatewayOptions.defaults());
    }

    Fixture(GatewayOptions options) {
        this(options, facts());
    }

    Fixture(GatewayOptions options, WorldFacts facts) {
        gateway = new Gateway(options, facts, region, () -> nowNanos);
        joins = new JoinService(directory, transport -> port, gateway);
        gateway.onRegionUp(HERE);
    }

    static WorldFacts facts() {
        long half = Units.metres(128);
        return new WorldFacts(
                "test",
                7,
                new WorldFacts.Bounds(-half, -half, half, half),
                new WorldFacts.Rates(TICK_HERTZ, 60, 60),
                new WorldFacts.RuleFigures(3_000, 7_000, 4, 4_000, 2_500, 200, 600, 6_000, 5_000),
                32,
                (kind, variant) -> 100);
    }

    static GatewayOptions options(int maxSessions, int joinsPerMinute) {
        GatewayOptions defaults = GatewayOptions.defaults();
        return new GatewayOptions(
                maxSessions,
                joinsPerMinute,
                defaults.snapshotBytesPerSecond(),
                defaults.connectTimeoutNanos(),
                defaults.slowBufferBytes(),
                defaults.slowTimeoutNanos());
    }

    JoinOutcome join(String name) {
        return joins.join(new JoinRequest(name, null, Transport.WEBRTC, "offer"), ADDRESS);
    }

    JoinOutcome joinAgain(String token) {
        return joins.join(new JoinRequest(null, token, Transport.WEBRTC, "offer"), ADDRESS);
    }

    /** Joins as a guest and connects; the region has yet to let the player in. */
    TestPeer connect(String name) {
        if (!(join(name) instanceof JoinOutcome.Joined)) {
            throw new AssertionError("refused");
        }
        TestPeer peer = peer(port.listeners.getLast());
        peer.connect();
        return peer;
    }

    TestPeer peer(PeerListener listener) {
        return new TestPeer(listener);
    }

    /** Joins, connects, and is let in by a frame. */
    TestPeer enter(String name) {
        TestPeer peer = connect(name);
        admit();
        return peer;
    }

    /** A durable frame that lets in whoever asked last. */
    void admit() {
        RegionInput.Join join = region.of(RegionInput.Join.class).getLast();
        publish(List.of(), List.of(), List.of(), List.of(joined(join, 0, 0)), List.of());
    }

    static DurableFrame.Joined joined(RegionInput.Join join, long xMicros, long zMicros) {
        return new DurableFrame.Joined(
                join.playerId(), join.sessionId(), avatar(join.playerId(), join.name(), xMicros, zMicros, 0, 0));
    }

    static AvatarState avatar(long playerId, String name, long xMicros, long zMicros, int wood, long lastSequence) {
        return new AvatarState(
                playerId, playerId + 1_000, name, xMicros, 0, zMicros, 100, wood, 0, lastSequence, 0, List.of());
    }

    void publish(
            List<EntityState> upserted,
            List<Long> removed,
            List<DurableFrame.PlayerResult> results,
            List<DurableFrame.Joined> joined,
            List<DurableFrame.Left> left) {
        frame++;
        List<ThingChange> changes = new ArrayList<>();
        upserted.forEach(now -> changes.add(new ThingChange(durable.put(now.id(), now), now)));
        for (long id : removed) {
            EntityState before = durable.remove(id);
            if (before != null) {
                changes.add(ThingChange.removed(before));
            }
        }
        Map<Long, AvatarState> avatars = new TreeMap<>();
        joined.forEach(each -> avatars.put(each.playerId(), each.avatar()));
        results.forEach(each -> avatars.put(each.playerId(), each.avatar()));
        touched.forEach(each -> avatars.put(each.playerId(), each));
        gateway.onFrame(
                HERE, new DurableFrame(frame, tick, changes, results, joined, left, List.copyOf(avatars.values())));
        touched.clear();
        showChunks();
    }

    /** What the regions answer in their next tick. */
    void showChunks() {
        while (!region.shows.isEmpty()) {
            long chunk = region.shows.removeFirst();
            gateway.onChunk(
                    chunk,
                    durable.values().stream()
                            .filter(each -> ChunkKey.at(each.xMicros(), each.zMicros()) == chunk)
                            .toList());
        }
    }

    void publish(List<EntityState> upserted, List<Long> removed) {
        publish(upserted, removed, List.of(), List.of(), List.of());
    }

    /** A tick with these poses, in the order of the players' ids. */
    void tick(Map<Long, Pose> poses) {
        tick++;
        nowNanos += TimeUnit.SECONDS.toNanos(1) / TICK_HERTZ;
        showChunks();
        List<Long> players = poses.keySet().stream().sorted().toList();
        gateway.onPoses(tick, new WorldListener.PoseView() {
            @Override
            public int count() {
                return players.size();
            }

            @Override
            public long playerId(int index) {
                return players.get(index);
            }

            @Override
            public Pose pose(int index) {
                return poses.getOrDefault(players.get(index), Pose.standingAt(0, 0, 0));
            }
        });
    }

    void advance(long seconds) {
        nowNanos += TimeUnit.SECONDS.toNanos(seconds);
    }

    /** Players in memory. */
    static final class Directory implements PlayerDirectory {
        final Map<String, Player> byToken = new HashMap<>();

        @Override
        public NewPlayer createGuest(String name) {
            Player player = new Player(byToken.size() + 1L, name);
            String token = "token-" + player.playerId();
            byToken.put(token, player);
            return new NewPlayer(player, token);
        }

        @Override
        public Optional<Player> findByToken(String token) {
            return Optional.ofNullable(byToken.get(token));
        }
    }

    /** Takes every offer but "bad" and "crowd". */
    static final class Port implements PeerAcceptor {
        final List<PeerListener> listeners = new ArrayList<>();

        @Override
        public String accept(String offerSdp, PeerListener listener) throws BadOfferException, TooManyPeersException {
            if (offerSdp.equals("bad")) {
                throw new BadOfferException("The offer has no data channel.");
            }
            if (offerSdp.equals("crowd")) {
                throw new TooManyPeersException("The port is full.");
            }
            listeners.add(listener);
            return "answer";
        }
    }
}
