package org.vsekai.world;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import java.util.List;
import org.vsekai.game.Action;
import org.vsekai.game.ActionResult;
import org.vsekai.game.Avatar;
import org.vsekai.game.AvatarState;
import org.vsekai.game.EntityKind;
import org.vsekai.game.EntityState;
import org.vsekai.game.ItemKind;
import org.vsekai.game.Items;
import org.vsekai.game.Reason;
import org.vsekai.game.StructureKind;
import org.vsekai.game.Things;
import org.vsekai.sim.EntityImage;
import org.vsekai.sim.EntityTable;
import org.vsekai.sim.RegionId;
import org.vsekai.world.v1.AcceptInput;
import org.vsekai.world.v1.AppliedInput;
import org.vsekai.world.v1.AvatarBefore;
import org.vsekai.world.v1.AvatarRecord;
import org.vsekai.world.v1.BuildInput;
import org.vsekai.world.v1.EntityChange;
import org.vsekai.world.v1.EntityRecord;
import org.vsekai.world.v1.GiftInput;
import org.vsekai.world.v1.HarvestInput;
import org.vsekai.world.v1.IdleInput;
import org.vsekai.world.v1.InteractInput;
import org.vsekai.world.v1.ItemCount;
import org.vsekai.world.v1.OfferInput;
import org.vsekai.world.v1.RegionRecord;
import org.vsekai.world.v1.ResultRecord;

/** Between stored records and the game's types. Reading what no build has written is {@link DamagedRecordException}. */
final class Records {
    private Records() {}

    static <M extends Message> M parse(Parser<M> parser, byte[] value, String what) {
        try {
            return parser.parseFrom(value);
        } catch (InvalidProtocolBufferException failure) {
            throw new DamagedRecordException(what, failure);
        }
    }

