package org.vsekai.world;

import java.util.ArrayList;
import java.util.List;
import org.vsekai.game.Actor;
import org.vsekai.game.ItemKind;
import org.vsekai.game.Items;
import org.vsekai.game.Leg;
import org.vsekai.game.Place;
import org.vsekai.game.Reason;
import org.vsekai.game.SetAside;
import org.vsekai.game.StandingOffer;
import org.vsekai.game.Terms;
import org.vsekai.world.deal.Answer;
import org.vsekai.world.deal.DealChanges;
import org.vsekai.world.deal.Message;
import org.vsekai.world.deal.OpenPart;
import org.vsekai.world.deal.Receipt;
import org.vsekai.world.deal.TransactionId;
import org.vsekai.world.deal.WorldTransaction;
import org.vsekai.world.v1.ActorRecord;
import org.vsekai.world.v1.AnswerRecord;
import org.vsekai.world.v1.Blow;
import org.vsekai.world.v1.Decision;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.GiveLeg;
import org.vsekai.world.v1.ItemCount;
import org.vsekai.world.v1.KeepLeg;
import org.vsekai.world.v1.KeptOffer;
import org.vsekai.world.v1.LegRecord;
import org.vsekai.world.v1.MeetLeg;
import org.vsekai.world.v1.OfferRecord;
import org.vsekai.world.v1.Parcel;
import org.vsekai.world.v1.PartRecord;
import org.vsekai.world.v1.PartyRecord;
import org.vsekai.world.v1.PickUpLeg;
import org.vsekai.world.v1.Prepare;
import org.vsekai.world.v1.SetAsideRecord;
import org.vsekai.world.v1.Site;
import org.vsekai.world.v1.StrikeLeg;
import org.vsekai.world.v1.TakeLeg;
import org.vsekai.world.v1.TransactionRecord;
import org.vsekai.world.v1.Vote;

/** Between stored records and parcels, and the types of {@code world.deal}. */
final class DealRecords {
    private DealRecords() {}

    // ---- parcels ----

    static boolean isMessage(Parcel parcel) {
        return switch (parcel.getBodyCase()) {
            case PREPARE, VOTE, DECISION -> true;
            case CROSSING, BODY_NOT_SET -> false;
        };
    }

    static Parcel.Builder parcel(Message message) {
        Parcel.Builder parcel = Parcel.newBuilder();
        switch (message) {
            case Message.Prepare prepare -> {
                Prepare.Builder body =
                        Prepare.newBuilder().setId(id(prepare.id())).setActor(actor(prepare.actor()));
                prepare.legs().forEach(leg -> body.addLegs(leg(leg)));
                parcel.setPrepare(body);
            }
            case Message.Vote vote ->
                parcel.setVote(Vote.newBuilder().setId(id(vote.id())).setAnswer(answer(vote.answer())));
            case Message.Decision decision ->
                parcel.setDecision(Decision.newBuilder()
                        .setId(id(decision.id()))
                        .setDone(decision.isDone())
                        .addAllItems(items(decision.items())));
        }
        return parcel;
    }

    static Message message(Parcel parcel) {
        return switch (parcel.getBodyCase()) {
            case PREPARE -> {
                Prepare body = parcel.getPrepare();
                yield new Message.Prepare(
                        id(body.getId()),
                        actor(body.getActor()),
                        body.getLegsList().stream().map(DealRecords::leg).toList());
            }
            case VOTE ->
                new Message.Vote(
                        id(parcel.getVote().getId()), answer(parcel.getVote().getAnswer()));
            case DECISION -> {
                Decision body = parcel.getDecision();
                yield new Message.Decision(id(body.getId()), body.getDone(), items(body.getItemsList()));
            }
            case CROSSING, BODY_NOT_SET ->
                throw new DamagedRecordException("a parcel of a transaction: " + parcel.getBodyCase(), null);
        };
    }

    // ---- frames ----

    static void addTo(FrameRecord.Builder record, DealChanges changes) {
        changes.transactions().forEach(transaction -> record.addTransactions(transaction(transaction)));
        changes.closedTransactions().forEach(closed -> record.addDecidedTransactions(id(closed)));
        changes.parts().forEach(part -> record.addParts(part(part)));
        changes.closedParts().forEach(closed -> record.addDecidedParts(id(closed)));
        changes.receipts().forEach(receipt -> record.addReceipts(receipt(receipt)));
        changes.transactionsBefore().forEach(before -> record.addTransactionsBefore(transaction(before)));
        changes.partsBefore().forEach(before -> record.addPartsBefore(part(before)));
    }

