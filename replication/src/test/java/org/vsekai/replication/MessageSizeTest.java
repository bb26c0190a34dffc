package org.vsekai.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vsekai.core.SplitMix64;
import org.vsekai.game.EntityState;
import org.vsekai.game.ThingChange;
import org.vsekai.sim.ChunkKey;
import org.vsekai.sim.RegionId;
import org.vsekai.wire.Protocol;
import org.vsekai.wire.ReliableCodec;
import org.vsekai.wire.v1.Entity;
import org.vsekai.wire.v1.FrameUpdate;
import org.vsekai.wire.v1.Person;
import org.vsekai.wire.v1.ServerMessage;

class MessageSizeTest {
    private final GameMessages messages = new GameMessages((kind, variant) -> 100);

    @Test
    void aChunkWithManyThingsComesInPartsWithinTheLimit() {
        SplitMix64 random = new SplitMix64(1);
        List<EntityState> things = new ArrayList<>();
        for (long id = 1; id <= 2_000; id++) {
            things.add(Things.random(id, random));
        }
        List<ServerMessage> parts = messages.chunkState(ChunkKey.of(-3, 4), things);
        List<Entity> seen = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            assertThat(ReliableCodec.encode(parts.get(i)).length).isLessThanOrEqualTo(Protocol.MAX_RELIABLE_BYTES);
            assertThat(parts.get(i).getChunkState().getPart()).isEqualTo(i);
            assertThat(parts.get(i).getChunkState().getChunkX()).isEqualTo(-3);
            assertThat(parts.get(i).getChunkState().getChunkZ()).isEqualTo(4);
            seen.addAll(parts.get(i).getChunkState().getEntitiesList());
        }
        assertThat(parts).hasSizeGreaterThan(2);
        assertThat(seen).isEqualTo(things.stream().map(messages::entity).toList());
    }

    @Test
    void anEmptyChunkIsStillToldOf() {
        List<ServerMessage> parts = messages.chunkState(ChunkKey.of(0, 0), List.of());
        assertThat(parts).hasSize(1);
        assertThat(parts.getFirst().hasChunkState()).isTrue();
    }

    @Test
    void aLargeFrameComesInSeveralMessagesWithOneNumberAndNothingIsLost() {
        SplitMix64 random = new SplitMix64(2);
        List<EntityState> things = new ArrayList<>();
        for (long id = 1; id <= 1_500; id++) {
            things.add(Things.random(id, random));
        }
        List<ThingChange> changes = things.stream().map(ThingChange::made).toList();
        Interest everywhere = new Interest(ChunkBounds.covering(-128_000_000, -128_000_000, 128_000_000, 128_000_000));
        everywhere.moveTo(ChunkKey.of(0, 0));
        while (everywhere.isWanting()) {
            long chunk = everywhere.nearestWanted();
            everywhere.askedForNearest();
            everywhere.answered(chunk);
        }
        FrameUpdateWriter writer = new FrameUpdateWriter(new RegionId(-1, 2), 7, 9);
        for (int i = 0; i < 300; i++) {
            writer.arrived(
                    Person.newBuilder().setSlot(i).setName("x".repeat(90)).build());
        }
        writer.things(changes, things.stream().map(messages::entity).toList(), everywhere);
        int people = 0;
        int entities = 0;
        for (ServerMessage part : writer.finish()) {
            assertThat(ReliableCodec.encode(part).length).isLessThanOrEqualTo(Protocol.MAX_RELIABLE_BYTES);
            FrameUpdate update = part.getFrameUpdate();
            assertThat(update.getRegionX()).isEqualTo(-1);
            assertThat(update.getRegionZ()).isEqualTo(2);
            assertThat(update.getFrame()).isEqualTo(7);
            assertThat(update.getTick()).isEqualTo(9);
            people += update.getArrivedCount();
            entities += update.getUpsertedCount();
        }
        assertThat(people).isEqualTo(300);
        assertThat(entities).isEqualTo(1_500);
    }

    @Test
    void aFrameWithNothingForTheClientIsNotSent() {
        assertThat(new FrameUpdateWriter(RegionId.SPAWN, 1, 1).finish()).isEmpty();
    }
}
