package org.vsekai.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.vsekai.game.Reason;
import org.vsekai.sim.RegionId;
import org.vsekai.world.v1.CheckpointRecord;
import org.vsekai.world.v1.FrameRecord;

/** The frames of regions that have traded with each other, run through the rules again. */
class DealReplayTest {
    private static final PlayedDeals play = new PlayedDeals(5, 1_795_000_000_000L);

    @BeforeAll
    static void play() {
        for (int life = 0; life < 5; life++) {
            play.play(700);
            play.crash();
        }
        play.play(700);
        play.drain();
        assertThat(play.done()).as("gifts and trades").isGreaterThan(20);
    }

    private static List<FrameRecord> frames(RegionId region) {
        return Replays.frames(play.database(), play.keys().in(region));
    }

    private static RegionReplay.Replayed replay(RegionId region, List<FrameRecord> frames) {
        RegionImage end = Replays.end(play.database(), play.keys().in(region));
        return Replays.replay(end, frames, region, play.shape());
    }

    @Test
    void givesTheSameWorldWhereverItBeginsInTheMiddleOfTransactionsToo() {
        int begunInside = 0;
        for (RegionId region : PlayedDeals.regions()) {
            List<FrameRecord> frames = frames(region);
            DealImage open = new DealImage(CheckpointRecord.getDefaultInstance());
            for (int from = 0; from < frames.size(); from++) {
                boolean isInside = !open.open().isEmpty();
                if (from % 50 == 0 || (isInside && from % 5 == 0)) {
                    RegionReplay.Replayed replayed = replay(region, frames.subList(from, frames.size()));
                    assertThat(replayed.differences())
                            .as("region %s from frame %d", region, from + 1)
                            .isEmpty();
                    assertThat(replayed.hash()).isEqualTo(replayed.storedHash());
                    begunInside += isInside ? 1 : 0;
                }
                open.apply(frames.get(from));
            }
        }
        assertThat(begunInside).as("replays that began in a transaction").isGreaterThan(20);
    }

    @Test
    void seesAVoteThatNobodyGave() {
        assertThat(edited(
                        frame -> frame.getTakenParcelsList().stream()
                                .anyMatch(taken ->
                                        taken.getParcel().getVote().getAnswer().getReceivesCount() > 0),
                        frame -> frame.getTakenParcelsBuilderList()
                                .forEach(taken -> taken.getParcelBuilder()
                                        .getVoteBuilder()
                                        .getAnswerBuilder()
                                        .setReason(Reason.PARTNER_CANNOT.code()))))
                .anySatisfy(
                        difference -> assertThat(difference.what()).contains("the result of player", "PARTNER_CANNOT"));
    }

    @Test
    void seesADecisionThatWasTheOther() {
        assertThat(edited(
                        frame -> frame.getTakenParcelsList().stream()
                                .anyMatch(taken -> taken.getParcel()
                                                .getDecision()
                                                .getDone()
                                        && taken.getParcel().getDecision().getItemsCount() > 0),
                        frame -> frame.getTakenParcelsBuilderList().forEach(taken -> {
                            if (taken.getParcel().hasDecision()) {
                                taken.getParcelBuilder().getDecisionBuilder().setDone(false);
                            }
                        })))
                .isNotEmpty();
    }

    @Test
    void seesAGiftToSomebodyWhoWasNotThere() {
        assertThat(edited(
                        frame -> frame.getTakenParcelsList().stream()
                                .anyMatch(taken -> taken.getParcel().hasPrepare() && taken.getSeenCount() > 0),
                        frame -> frame.getTakenParcelsBuilderList().forEach(taken -> taken.clearSeen())))
                .anySatisfy(difference -> assertThat(difference.what()).contains("what other regions are told"));
    }

    @Test
    void seesAReceiptThatSaysOtherwise() {
        assertThat(edited(
                        frame -> frame.getReceiptsCount() > 0,
                        frame -> frame.getReceiptsBuilder(0)
                                .setBegunTick(frame.getReceipts(0).getBegunTick() - 1)))
                .anySatisfy(difference -> assertThat(difference.what()).contains("receipts"));
    }

    /** What a replay says when the first frame of its kind in the west was another. */
    private static List<RegionReplay.Difference> edited(
            Predicate<FrameRecord> sought, Consumer<FrameRecord.Builder> change) {
        RegionId region = RegionId.SPAWN;
        List<FrameRecord> frames = new ArrayList<>(frames(region));
        for (int i = 0; i < frames.size(); i++) {
            if (sought.test(frames.get(i))) {
                FrameRecord.Builder frame = frames.get(i).toBuilder();
                change.accept(frame);
                frames.set(i, frame.build());
                return replay(region, frames).differences();
            }
        }
        throw new AssertionError("the play has no such frame");
    }
}
