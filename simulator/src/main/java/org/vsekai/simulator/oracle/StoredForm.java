package org.vsekai.simulator.oracle;

import java.util.ArrayList;
import java.util.List;
import org.vsekai.game.Action;
import org.vsekai.game.ActionResult;
import org.vsekai.game.AvatarState;
import org.vsekai.game.EntityState;
import org.vsekai.game.ItemKind;
import org.vsekai.game.Items;
import org.vsekai.game.StandingOffer;
import org.vsekai.sim.RegionId;
import org.vsekai.world.v1.AcceptInput;
import org.vsekai.world.v1.AppliedInput;
import org.vsekai.world.v1.AvatarRecord;
import org.vsekai.world.v1.BuildInput;
import org.vsekai.world.v1.EntityRecord;
import org.vsekai.world.v1.GiftInput;
import org.vsekai.world.v1.HarvestInput;
import org.vsekai.world.v1.IdleInput;
import org.vsekai.world.v1.InteractInput;
import org.vsekai.world.v1.ItemCount;
import org.vsekai.world.v1.OfferInput;
import org.vsekai.world.v1.OfferRecord;
import org.vsekai.world.v1.RegionRecord;
import org.vsekai.world.v1.ResultRecord;

/**
 * The game's values as they should be stored. Written from records.proto a second time on purpose: what the world stores is not
 * judged by the world's own hand.
 */
final class StoredForm {
    private StoredForm() {}

    static EntityRecord of(EntityState state) {
        return EntityRecord.newBuilder()
                .setId(state.id())
                .setKind(state.kind().code())
                .setVariant(state.variant())
                .setXMicros(state.xMicros())
                .setYMicros(state.yMicros())
                .setZMicros(state.zMicros())
                .setYawDegrees(state.yawDegrees())
                .setHp(state.hp())
                .setCount(state.count())
                .setOwnerPlayerId(state.ownerPlayerId())
                .setReadyAtTick(state.readyAtTick())
                .build();
    }

    /** Without the newest results, which frames leave to their inputs. */
    static AvatarRecord of(AvatarState state, RegionId home) {
        AvatarRecord.Builder record = AvatarRecord.newBuilder()
                .setPlayerId(state.playerId())
                .setEntityId(state.entityId())
                .setName(state.name())
                .setXMicros(state.xMicros())
                .setYMicros(state.yMicros())
                .setZMicros(state.zMicros())
                .setHp(state.hp())
                .addAllInventory(of(new Items(state.wood(), state.stone())))
                .setLastAppliedSequence(state.lastAppliedSequence())
                .setHome(of(home))
                .setLastStrikeTick(state.lastStrikeTick());
        StandingOffer offer = state.offer();
        if (offer != null) {
            record.setOffer(OfferRecord.newBuilder()
                    .setSequence(offer.sequence())
                    .setToPlayerId(offer.toPlayerId())
                    .addAllGives(of(offer.gives()))
                    .addAllWants(of(offer.wants())));
        }
        return record.build();
    }

    static RegionRecord of(RegionId region) {
        return RegionRecord.newBuilder().setX(region.x()).setZ(region.z()).build();
    }

    static ResultRecord of(ActionResult result) {
        return ResultRecord.newBuilder()
                .setSequence(result.sequence())
                .setReason(result.reason().code())
                .setEntityId(result.entityId())
                .build();
    }

    /** The action alone: nothing of whose it is, or of what came of it. */
    static AppliedInput of(Action action) {
        AppliedInput.Builder input = AppliedInput.newBuilder();
        switch (action) {
            case Action.Harvest harvest ->
                input.setHarvest(HarvestInput.newBuilder().setTargetId(harvest.targetId()));
            case Action.Build build ->
                input.setBuild(BuildInput.newBuilder()
                        .setStructure(build.structure().code())
                        .setXMicros(build.xMicros())
                        .setYMicros(build.yMicros())
                        .setZMicros(build.zMicros())
                        .setYawDegrees(build.yawDegrees()));
            case Action.Interact interact ->
                input.setInteract(InteractInput.newBuilder().setTargetId(interact.targetId()));
            case Action.Idle idle -> input.setIdle(IdleInput.getDefaultInstance());
            case Action.Gift gift ->
                input.setGift(
                        GiftInput.newBuilder().setToPlayerId(gift.toPlayerId()).addAllItems(of(gift.items())));
            case Action.Offer offer ->
                input.setOffer(OfferInput.newBuilder()
                        .setToPlayerId(offer.toPlayerId())
                        .addAllGives(of(offer.gives()))
                        .addAllWants(of(offer.wants())));
            case Action.Accept accept ->
                input.setAccept(AcceptInput.newBuilder()
                        .setFromPlayerId(accept.fromPlayerId())
                        .setOfferSequence(accept.offerSequence()));
        }
        return input.build();
    }

    private static List<ItemCount> of(Items items) {
        List<ItemCount> stacks = new ArrayList<>();
        for (ItemKind item : ItemKind.values()) {
            if (items.count(item) > 0) {
                stacks.add(ItemCount.newBuilder()
                        .setItem(item.code())
                        .setCount(items.count(item))
                        .build());
            }
        }
        return stacks;
    }
}
