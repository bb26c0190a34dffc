package org.vsekai.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Pose;
import org.vsekai.core.Seeds;
import org.vsekai.core.Units;
import org.vsekai.game.EntityState;
import org.vsekai.replication.GameMessages;
import org.vsekai.replication.Interest;
import org.vsekai.sim.ChunkKey;
import org.vsekai.sim.RegionId;
import org.vsekai.wire.v1.Entity;
import org.vsekai.wire.v1.ItemKind;

/**
 * Clients that believe what they are told must hold the durable history of every region, and end up with the durable world
 * around them, whatever happened on the way.
 */
class ModelClientProperties {
    private static final int STEPS = 250;
    private static final long SURELY_IN_SIGHT = Units.metres(190);

    private final GameMessages messages = new GameMessages((kind, variant) -> 100);

    @Test
    void everyClientHoldsTheDurableHistoryOfTheChunksItKnowsAndMissesNothing() {
        AtomicInteger crossings = new AtomicInteger();
        AtomicInteger restarts = new AtomicInteger();
        Seeds.forEach(10, random -> {
            ModelWorld world = new ModelWorld(random);
            for (int i = 0; i < STEPS; i++) {
                world.step();
                if (i % 4 == 0) {
                    world.players.values().forEach(player -> assertHoldsHistory(world, player));
                }
            }
            world.settle();
            world.players.values().forEach(player -> {
                assertHoldsHistory(world, player);
                assertIsUpToDate(world, player);
            });
            crossings.addAndGet(world.crossings);
            restarts.addAndGet(world.restarts);
        });
        assertThat(crossings.get()).isGreaterThan(50);
        assertThat(restarts.get()).isGreaterThan(50);
    }

    /** Each chunk is as it once was, not before what was shown already, and not after what was told. */
    private void assertHoldsHistory(ModelWorld world, ModelWorld.Player player) {
        player.shown.keySet().retainAll(player.client.chunks);
        for (long chunk : player.client.chunks) {
            ModelRegion region = world.region(RegionId.ofChunk(chunk));
            List<Entity> held = player.client.thingsIn(chunk);
            int newest = region.told.getOrDefault(chunk, 0);
            int oldest = region.hasBeenDown ? player.shown.getOrDefault(chunk, 0) : newest;
            int index = oldest;
            while (index < newest && !held.equals(entities(region, chunk, index))) {
                index++;
            }
            assertThat(held).isEqualTo(entities(region, chunk, index));
            player.shown.put(chunk, index);
        }
    }

    private List<Entity> entities(ModelRegion region, long chunk, int index) {
        List<EntityState> states = region.history(chunk).get(index);
        return states.stream().map(messages::entity).toList();
    }

    private void assertIsUpToDate(ModelWorld world, ModelWorld.Player player) {
        ModelClient client = player.client;
        assertThat(player.peer.isClosed).isFalse();
        assertKnowsWhatIsNear(client, player.pose);
        for (long chunk : client.chunks) {
            ModelRegion region = world.region(RegionId.ofChunk(chunk));
            assertThat(client.thingsIn(chunk))
                    .isEqualTo(entities(region, chunk, region.history(chunk).size() - 1));
        }
        assertThat(client.results)
                .as("every answer came once, in order")
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(client.welcomedAfter + 1, player.avatar.lastAppliedSequence())
                                .boxed()
                                .toList());
        assertThat(client.inventory).isEqualTo(GameMessages.inventory(player.avatar));
        List<ModelWorld.Player> others =
                world.players.values().stream().filter(each -> each != player).toList();
        assertThat(client.people.values())
                .containsExactlyInAnyOrderElementsOf(
                        others.stream().map(each -> each.join.name()).toList());
        others.forEach(other -> assertSees(client, player, other));
    }

    private static void assertSees(ModelClient client, ModelWorld.Player player, ModelWorld.Player other) {
        int slot = client.people.entrySet().stream()
                .filter(each -> each.getValue().equals(other.join.name()))
                .findFirst()
                .orElseThrow()
                .getKey();
        assertThat(client.carried)
                .containsEntry(
                        slot,
                        other.avatar.wood() > 0
                                ? ItemKind.ITEM_KIND_WOOD
                                : other.avatar.stone() > 0 ? ItemKind.ITEM_KIND_STONE : ItemKind.ITEM_KIND_UNSPECIFIED);
        long dx = Math.abs(player.pose.rootXMicros() - other.pose.rootXMicros());
        long dz = Math.abs(player.pose.rootZMicros() - other.pose.rootZMicros());
        if (dx < SURELY_IN_SIGHT && dz < SURELY_IN_SIGHT) {
            assertThat(client.newestPose).containsEntry(slot, other.pose.rootYMicros());
        }
    }

    private static void assertKnowsWhatIsNear(ModelClient client, Pose pose) {
        long here = ChunkKey.at(pose.rootXMicros(), pose.rootZMicros());
        int side = Units.CHUNKS_PER_REGION_SIDE;
        for (int x = -side; x < 2 * side; x++) {
            for (int z = -side; z < 2 * side; z++) {
                int distance = Interest.distance(here, ChunkKey.of(x, z));
                if (distance <= Interest.RADIUS_CHUNKS) {
                    assertThat(client.chunks).contains(ChunkKey.of(x, z));
                } else if (distance > Interest.RADIUS_CHUNKS + Interest.HYSTERESIS_CHUNKS) {
                    assertThat(client.chunks).doesNotContain(ChunkKey.of(x, z));
                }
            }
        }
    }
}
