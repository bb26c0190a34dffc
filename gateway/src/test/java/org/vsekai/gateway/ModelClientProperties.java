package org.vsekai.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Pose;
import org.vsekai.core.Seeds;
import org.vsekai.core.SplitMix64;
import org.vsekai.core.Units;
import org.vsekai.game.EntityKind;
import org.vsekai.game.EntityState;
import org.vsekai.replication.GameMessages;
import org.vsekai.replication.Interest;
import org.vsekai.sim.ChunkKey;
import org.vsekai.wire.v1.Entity;
import org.vsekai.world.DurableFrame;
import org.vsekai.world.RegionInput;

/** Clients that believe what they are told must end up with the durable world around them, whatever happened on the way. */
class ModelClientProperties {
    private static final int WORLD_CHUNKS = 24;
    private static final long HALF = WORLD_CHUNKS / 2 * Units.CHUNK_MICROS;

    private record Player(long sessionId, TestPeer peer, ModelClient client) {}

    /** The world as it should be, and everybody in it. */
    private static final class Run {
        final SplitMix64 random;
        final Fixture fixture = new Fixture(Fixture.options(50, 10_000), wideWorld());
        final Map<Long, Player> players = new TreeMap<>();
        final Map<Long, Pose> poses = new HashMap<>();
        final List<DurableFrame.Left> leaving = new ArrayList<>();
        long lastEntityId;

        Run(SplitMix64 random) {
            this.random = random;
        }

        void start() {
            for (int i = 0; i < 300; i++) {
                EntityState thing = thing(++lastEntityId);
                fixture.durable.put(thing.id(), thing);
            }
        }

        void step() {
            List<DurableFrame.Joined> joined = new ArrayList<>();
            if (players.size() < 6 && random.chance(0.1)) {
                joined.add(join());
            }
            if (!players.isEmpty() && random.chance(0.03)) {
                leave();
            }
            if (random.chance(0.7) || !joined.isEmpty() || !leaving.isEmpty()) {
                frame(joined);
            }
            poses.replaceAll((player, pose) -> walk(pose));
            players.values().forEach(each -> each.peer().bufferedBytes = random.chance(0.3) ? 100_000 : 0);
            fixture.tick(poses);
            players.values().forEach(each -> each.client().read(each.peer()));
        }

        /** Lets slow connections catch up. */
        void settle() {
            players.values().forEach(each -> each.peer().bufferedBytes = 0);
            for (int i = 0; i < 10; i++) {
                fixture.tick(poses);
            }
            players.values().forEach(each -> each.client().read(each.peer()));
        }

        private DurableFrame.Joined join() {
            TestPeer peer = fixture.connect("P" + fixture.directory.byToken.size());
            RegionInput.Join join = fixture.region.of(RegionInput.Join.class).getLast();
            Pose pose = Pose.standingAt(random.between(-HALF, HALF), 0, random.between(-HALF, HALF));
            players.put(join.playerId(), new Player(join.sessionId(), peer, new ModelClient()));
            poses.put(join.playerId(), pose);
            return Fixture.joined(join, pose.rootXMicros(), pose.rootZMicros());
        }

        private void leave() {
            List<Long> ids = List.copyOf(players.keySet());
            long playerId = ids.get(random.nextInt(ids.size()));
            Player player = players.get(playerId);
            if (player != null && player.peer().messages.isEmpty()) {
                return;
            }
            players.remove(playerId);
            poses.remove(playerId);
            if (player != null) {
                player.peer().vanish();
                leaving.add(new DurableFrame.Left(playerId, player.sessionId()));
            }
        }

        private void frame(List<DurableFrame.Joined> joined) {
            Map<Long, EntityState> upserted = new TreeMap<>();
            Set<Long> removed = new HashSet<>();
            for (int i = random.nextInt(8); i > 0; i--) {
                long id = random.chance(0.3) ? ++lastEntityId : 1 + random.nextInt((int) lastEntityId);
                if (random.chance(0.7) && !removed.contains(id)) {
                    upserted.put(id, thing(id));
                } else if (!upserted.containsKey(id)) {
                    removed.add(id);
                }
            }
            fixture.publish(
                    List.copyOf(upserted.values()), List.copyOf(removed), List.of(), joined, List.copyOf(leaving));
            leaving.clear();
        }

        private Pose walk(Pose pose) {
            long reach = random.chance(0.01) ? HALF : Units.metres(6);
            return pose.withRoot(
                    Math.clamp(pose.rootXMicros() + random.between(-reach, reach), -HALF, HALF - 1),
                    0,
                    Math.clamp(pose.rootZMicros() + random.between(-reach, reach), -HALF, HALF - 1));
        }

        private EntityState thing(long id) {
            return new EntityState(
                    id,
                    EntityKind.STRUCTURE,
                    1,
                    random.between(-HALF, HALF),
                    0,
                    random.between(-HALF, HALF),
                    random.nextInt(360),
                    random.nextInt(100),
                    1,
                    random.nextInt(5),
                    0);
        }
    }

    @Test
    void everyClientHoldsExactlyTheDurableWorldOfTheChunksItKnowsAndKnowsAllThatAreNear() {
        Seeds.forEach(20, random -> {
            Run run = new Run(random);
            run.start();
            for (int i = 0; i < 200; i++) {
                run.step();
                if (i % 4 != 0) {
                    continue;
                }
                run.players
                        .values()
                        .forEach(player -> assertHoldsTheDurableWorld(player.client(), run.fixture.durable));
            }
            run.settle();
            run.players.forEach((id, player) -> {
                assertThat(player.peer().isClosed).isFalse();
                assertKnowsWhatIsNear(player.client(), run.poses.getOrDefault(id, Pose.standingAt(0, 0, 0)));
                assertThat(player.client().people).hasSize(run.players.size() - 1);
            });
        });
    }

    private static void assertHoldsTheDurableWorld(ModelClient client, Map<Long, EntityState> durable) {
        GameMessages messages = new GameMessages((kind, variant) -> 100);
        Map<Long, Entity> expected = new TreeMap<>();
        for (EntityState each : durable.values()) {
            if (client.chunks.contains(ChunkKey.at(each.xMicros(), each.zMicros()))) {
                expected.put(each.id(), messages.entity(each));
            }
        }
        assertThat(client.things).isEqualTo(expected);
    }

    private static void assertKnowsWhatIsNear(ModelClient client, Pose pose) {
        long here = ChunkKey.at(pose.rootXMicros(), pose.rootZMicros());
        int outermost = Interest.RADIUS_CHUNKS + Interest.HYSTERESIS_CHUNKS;
        for (int x = -WORLD_CHUNKS / 2; x < WORLD_CHUNKS / 2; x++) {
            for (int z = -WORLD_CHUNKS / 2; z < WORLD_CHUNKS / 2; z++) {
                int distance = Interest.distance(here, ChunkKey.of(x, z));
                if (distance <= Interest.RADIUS_CHUNKS) {
                    assertThat(client.chunks).contains(ChunkKey.of(x, z));
                } else if (distance > outermost) {
                    assertThat(client.chunks).doesNotContain(ChunkKey.of(x, z));
                }
            }
        }
    }

    private static WorldFacts wideWorld() {
        WorldFacts facts = Fixture.facts();
        return new WorldFacts(
                facts.worldName(),
                facts.terrainSeed(),
                new WorldFacts.Bounds(-HALF, -HALF, HALF, HALF),
                facts.rates(),
                facts.rules(),
                facts.maxActionsInFlight(),
                facts.maxHp());
    }
}
