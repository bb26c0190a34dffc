package org.vsekai.replication;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.Check;
import org.vsekai.game.ActionResult;
import org.vsekai.game.AvatarState;
import org.vsekai.game.EntityState;
import org.vsekai.game.ItemKind;
import org.vsekai.game.Items;
import org.vsekai.sim.ChunkKey;
import org.vsekai.wire.v1.ChunkForgotten;
import org.vsekai.wire.v1.ChunkState;
import org.vsekai.wire.v1.Entity;
import org.vsekai.wire.v1.EntityKind;
import org.vsekai.wire.v1.Inventory;
import org.vsekai.wire.v1.ItemCount;
import org.vsekai.wire.v1.OfferMade;
import org.vsekai.wire.v1.Position;
import org.vsekai.wire.v1.Reason;
import org.vsekai.wire.v1.ServerMessage;

/** The game's types as messages of the reliable lane. The codes of both sides are the same numbers. */
public final class GameMessages {
    /** Room for entities in one message: the lane's limit less what the frame around them may take. */
    static final int MAX_PAYLOAD_BYTES = 15_000;

    /** A nested message's tag and length, at most. */
    static final int NESTING_BYTES = 4;

    private final MaxHp maxHp;

    public GameMessages(MaxHp maxHp) {
        this.maxHp = maxHp;
    }

    public static Position position(long xMicros, long yMicros, long zMicros) {
        return Position.newBuilder()
                .setXMicros(xMicros)
                .setYMicros(yMicros)
                .setZMicros(zMicros)
                .build();
    }

    public Entity entity(EntityState state) {
        return Entity.newBuilder()
                .setId(state.id())
                .setKind(known(EntityKind.forNumber(state.kind().code())))
                .setVariant(state.variant())
                .setPosition(position(state.xMicros(), state.yMicros(), state.zMicros()))
                .setYawDegrees(state.yawDegrees())
                .setHp(state.hp())
                .setMaxHp(maxHp.of(state.kind(), state.variant()))
                .setCount(state.count())
                .setOwnerPlayerId(state.ownerPlayerId())
                .build();
    }

    public static org.vsekai.wire.v1.ActionResult result(ActionResult result) {
        return org.vsekai.wire.v1.ActionResult.newBuilder()
                .setSequence(result.sequence())
                .setReason(known(Reason.forNumber(result.reason().code())))
                .setText(result.reason().text())
                .setEntityId(result.entityId())
                .build();
    }

    /** Kinds of which there are none are left out. */
    public static Inventory inventory(AvatarState avatar) {
        return Inventory.newBuilder()
                .addAllItems(stacks(new Items(avatar.wood(), avatar.stone())))
                .build();
    }

    private static List<ItemCount> stacks(Items items) {
        List<ItemCount> stacks = new ArrayList<>();
        for (ItemKind item : ItemKind.values()) {
            int count = items.count(item);
            if (count > 0) {
                stacks.add(ItemCount.newBuilder()
                        .setItem(known(org.vsekai.wire.v1.ItemKind.forNumber(item.code())))
                        .setCount(count)
                        .build());
            }
        }
        return stacks;
    }

    /** A side of an offer without items is left out; without both, the offer stands no more. */
    public static OfferMade offer(long fromPlayerId, long sequence, Items gives, Items wants) {
        OfferMade.Builder offer =
                OfferMade.newBuilder().setFromPlayerId(fromPlayerId).setOfferSequence(sequence);
        stacks(gives).forEach(offer::setGives);
        stacks(wants).forEach(offer::setWants);
        return offer.build();
    }

    /** What a player is seen to carry: the first kind that there is any of. */
    public static org.vsekai.wire.v1.ItemKind carries(AvatarState avatar) {
        for (ItemKind item : ItemKind.values()) {
            if (avatar.count(item) > 0) {
                return known(org.vsekai.wire.v1.ItemKind.forNumber(item.code()));
            }
        }
        return org.vsekai.wire.v1.ItemKind.ITEM_KIND_UNSPECIFIED;
    }

    /** A chunk's things in as many messages as they need, at least one. */
    public List<ServerMessage> chunkState(long chunk, Collection<EntityState> things) {
        List<ServerMessage> parts = new ArrayList<>();
        ChunkState.Builder part = part(chunk, 0);
        int size = 0;
        for (EntityState thing : things) {
            Entity entity = entity(thing);
            int entitySize = entity.getSerializedSize() + NESTING_BYTES;
            if (size + entitySize > MAX_PAYLOAD_BYTES) {
                parts.add(ServerMessage.newBuilder().setChunkState(part).build());
                part = part(chunk, parts.size());
                size = 0;
            }
            part.addEntities(entity);
            size += entitySize;
        }
        parts.add(ServerMessage.newBuilder().setChunkState(part).build());
        return parts;
    }

    public static ServerMessage chunkForgotten(long chunk) {
        return ServerMessage.newBuilder()
                .setChunkForgotten(
                        ChunkForgotten.newBuilder().setChunkX(ChunkKey.x(chunk)).setChunkZ(ChunkKey.z(chunk)))
                .build();
    }

    private static ChunkState.Builder part(long chunk, int number) {
        return ChunkState.newBuilder()
                .setChunkX(ChunkKey.x(chunk))
                .setChunkZ(ChunkKey.z(chunk))
                .setPart(number);
    }

    private static <T> T known(@Nullable T constant) {
        Check.that(constant != null, "every code of the game has its constant on the wire");
        return Objects.requireNonNull(constant);
    }
}
