package org.vsekai.simulator.oracle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.vsekai.game.Reason;
import org.vsekai.game.Terms;
import org.vsekai.sim.RegionId;
import org.vsekai.world.v1.AnswerRecord;
import org.vsekai.world.v1.Decision;
import org.vsekai.world.v1.EntityChange;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.ItemCount;
import org.vsekai.world.v1.Parcel;
import org.vsekai.world.v1.PartRecord;
import org.vsekai.world.v1.PartyRecord;
import org.vsekai.world.v1.Prepare;
import org.vsekai.world.v1.Receipt;
import org.vsekai.world.v1.SetAsideRecord;
import org.vsekai.world.v1.TransactionId;
import org.vsekai.world.v1.TransactionRecord;
import org.vsekai.world.v1.Vote;

/**
 * What is atomic over several regions, as frames and parcels tell it (docs/adr/0014): who is asked answers once, in the frame that sets aside
 * what the answer hands over; a decision is made once, leaves a receipt, and is told as it was made to those who said yes and to nobody else;
 * what was set aside is then done, or undone.
 */
final class DealAudit {
    private final Verdict verdict;
    private final Set<TransactionId> open = new HashSet<>();
    private final Map<TransactionId, Map<RegionId, AnswerRecord>> votes = new HashMap<>();
    private final Map<RegionId, Map<TransactionId, PartRecord>> parts = new TreeMap<>();

    /** In the frame at hand: what a no has decided, and how many yes came after it. */
    private final Map<TransactionId, Integer> lateYes = new HashMap<>();

    DealAudit(Verdict verdict) {
        this.verdict = verdict;
    }

    /** @param taken the parcels that the frame has taken */
    void onFrame(RegionId region, FrameRecord frame, List<Parcel> taken) {
        for (Parcel parcel : taken) {
            RegionId sender = ParcelAudit.region(parcel.getId().getSender());
            switch (parcel.getBodyCase()) {
                case PREPARE -> onAsked(sender, parcel.getPrepare(), frame);
                case VOTE -> onVote(sender, parcel.getVote(), frame);
                case DECISION -> onDecision(region, parcel.getDecision(), frame);
                case CROSSING, BODY_NOT_SET -> {}
            }
        }
        requireAsked(frame, taken);
        frame.getPartsList().forEach(part -> partsOf(region).put(part.getId(), part));
        for (TransactionId id : frame.getDecidedPartsList()) {
            verdict.require(
                    taken.stream()
                            .anyMatch(parcel -> parcel.getDecision().getId().equals(id)),
                    "what is set aside waits for its decision: " + text(id));
            partsOf(region).remove(id);
        }
        for (TransactionRecord begun : frame.getTransactionsList()) {
            if (open.add(begun.getId())) {
                begun.getPartiesList().forEach(party -> requirePrepare(begun.getId(), party, frame));
            }
        }
        frame.getDecidedTransactionsList().forEach(id -> onDecided(id, frame));
        lateYes.clear();
    }

    private Map<TransactionId, PartRecord> partsOf(RegionId region) {
        return parts.computeIfAbsent(region, id -> new HashMap<>());
    }

    // ---- being asked ----

    private void onAsked(RegionId home, Prepare prepare, FrameRecord frame) {
        List<Parcel> answers = frame.getSentList().stream()
                .filter(Parcel::hasVote)
                .filter(parcel -> parcel.getVote().getId().equals(prepare.getId()))
                .toList();
        if (answers.size() != 1
                || !ParcelAudit.region(answers.getFirst().getReceiver()).equals(home)) {
            verdict.violate("who is asked answers once, in the frame that is asked: " + text(prepare.getId()));
            return;
        }
        AnswerRecord answer = answers.getFirst().getVote().getAnswer();
        List<PartRecord> aside = frame.getPartsList().stream()
                .filter(part -> part.getId().equals(prepare.getId()))
                .toList();
        verdict.require(
                aside.size() == (isYes(answer) ? 1 : 0),
                "a yes comes with what is set aside, and nothing else does: " + text(prepare.getId()));
        for (PartRecord part : aside) {
            verdict.require(
                    isSame(handedOver(part), answer.getHandsOverList()),
                    "an answer hands over what is set aside: " + text(prepare.getId()));
        }
    }

    /** Nobody answers, or asks, without a reason. */
    private void requireAsked(FrameRecord frame, List<Parcel> taken) {
        for (Parcel sent : frame.getSentList()) {
            if (sent.hasVote()) {
                TransactionId id = sent.getVote().getId();
                verdict.require(
                        taken.stream()
                                .anyMatch(parcel -> parcel.getPrepare().getId().equals(id)),
                        "who answers was asked: " + text(id));
            } else if (sent.hasPrepare()) {
                TransactionId id = sent.getPrepare().getId();
                verdict.require(
                        frame.getTransactionsList().stream()
                                .anyMatch(begun -> begun.getId().equals(id)),
                        "who asks others remembers it: " + text(id));
            }
        }
    }

    private void requirePrepare(TransactionId id, PartyRecord party, FrameRecord frame) {
        long asked = frame.getSentList().stream()
                .filter(parcel -> parcel.getPrepare().getId().equals(id)
                        && parcel.getReceiver().equals(party.getRegion()))
                .count();
        verdict.require(asked == 1, "each party is asked once, in the frame that begins: " + text(id));
    }

    // ---- deciding ----