    static TransactionRecord transaction(WorldTransaction transaction) {
        TransactionRecord.Builder record = TransactionRecord.newBuilder()
                .setId(id(transaction.id()))
                .setActor(actor(transaction.actor()))
                .setAction(Records.undecided(transaction.id().playerId(), transaction.action()))
                .setBegunTick(transaction.begunTick());
        transaction.parties().forEach(party -> record.addParties(party(party)));
        return record.build();
    }

    static WorldTransaction transaction(TransactionRecord record) {
        List<WorldTransaction.Party> parties = new ArrayList<>();
        for (PartyRecord party : record.getPartiesList()) {
            parties.add(new WorldTransaction.Party(
                    Records.region(party.getRegion()), party.hasAnswer() ? answer(party.getAnswer()) : null));
        }
        return new WorldTransaction(
                id(record.getId()),
                actor(record.getActor()),
                Records.action(record.getAction()),
                record.getBegunTick(),
                List.copyOf(parties));
    }

    static PartRecord part(OpenPart part) {
        PartRecord.Builder record = PartRecord.newBuilder()
                .setId(id(part.id()))
                .setHome(Records.region(part.home()))
                .setActor(actor(part.actor()));
        part.asides().forEach(aside -> record.addSetAside(setAside(aside)));
        return record.build();
    }

    static OpenPart part(PartRecord record) {
        return new OpenPart(
                id(record.getId()),
                Records.region(record.getHome()),
                actor(record.getActor()),
                record.getSetAsideList().stream().map(DealRecords::setAside).toList());
    }

    static org.vsekai.world.v1.Receipt receipt(Receipt receipt) {
        org.vsekai.world.v1.Receipt.Builder record = org.vsekai.world.v1.Receipt.newBuilder()
                .setId(id(receipt.id()))
                .setReason(receipt.reason().code())
                .setBegunTick(receipt.begunTick())
                .addAllPlayerIds(receipt.playerIds())
                .addAllPaid(items(receipt.paid()));
        receipt.parties().forEach(party -> record.addParties(party(party)));
        return record.build();
    }

    private static PartyRecord party(WorldTransaction.Party party) {
        PartyRecord.Builder record = PartyRecord.newBuilder().setRegion(Records.region(party.region()));
        if (party.answer() != null) {
            record.setAnswer(answer(party.answer()));
        }
        return record.build();
    }

    // ---- their parts ----

    static org.vsekai.world.v1.TransactionId id(TransactionId id) {
        return org.vsekai.world.v1.TransactionId.newBuilder()
                .setPlayerId(id.playerId())
                .setSequence(id.sequence())
                .build();
    }

    static TransactionId id(org.vsekai.world.v1.TransactionId record) {
        return new TransactionId(record.getPlayerId(), record.getSequence());
    }

    private static ActorRecord actor(Actor actor) {
        return ActorRecord.newBuilder()
                .setPlayerId(actor.playerId())
                .setXMicros(actor.place().xMicros())
                .setYMicros(actor.place().yMicros())
                .setZMicros(actor.place().zMicros())
                .build();
    }

    private static Actor actor(ActorRecord record) {
        return new Actor(
                record.getPlayerId(), new Place(record.getXMicros(), record.getYMicros(), record.getZMicros()));
    }

    private static AnswerRecord answer(Answer answer) {
        return AnswerRecord.newBuilder()
                .setReason(answer.reason().code())
                .addAllHandsOver(items(answer.terms().handsOver()))
                .addAllReceives(items(answer.terms().receives()))
                .addAllYields(items(answer.terms().yields()))
                .setEntityId(answer.terms().entityId())
                .build();
    }

    private static Answer answer(AnswerRecord record) {
        Reason reason = Reason.ofCode(record.getReason())
                .orElseThrow(() -> new DamagedRecordException("an answer with reason " + record.getReason(), null));
        return new Answer(
                reason,
                new Terms(
                        items(record.getHandsOverList()),
                        items(record.getReceivesList()),
                        items(record.getYieldsList()),
                        record.getEntityId()));
    }

