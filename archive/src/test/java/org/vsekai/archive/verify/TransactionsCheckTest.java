package org.vsekai.archive.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.vsekai.game.Action;
import org.vsekai.game.Actor;
import org.vsekai.game.Place;
import org.vsekai.game.Reason;
import org.vsekai.game.SetAside;
import org.vsekai.game.Terms;
import org.vsekai.sim.RegionId;
import org.vsekai.world.WorldKeys;
import org.vsekai.world.deal.Answer;
import org.vsekai.world.deal.OpenDeals;
import org.vsekai.world.deal.OpenPart;
import org.vsekai.world.deal.WorldTransaction;
import org.vsekai.world.v1.Decision;
import org.vsekai.world.v1.Parcel;
import org.vsekai.world.v1.ParcelId;
import org.vsekai.world.v1.Prepare;
import org.vsekai.world.v1.RegionRecord;
import org.vsekai.world.v1.TransactionId;
import org.vsekai.world.v1.Vote;

class TransactionsCheckTest {
    private static final RegionId HOME = new RegionId(0, 0);
    private static final RegionId OTHER = new RegionId(1, 0);
    private static final TransactionId ID =
            TransactionId.newBuilder().setPlayerId(4).setSequence(9).build();

    private final Findings findings = new Findings();
    private final TransactionsCheck check = new TransactionsCheck(WorldKeys.of("test"), findings);

    @Test
    void whoHasBeenAskedOrHasAnsweredIsWaitedForRightly() {
        assertThat(findingsOf(
                        transaction(null),
                        null,
                        parcel(HOME, OTHER).setPrepare(Prepare.newBuilder().setId(ID))))
                .isZero();
    }

    @Test
    void aTransactionThatWaitsForSomebodyWhoIsNotAskedIsFound() {
        assertThat(findingsOf(transaction(null), null, null)).isEqualTo(1);
    }

    @Test
    void whatIsSetAsideAndKnownOrOnItsWayIsRight() {
        assertThat(findingsOf(transaction(new Answer(Reason.OK, Terms.NOTHING)), part(), null))
                .isZero();
    }

    @Test
    void aVoteOnItsWayCountsForBothSides() {
        assertThat(findingsOf(
                        transaction(null),
                        part(),
                        parcel(OTHER, HOME).setVote(Vote.newBuilder().setId(ID))))
                .isZero();
    }

    @Test
    void aDecisionOnItsWayIsEnough() {
        assertThat(findingsOf(
                        null,
                        part(),
                        parcel(HOME, OTHER).setDecision(Decision.newBuilder().setId(ID))))
                .isZero();
    }

    @Test
    void whatIsSetAsideForNobodyIsFound() {
        assertThat(findingsOf(null, part(), null)).isEqualTo(1);
        assertThat(findings.kept().getFirst().toString()).contains("action 9 of player 4");
    }

    private long findingsOf(
            @Nullable WorldTransaction transaction, @Nullable OpenPart part, Parcel.@Nullable Builder parcel) {
        check.add(HOME, new OpenDeals(transaction == null ? List.of() : List.of(transaction), List.of()));
        check.add(OTHER, new OpenDeals(List.of(), part == null ? List.of() : List.of(part)));
        check.end(parcel == null ? List.of() : List.of(parcel.build()));
        return findings.count();
    }

    private static org.vsekai.world.deal.TransactionId id() {
        return new org.vsekai.world.deal.TransactionId(ID.getPlayerId(), ID.getSequence());
    }

    private static Actor actor() {
        return new Actor(ID.getPlayerId(), new Place(0, 0, 0));
    }

    private static WorldTransaction transaction(@Nullable Answer answer) {
        return new WorldTransaction(
                id(), actor(), new Action.Harvest(77), 1, List.of(new WorldTransaction.Party(OTHER, answer)));
    }

    private static OpenPart part() {
        return new OpenPart(id(), HOME, actor(), List.of(new SetAside.Blow(77, 0)));
    }

    private static Parcel.Builder parcel(RegionId from, RegionId to) {
        return Parcel.newBuilder()
                .setId(ParcelId.newBuilder().setSender(record(from)))
                .setReceiver(record(to));
    }

    private static RegionRecord record(RegionId region) {
        return RegionRecord.newBuilder().setX(region.x()).setZ(region.z()).build();
    }
}
