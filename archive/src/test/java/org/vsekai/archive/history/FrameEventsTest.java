package org.vsekai.archive.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.vsekai.archive.history.HistoryEvent.Kind;
import org.vsekai.game.ItemKind;
import org.vsekai.game.Reason;
import org.vsekai.game.Rules;
import org.vsekai.game.StructureKind;
import org.vsekai.sim.RegionId;
import org.vsekai.world.v1.ActorRecord;
import org.vsekai.world.v1.AppliedInput;
import org.vsekai.world.v1.AvatarBefore;
import org.vsekai.world.v1.AvatarRecord;
import org.vsekai.world.v1.BegunAction;
import org.vsekai.world.v1.BuildInput;
import org.vsekai.world.v1.Crossing;
import org.vsekai.world.v1.Decision;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.GiftInput;
import org.vsekai.world.v1.HarvestInput;
import org.vsekai.world.v1.IdleInput;
import org.vsekai.world.v1.ItemCount;
import org.vsekai.world.v1.Parcel;
import org.vsekai.world.v1.ParcelId;
import org.vsekai.world.v1.PartRecord;
import org.vsekai.world.v1.Prepare;
import org.vsekai.world.v1.RegionRecord;
import org.vsekai.world.v1.ResultRecord;
import org.vsekai.world.v1.TakenParcel;
import org.vsekai.world.v1.TransactionId;
import org.vsekai.world.v1.TransactionRecord;

/** In which order a frame is told, and with which of its events what somebody held before. */
class FrameEventsTest {
    private static final RegionRecord EAST = RegionRecord.newBuilder().setX(1).build();
    private static final RegionRecord WEST = RegionRecord.newBuilder().setX(-1).build();

    private static FrameRecord.Builder frame() {
        return FrameRecord.newBuilder().setNumber(7).setTick(70).setRulesVersion(Rules.VERSION);
    }

    private static List<HistoryEvent> events(FrameRecord.Builder frame) {
        return FrameEvents.of(RegionId.SPAWN, frame.build());
    }

    private static AppliedInput.Builder input(long player, long sequence, Reason reason) {
        return AppliedInput.newBuilder()
                .setPlayerId(player)
                .setResult(ResultRecord.newBuilder().setSequence(sequence).setReason(reason.code()));
    }

    private static ItemCount wood(int count) {
        return ItemCount.newBuilder()
                .setItem(ItemKind.WOOD.code())
                .setCount(count)
                .build();
    }

    private static TransactionId id(long player, long sequence) {
        return TransactionId.newBuilder()
                .setPlayerId(player)
                .setSequence(sequence)
                .build();
    }

    private static ParcelId parcel(RegionRecord sender, long frame) {
        return ParcelId.newBuilder().setSender(sender).setFrame(frame).build();
    }

    /** What changed in a frame was told with each of its actions, also with a refused one. */
    @Test
    void whatIsHeldIsToldOnceWithTheLastActionThatMayHaveChangedIt() {
        GiftInput gift =
                GiftInput.newBuilder().setToPlayerId(2).addItems(wood(9)).build();
        FrameRecord.Builder frame = frame().addAvatars(
                        AvatarRecord.newBuilder().setPlayerId(1).addInventory(wood(5)))
                .addAvatarsBefore(AvatarBefore.newBuilder().setPlayerId(1).addInventory(wood(3)))
                .addInputs(input(1, 1, Reason.OK)
                        .setHarvest(HarvestInput.newBuilder().setTargetId(40)))
                .addInputs(input(1, 2, Reason.NOT_ENOUGH_ITEMS).setGift(gift));
        assertThat(events(frame))
                .extracting(HistoryText::line)
                .satisfiesExactly(
                        struck -> assertThat(struck).contains("struck 40: action 1 OK; holds WOOD 3 -> 5"),
                        refused -> assertThat(refused)
                                .endsWith("tried to give player 2 9 WOOD: action 2 refused, not enough material in the"
                                        + " inventory (NOT_ENOUGH_ITEMS)"));
        frame.addInputs(input(1, 3, Reason.OK)
                        .setHarvest(HarvestInput.newBuilder().setTargetId(41)))
                .addInputs(input(1, 4, Reason.OK).setIdle(IdleInput.getDefaultInstance()));
        assertThat(events(frame))
                .filteredOn(event -> event.held() != null)
                .singleElement()
                .satisfies(event -> assertThat(HistoryText.line(event))
                        .endsWith("struck 41: action 3 OK; holds WOOD 3 -> 5 (by all that happened in this frame)"));
    }

