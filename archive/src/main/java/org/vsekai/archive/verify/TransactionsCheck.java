package org.vsekai.archive.verify;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.vsekai.sim.RegionId;
import org.vsekai.world.WorldKeys;
import org.vsekai.world.deal.OpenDeals;
import org.vsekai.world.deal.OpenPart;
import org.vsekai.world.deal.WorldTransaction;
import org.vsekai.world.v1.Parcel;
import org.vsekai.world.v1.TransactionId;

/**
 * Nobody waits for ever: who hasn't answered a transaction has been asked, or the answer is on its way; and what is set aside is
 * known to its coordinator, or the vote or the decision is on its way.
 */
final class TransactionsCheck {
    private final WorldKeys keys;
    private final Findings findings;
    private final Map<RegionId, OpenDeals> regions = new TreeMap<>();

    /** Parcels that wait, by the participant. */
    private final Set<Waiting> asked = new HashSet<>();

    private final Set<Waiting> voted = new HashSet<>();
    private final Set<Waiting> told = new HashSet<>();

    private record Waiting(RegionId participant, long playerId, long sequence) {}

    TransactionsCheck(WorldKeys keys, Findings findings) {
        this.keys = keys;
        this.findings = findings;
    }

    /** What is open in a region after its newest frame. */
    void add(RegionId region, OpenDeals open) {
        regions.put(region, open);
    }

    /** When all regions have been seen. */
    void end(Collection<Parcel> waiting) {
        waiting.forEach(this::addWaiting);
        regions.forEach((region, open) -> {
            open.transactions().forEach(transaction -> check(region, transaction));
            open.parts().forEach(part -> check(region, part));
        });
    }

    private void addWaiting(Parcel parcel) {
        RegionId sender = ParcelsCheck.region(parcel.getId().getSender());
        RegionId receiver = ParcelsCheck.region(parcel.getReceiver());
        switch (parcel.getBodyCase()) {
            case PREPARE -> asked.add(of(receiver, parcel.getPrepare().getId()));
            case VOTE -> voted.add(of(sender, parcel.getVote().getId()));
            case DECISION -> told.add(of(receiver, parcel.getDecision().getId()));
            case CROSSING, BODY_NOT_SET -> {}
        }
    }

    private static Waiting of(RegionId participant, TransactionId id) {
        return new Waiting(participant, id.getPlayerId(), id.getSequence());
    }

    private void check(RegionId home, WorldTransaction transaction) {
        for (WorldTransaction.Party party : transaction.parties()) {
            Waiting waiting = new Waiting(
                    party.region(),
                    transaction.id().playerId(),
                    transaction.id().sequence());
            findings.check(
                    party.answer() != null || asked.contains(waiting) || voted.contains(waiting),
                    keys.in(home).checkpoint(),
                    text(transaction.id()) + " waits for region " + party.region() + ", which is not asked");
        }
    }

    private void check(RegionId participant, OpenPart part) {
        Waiting waiting =
                new Waiting(participant, part.id().playerId(), part.id().sequence());
        findings.check(
                voted.contains(waiting) || told.contains(waiting) || isKnown(participant, part),
                keys.in(participant).checkpoint(),
                "something is set aside for " + text(part.id()) + ", of which region " + part.home()
                        + " knows nothing");
    }

    private boolean isKnown(RegionId participant, OpenPart part) {
        OpenDeals home = regions.get(part.home());
        return home != null
                && home.transactions().stream()
                        .filter(transaction -> transaction.id().equals(part.id()))
                        .flatMap(transaction -> transaction.parties().stream())
                        .anyMatch(party -> party.region().equals(participant)
                                && party.answer() != null
                                && party.answer().isYes());
    }

    private static String text(org.vsekai.world.deal.TransactionId id) {
        return "action " + id.sequence() + " of player " + id.playerId();
    }
}
