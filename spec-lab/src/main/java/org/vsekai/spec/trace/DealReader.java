package org.vsekai.spec.trace;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.vsekai.game.Reason;
import org.vsekai.game.Terms;
import org.vsekai.world.v1.AnswerRecord;
import org.vsekai.world.v1.Decision;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.ItemCount;
import org.vsekai.world.v1.Parcel;
import org.vsekai.world.v1.PartRecord;
import org.vsekai.world.v1.PartyRecord;
import org.vsekai.world.v1.Receipt;
import org.vsekai.world.v1.SetAsideRecord;
import org.vsekai.world.v1.TransactionId;
import org.vsekai.world.v1.TransactionRecord;
import org.vsekai.world.v1.Vote;

/** What is stored of transactions over several regions, as the specification sees it. */
final class DealReader {
    private DealReader() {}

    static TracedDeals deals(FrameRecord record) {
        return new TracedDeals(
                record.getTransactionsList().stream().map(DealReader::open).toList(),
                record.getDecidedTransactionsList().stream().map(DealReader::id).toList(),
                record.getReceiptsList().stream().map(DealReader::receipt).toList(),
                record.getPartsList().stream().map(DealReader::part).toList(),
                record.getDecidedPartsList().stream().map(DealReader::id).toList());
    }

    static TracedInput id(TransactionId id) {
        return new TracedInput(id.getPlayerId(), id.getSequence());
    }

    static TracedDeals.Open open(TransactionRecord record) {
        return new TracedDeals.Open(id(record.getId()), sides(record.getPartiesList()));
    }

    private static TracedDeals.Receipt receipt(Receipt record) {
        return new TracedDeals.Receipt(
                id(record.getId()),
                record.getReason() == Reason.OK.code(),
                sides(record.getPartiesList()),
                new HashSet<>(record.getPlayerIdsList()));
    }

    private static Map<String, TracedDeals.Answer> sides(List<PartyRecord> parties) {
        Map<String, TracedDeals.Answer> sides = new TreeMap<>();
        for (PartyRecord party : parties) {
            sides.put(
                    Traced.region(party.getRegion()),
                    party.hasAnswer()
                            ? answer(party.getAnswer())
                            : new TracedDeals.Answer(
                                    TracedDeals.Answer.NOTHING_YET, Traced.items(List.of()), Traced.items(List.of())));
        }
        return sides;
    }

    private static TracedDeals.Answer answer(AnswerRecord record) {
        return new TracedDeals.Answer(
                says(record.getReason()),
                Traced.items(record.getHandsOverList()),
                Traced.items(record.getReceivesList()));
    }

    private static String says(int reason) {
        if (reason == Reason.OK.code()) {
            return TracedDeals.Answer.YES;
        }
        boolean isAbsence = Reason.ofCode(reason).filter(Terms::isAbsence).isPresent();
        return isAbsence ? TracedDeals.Answer.ABSENT : TracedDeals.Answer.NO;
    }

    /** None in a parcel that is about something else. */
    static Optional<TracedDeals.Letter> letter(Parcel parcel) {
        return switch (parcel.getBodyCase()) {
            case PREPARE ->
                Optional.of(
                        new TracedDeals.Letter.Prepare(id(parcel.getPrepare().getId())));
            case VOTE -> {
                Vote vote = parcel.getVote();
                yield Optional.of(new TracedDeals.Letter.Vote(id(vote.getId()), answer(vote.getAnswer())));
            }
            case DECISION -> {
                Decision decision = parcel.getDecision();
                yield Optional.of(new TracedDeals.Letter.Decision(
                        id(decision.getId()), decision.getDone(), Traced.items(decision.getItemsList())));
            }
            case CROSSING, BODY_NOT_SET -> Optional.empty();
        };
    }

    private static TracedDeals.Part part(PartRecord record) {
        Map<Long, List<ItemCount>> owners = new TreeMap<>();
        List<TracedThing> lifted = new ArrayList<>();
        for (SetAsideRecord aside : record.getSetAsideList()) {
            switch (aside.getSetAsideCase()) {
                case TAKEN ->
                    add(owners, aside.getTaken().getPlayerId(), aside.getTaken().getItemsList());
                case ROOM -> add(owners, aside.getRoom().getPlayerId(), List.of());
                case KEPT ->
                    add(
                            owners,
                            aside.getKept().getPlayerId(),
                            aside.getKept().getOffer().getGivesList());
                case LIFTED -> lifted.add(Traced.thing(aside.getLifted()));
                case MET, BLOW, SITE, CLEARING, SETASIDE_NOT_SET -> {}
            }
        }
        Map<Long, List<Long>> handedOver = new TreeMap<>();
        owners.forEach((player, items) -> handedOver.put(player, Traced.items(items)));
        return new TracedDeals.Part(id(record.getId()), Traced.region(record.getHome()), handedOver, lifted);
    }

    private static void add(Map<Long, List<ItemCount>> owners, long player, List<ItemCount> items) {
        owners.computeIfAbsent(player, first -> new ArrayList<>()).addAll(items);
    }
}