    static EntityRecord entity(EntityState state) {
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

    static EntityState entity(EntityRecord record) {
        EntityKind kind = EntityKind.ofCode(record.getKind())
                .orElseThrow(() -> new DamagedRecordException("an entity of kind " + record.getKind(), null));
        return new EntityState(
                record.getId(),
                kind,
                record.getVariant(),
                record.getXMicros(),
                record.getYMicros(),
                record.getZMicros(),
                record.getYawDegrees(),
                record.getHp(),
                record.getCount(),
                record.getOwnerPlayerId(),
                record.getReadyAtTick());
    }

    static RegionRecord region(RegionId region) {
        return RegionRecord.newBuilder().setX(region.x()).setZ(region.z()).build();
    }

    static RegionId region(RegionRecord record) {
        return new RegionId(record.getX(), record.getZ());
    }

    /** The avatar's home. Those that were stored before there were several regions are at home in the first. */
    static RegionId home(AvatarRecord record) {
        return record.hasHome() ? region(record.getHome()) : RegionId.SPAWN;
    }

    /** Without recent results: a frame's inputs continue them. */
    static AvatarRecord avatarInFrame(AvatarState state, RegionId home) {
        return avatarBuilder(state).setHome(region(home)).build();
    }

    static AvatarRecord avatar(AvatarState state, RegionId home) {
        AvatarRecord.Builder builder = avatarBuilder(state).setHome(region(home));
        state.recentResults().forEach(result -> builder.addRecentResults(result(result)));
        return builder.build();
    }

    private static AvatarRecord.Builder avatarBuilder(AvatarState state) {
        AvatarRecord.Builder builder = AvatarRecord.newBuilder()
                .setPlayerId(state.playerId())
                .setEntityId(state.entityId())
                .setName(state.name())
                .setXMicros(state.xMicros())
                .setYMicros(state.yMicros())
                .setZMicros(state.zMicros())
                .setHp(state.hp())
                .setLastAppliedSequence(state.lastAppliedSequence())
                .setLastStrikeTick(state.lastStrikeTick());
        builder.addAllInventory(DealRecords.items(new Items(state.wood(), state.stone())));
        if (state.offer() != null) {
            builder.setOffer(DealRecords.offer(state.offer()));
        }
        return builder;
    }

    static AvatarState avatar(AvatarRecord record) {
        return avatar(
                record,
                record.getRecentResultsList().stream().map(Records::result).toList());
    }

    static AvatarState avatar(AvatarRecord record, List<ActionResult> recentResults) {
        return new AvatarState(
                record.getPlayerId(),
                record.getEntityId(),
                record.getName(),
                record.getXMicros(),
                record.getYMicros(),
                record.getZMicros(),
                record.getHp(),
                count(record, ItemKind.WOOD),
                count(record, ItemKind.STONE),
                record.getLastAppliedSequence(),
                record.getLastStrikeTick(),
                recentResults,
                record.hasOffer() ? DealRecords.offer(record.getOffer()) : null);
    }

    /** Of an avatar that is touched in the tick that is ending. */
    static AvatarBefore avatarBefore(Avatar avatar) {
        AvatarBefore.Builder builder = AvatarBefore.newBuilder()
                .setPlayerId(avatar.playerId())
                .setLastStrikeTick(avatar.lastStrikeTickBefore());
        builder.addAllInventory(DealRecords.items(avatar.inventoryBefore()));
        if (avatar.offerBefore() != null) {
            builder.setOffer(DealRecords.offer(avatar.offerBefore()));
        }
        return builder.build();
    }

    private static int count(AvatarRecord record, ItemKind item) {
        return record.getInventoryList().stream()
                .filter(stack -> stack.getItem() == item.code())
                .mapToInt(ItemCount::getCount)
                .sum();
    }

    static ResultRecord result(ActionResult result) {
        return ResultRecord.newBuilder()
                .setSequence(result.sequence())
                .setReason(result.reason().code())
                .setEntityId(result.entityId())
                .build();
    }

    static ActionResult result(ResultRecord record) {
        Reason reason = Reason.ofCode(record.getReason())
                .orElseThrow(() -> new DamagedRecordException("a result with reason " + record.getReason(), null));
        return new ActionResult(record.getSequence(), reason, record.getEntityId());
    }

    /** As an applied one, but that the result is not known yet. */
    static AppliedInput loggedInput(StoreEvent.LoggedInput input) {
        return input(input.playerId(), input.action(), new ActionResult(input.sequence(), Reason.OK, 0));
    }

    /** What the tick that is ending has changed, of a table's list of changes. */
    static EntityChange change(EntityTable things, int index) {
        EntityChange.Builder change = EntityChange.newBuilder();
        EntityImage before = things.changes().before(index);
        int row = things.rowOf(things.changes().id(index));
        if (before != null) {
            change.setBefore(entity(Things.state(before)));
        }
        if (row != EntityTable.NONE) {
            change.setAfter(entity(Things.state(things.image(row))));
        }
        return change.build();
    }

    static AppliedInput input(long playerId, Action action, ActionResult result) {
        return undecided(playerId, action).toBuilder().setResult(result(result)).build();
    }

    /** As an applied one, but that the result is not known yet. */
    static AppliedInput undecided(long playerId, Action action) {
        AppliedInput.Builder builder = AppliedInput.newBuilder().setPlayerId(playerId);
        switch (action) {
            case Action.Harvest harvest ->
                builder.setHarvest(HarvestInput.newBuilder().setTargetId(harvest.targetId()));
            case Action.Build build -> builder.setBuild(build(build));
            case Action.Interact interact ->
                builder.setInteract(InteractInput.newBuilder().setTargetId(interact.targetId()));
            case Action.Idle idle -> builder.setIdle(IdleInput.getDefaultInstance());
            case Action.Gift gift ->
                builder.setGift(GiftInput.newBuilder()
                        .setToPlayerId(gift.toPlayerId())
                        .addAllItems(DealRecords.items(gift.items())));
            case Action.Offer offer ->
                builder.setOffer(OfferInput.newBuilder()
                        .setToPlayerId(offer.toPlayerId())
                        .addAllGives(DealRecords.items(offer.gives()))
                        .addAllWants(DealRecords.items(offer.wants())));
            case Action.Accept accept ->
                builder.setAccept(AcceptInput.newBuilder()
                        .setFromPlayerId(accept.fromPlayerId())
                        .setOfferSequence(accept.offerSequence()));
        }
        return builder.build();
    }

    static Action action(AppliedInput record) {
        return switch (record.getActionCase()) {
            case HARVEST -> new Action.Harvest(record.getHarvest().getTargetId());
            case BUILD -> build(record.getBuild());
            case INTERACT -> new Action.Interact(record.getInteract().getTargetId());
            case IDLE -> new Action.Idle();
            case GIFT ->
                new Action.Gift(
                        record.getGift().getToPlayerId(),
                        DealRecords.items(record.getGift().getItemsList()));
            case OFFER ->
                new Action.Offer(
                        record.getOffer().getToPlayerId(),
                        DealRecords.items(record.getOffer().getGivesList()),
                        DealRecords.items(record.getOffer().getWantsList()));
            case ACCEPT ->
                new Action.Accept(
                        record.getAccept().getFromPlayerId(), record.getAccept().getOfferSequence());
            case ACTION_NOT_SET -> throw new DamagedRecordException("an input without an action", null);
        };
    }

    static BuildInput build(Action.Build build) {
        return BuildInput.newBuilder()
                .setStructure(build.structure().code())
                .setXMicros(build.xMicros())
                .setYMicros(build.yMicros())
                .setZMicros(build.zMicros())
                .setYawDegrees(build.yawDegrees())
                .build();
    }

    static Action.Build build(BuildInput record) {
        StructureKind structure = StructureKind.ofCode(record.getStructure())
                .orElseThrow(() -> new DamagedRecordException("a structure of kind " + record.getStructure(), null));
        return new Action.Build(
                structure, record.getXMicros(), record.getYMicros(), record.getZMicros(), record.getYawDegrees());
    }
}