    @Test
    void anActionThatAsksOtherRegionsIsToldWhereItBegan() {
        FrameRecord.Builder frame = frame().addInputs(input(1, 1, Reason.OK).setIdle(IdleInput.getDefaultInstance()))
                .addInputs(input(1, 3, Reason.OK).setIdle(IdleInput.getDefaultInstance()))
                .addTransactions(TransactionRecord.newBuilder()
                        .setId(id(2, 5))
                        .setBegunTick(70)
                        .setActor(ActorRecord.newBuilder().setPlayerId(2))
                        .setAction(AppliedInput.newBuilder()
                                .setPlayerId(2)
                                .setGift(GiftInput.newBuilder().setToPlayerId(1).addItems(wood(2)))))
                .addBegun(BegunAction.newBuilder().setId(id(2, 5)).setInputsBefore(1));
        List<HistoryEvent> told = events(frame);
        assertThat(told).extracting(HistoryEvent::kind).containsExactly(Kind.ACTED, Kind.BEGAN, Kind.ACTED);
        assertThat(HistoryText.line(told.get(1))).contains("wants to give player 1 2 WOOD, action 5: asks region");
    }

    @Test
    void whatOtherRegionsDecidedComesBeforeWhoJoinsAndWhatTheyDoThen() {
        FrameRecord.Builder frame = frame().addTransactionsBefore(
                        TransactionRecord.newBuilder().setId(id(1, 4)))
                .addDecidedTransactions(id(1, 4))
                .addInputs(input(1, 4, Reason.NO_ANSWER)
                        .setGift(GiftInput.newBuilder().setToPlayerId(3)))
                .addInputs(input(2, 1, Reason.OK).setIdle(IdleInput.getDefaultInstance()))
                .addJoinedPlayerIds(2)
                .addLeftPlayerIds(3);
        List<HistoryEvent> told = events(frame);
        assertThat(told).extracting(HistoryEvent::kind).containsExactly(Kind.ACTED, Kind.JOINED, Kind.LEFT, Kind.ACTED);
        assertThat(told).extracting(HistoryEvent::playerId).containsExactly(1L, 2L, 3L, 2L);
    }

    @Test
    void messagesAreToldInTheOrderInWhichTheyWereTaken() {
        PartRecord closed =
                PartRecord.newBuilder().setId(id(8, 1)).setHome(WEST).build();
        PartRecord opened =
                PartRecord.newBuilder().setId(id(9, 1)).setHome(EAST).build();
        Parcel.Builder decision = Parcel.newBuilder()
                .setId(parcel(WEST, 3))
                .setDecision(Decision.newBuilder().setId(id(8, 1)).setDone(true));
        Parcel.Builder prepare = Parcel.newBuilder()
                .setId(parcel(EAST, 4))
                .setPrepare(Prepare.newBuilder().setId(id(9, 1)));
        FrameRecord.Builder frame = frame().addParts(opened)
                .addPartsBefore(closed)
                .addDecidedParts(id(8, 1))
                .addTakenParcels(TakenParcel.newBuilder().setParcel(decision))
                .addTakenParcels(TakenParcel.newBuilder().setParcel(prepare));
        assertThat(events(frame)).extracting(HistoryEvent::kind).containsExactly(Kind.DONE, Kind.SET_ASIDE);
    }

    @Test
    void aCrossingSaysWhereToAndAnArrivalFromWhere() {
        AvatarRecord ada =
                AvatarRecord.newBuilder().setPlayerId(1).setName("Ada").build();
        FrameRecord.Builder frame = frame().addAvatars(ada)
                .addArrivedPlayerIds(1)
                .addTaken(parcel(WEST, 3))
                .addTaken(parcel(EAST, 4))
                .addTakenParcels(TakenParcel.newBuilder()
                        .setParcel(Parcel.newBuilder().setId(parcel(EAST, 4)).setPrepare(Prepare.getDefaultInstance())))
                .addSent(Parcel.newBuilder()
                        .setReceiver(EAST)
                        .setCrossing(Crossing.newBuilder().addAvatars(ada)));
        assertThat(events(frame))
                .extracting(HistoryText::line)
                .satisfiesExactly(
                        came -> assertThat(came).endsWith("arrived from region (-1, 0)"),
                        went -> assertThat(went).endsWith("left for region (1, 0)"));
    }

    @Test
    void aBuildSaysWhatAndWhichWay() {
        BuildInput wall = BuildInput.newBuilder()
                .setStructure(StructureKind.WALL.code())
                .setXMicros(1_500_000)
                .setZMicros(-2_000_000)
                .setYawDegrees(90)
                .build();
        FrameRecord.Builder frame = frame().addInputs(input(1, 1, Reason.OK).setBuild(wall));
        assertThat(HistoryText.line(events(frame).getFirst()))
                .endsWith("built WALL at 1.50 0.00 -2.00 m, turned by 90 degrees: action 1 OK");
    }
}