    private void onVote(RegionId from, Vote vote, FrameRecord frame) {
        TransactionId id = vote.getId();
        boolean isYes = isYes(vote.getAnswer());
        if (open.contains(id) && !lateYes.containsKey(id)) {
            boolean isFirst =
                    votes.computeIfAbsent(id, first -> new TreeMap<>()).put(from, vote.getAnswer()) == null;
            verdict.require(isFirst, "each party answers once: " + text(id));
            if (!isYes && !isAbsence(vote.getAnswer())) {
                lateYes.put(id, 0);
            }
        } else if (isYes) {
            lateYes.computeIfPresent(id, (same, count) -> count + 1);
            requireTold(id, from, vote.getAnswer(), false, frame);
        }
    }

    private void onDecided(TransactionId id, FrameRecord frame) {
        verdict.require(open.remove(id), "what is decided was open: " + text(id));
        Map<RegionId, AnswerRecord> answers = votes.getOrDefault(id, Map.of());
        votes.remove(id);
        List<Receipt> receipts = frame.getReceiptsList().stream()
                .filter(receipt -> receipt.getId().equals(id))
                .toList();
        if (receipts.size() != 1) {
            verdict.violate("a decision leaves one receipt: " + text(id));
            return;
        }
        Receipt receipt = receipts.getFirst();
        for (PartyRecord party : receipt.getPartiesList()) {
            AnswerRecord answer = party.hasAnswer() ? party.getAnswer() : null;
            verdict.require(
                    Objects.equals(answer, answers.get(ParcelAudit.region(party.getRegion()))),
                    "a receipt has the answers as they came: " + text(id));
        }
        boolean isDone = receipt.getReason() == 0;
        answers.forEach((region, answer) -> {
            if (isYes(answer)) {
                requireTold(id, region, answer, isDone, frame);
            }
        });
        long told = decisions(id, frame).size() - lateYes.getOrDefault(id, 0);
        verdict.require(
                told == answers.values().stream().filter(DealAudit::isYes).count(),
                "a decision is told to those who said yes, and to nobody else: " + text(id));
    }

    private void requireTold(
            TransactionId id, RegionId region, AnswerRecord answer, boolean isDone, FrameRecord frame) {
        List<Decision> told = decisions(id, frame).stream()
                .filter(parcel -> ParcelAudit.region(parcel.getReceiver()).equals(region))
                .map(Parcel::getDecision)
                .toList();
        List<ItemCount> due = isDone ? answer.getReceivesList() : answer.getHandsOverList();
        verdict.require(
                told.size() == 1
                        && told.getFirst().getDone() == isDone
                        && isSame(told.getFirst().getItemsList(), due),
                "who said yes is told the decision once, as it was made, with what is due: " + text(id));
    }

    private static List<Parcel> decisions(TransactionId id, FrameRecord frame) {
        return frame.getSentList().stream()
                .filter(parcel -> parcel.getDecision().getId().equals(id))
                .toList();
    }

    // ---- being told ----

    private void onDecision(RegionId region, Decision decision, FrameRecord frame) {
        TransactionId id = decision.getId();
        PartRecord part = partsOf(region).get(id);
        if (part == null || !frame.getDecidedPartsList().contains(id)) {
            verdict.violate("a decision ends what was set aside: " + text(id));
            return;
        }
        Set<Long> changed = new HashSet<>();
        for (EntityChange change : frame.getChangesList()) {
            changed.add(
                    change.hasAfter()
                            ? change.getAfter().getId()
                            : change.getBefore().getId());
        }
        for (SetAsideRecord aside : part.getSetAsideList()) {
            long due = changeDue(aside, decision.getDone());
            verdict.require(
                    due == 0 || changed.contains(due),
                    "what is decided happens, in the frame that hears of it: " + text(id));
        }
    }

    /** The thing that must come, go or change with the decision; 0 for none. */
    private static long changeDue(SetAsideRecord aside, boolean isDone) {
        return switch (aside.getSetAsideCase()) {
            case BLOW -> isDone ? aside.getBlow().getTargetId() : 0;
            case SITE -> isDone ? aside.getSite().getEntityId() : 0;
            case LIFTED -> isDone ? 0 : aside.getLifted().getId();
            default -> 0;
        };
    }

    /** When all is over, and every action has its answer: nothing is open, and nothing kept for a decision whose telling has arrived. */
    void endsTidily(ParcelAudit parcels) {
        open.forEach(id -> verdict.violate("what was begun is decided: " + text(id)));
        parts.forEach((region, ofRegion) -> ofRegion.keySet()
                .forEach(id -> verdict.require(
                        parcels.isUnderWay(id), "nothing is kept for what is decided: " + text(id) + " in " + region)));
    }

    /** What the region has set aside for the transactions of others. */
    Set<PartRecord> parts(RegionId region) {
        return Set.copyOf(partsOf(region).values());
    }

    // ---- items ----

    private static boolean isYes(AnswerRecord answer) {
        return answer.getReason() == 0;
    }

    /** It decides nothing as long as another may say yes. */
    private static boolean isAbsence(AnswerRecord answer) {
        return Reason.ofCode(answer.getReason()).filter(Terms::isAbsence).isPresent();
    }

    private static List<ItemCount> handedOver(PartRecord part) {
        List<ItemCount> items = new ArrayList<>();
        for (SetAsideRecord aside : part.getSetAsideList()) {
            items.addAll(aside.getTaken().getItemsList());
            items.addAll(aside.getKept().getOffer().getGivesList());
            if (aside.hasLifted()) {
                items.add(ItemCount.newBuilder()
                        .setItem(aside.getLifted().getVariant())
                        .setCount(aside.getLifted().getCount())
                        .build());
            }
        }
        return items;
    }

    private static boolean isSame(List<ItemCount> some, List<ItemCount> others) {
        ItemCensus left = new ItemCensus();
        left.add(some);
        ItemCensus right = new ItemCensus();
        right.add(others);
        return left.isSame(right);
    }

    private static String text(TransactionId id) {
        return "action " + id.getSequence() + " of player " + id.getPlayerId();
    }
}