    static List<ItemCount> items(Items items) {
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

    static Items items(List<ItemCount> stacks) {
        Items items = Items.NONE;
        for (ItemCount stack : stacks) {
            ItemKind item = ItemKind.ofCode(stack.getItem())
                    .orElseThrow(() -> new DamagedRecordException("an item of kind " + stack.getItem(), null));
            items = items.plus(Items.of(item, stack.getCount()));
        }
        return items;
    }

    static OfferRecord offer(StandingOffer offer) {
        return OfferRecord.newBuilder()
                .setSequence(offer.sequence())
                .setToPlayerId(offer.toPlayerId())
                .addAllGives(items(offer.gives()))
                .addAllWants(items(offer.wants()))
                .build();
    }

    static StandingOffer offer(OfferRecord record) {
        return new StandingOffer(
                record.getSequence(),
                record.getToPlayerId(),
                items(record.getGivesList()),
                items(record.getWantsList()));
    }

    private static LegRecord leg(Leg leg) {
        LegRecord.Builder record = LegRecord.newBuilder();
        switch (leg) {
            case Leg.Take take -> record.setTake(take(take.playerId(), take.items()));
            case Leg.Give give -> record.setGive(give(give.playerId(), give.items()));
            case Leg.Meet meet -> record.setMeet(MeetLeg.newBuilder().setPlayerId(meet.playerId()));
            case Leg.Keep keep ->
                record.setKeep(
                        KeepLeg.newBuilder().setPlayerId(keep.playerId()).setOfferSequence(keep.offerSequence()));
            case Leg.Strike strike -> record.setStrike(StrikeLeg.newBuilder().setTargetId(strike.targetId()));
            case Leg.PickUp pickUp -> record.setPickUp(PickUpLeg.newBuilder().setTargetId(pickUp.targetId()));
            case Leg.Raise raise -> record.setRaise(Records.build(raise.build()));
            case Leg.Clear clear -> record.setClear(Records.build(clear.build()));
        }
        return record.build();
    }

    private static Leg leg(LegRecord record) {
        return switch (record.getLegCase()) {
            case TAKE ->
                new Leg.Take(
                        record.getTake().getPlayerId(), items(record.getTake().getItemsList()));
            case GIVE ->
                new Leg.Give(
                        record.getGive().getPlayerId(), items(record.getGive().getItemsList()));
            case MEET -> new Leg.Meet(record.getMeet().getPlayerId());
            case KEEP ->
                new Leg.Keep(record.getKeep().getPlayerId(), record.getKeep().getOfferSequence());
            case STRIKE -> new Leg.Strike(record.getStrike().getTargetId());
            case PICK_UP -> new Leg.PickUp(record.getPickUp().getTargetId());
            case RAISE -> new Leg.Raise(Records.build(record.getRaise()));
            case CLEAR -> new Leg.Clear(Records.build(record.getClear()));
            case LEG_NOT_SET -> throw new DamagedRecordException("an unknown leg of a transaction", null);
        };
    }

    private static TakeLeg take(long playerId, Items items) {
        return TakeLeg.newBuilder()
                .setPlayerId(playerId)
                .addAllItems(items(items))
                .build();
    }

    private static GiveLeg give(long playerId, Items items) {
        return GiveLeg.newBuilder()
                .setPlayerId(playerId)
                .addAllItems(items(items))
                .build();
    }

    private static SetAsideRecord setAside(SetAside aside) {
        SetAsideRecord.Builder record = SetAsideRecord.newBuilder();
        switch (aside) {
            case SetAside.Taken taken -> record.setTaken(take(taken.holderId(), taken.items()));
            case SetAside.Room room -> record.setRoom(give(room.holderId(), room.items()));
            case SetAside.Met met -> record.setMet(MeetLeg.newBuilder().setPlayerId(met.playerMetId()));
            case SetAside.Kept kept ->
                record.setKept(
                        KeptOffer.newBuilder().setPlayerId(kept.holderId()).setOffer(offer(kept.offer())));
            case SetAside.Blow blow ->
                record.setBlow(Blow.newBuilder().setTargetId(blow.targetId()).setDropId(blow.dropId()));
            case SetAside.Lifted lifted -> record.setLifted(Records.entity(lifted.item()));
            case SetAside.Site site ->
                record.setSite(
                        Site.newBuilder().setBuild(Records.build(site.build())).setEntityId(site.entityId()));
            case SetAside.Clearing clearing -> record.setClearing(Records.build(clearing.build()));
        }
        return record.build();
    }

    private static SetAside setAside(SetAsideRecord record) {
        return switch (record.getSetAsideCase()) {
            case TAKEN ->
                new SetAside.Taken(
                        record.getTaken().getPlayerId(), items(record.getTaken().getItemsList()));
            case ROOM ->
                new SetAside.Room(
                        record.getRoom().getPlayerId(), items(record.getRoom().getItemsList()));
            case MET -> new SetAside.Met(record.getMet().getPlayerId());
            case KEPT ->
                new SetAside.Kept(
                        record.getKept().getPlayerId(), offer(record.getKept().getOffer()));
            case BLOW ->
                new SetAside.Blow(
                        record.getBlow().getTargetId(), record.getBlow().getDropId());
            case LIFTED -> new SetAside.Lifted(Records.entity(record.getLifted()));
            case SITE ->
                new SetAside.Site(
                        Records.build(record.getSite().getBuild()),
                        record.getSite().getEntityId());
            case CLEARING -> new SetAside.Clearing(Records.build(record.getClearing()));
            case SETASIDE_NOT_SET -> throw new DamagedRecordException("something unknown is set aside", null);
        };
    }
}
