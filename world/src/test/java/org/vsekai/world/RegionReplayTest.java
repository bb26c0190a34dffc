package org.vsekai.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.vsekai.core.SplitMix64;
import org.vsekai.game.Reason;
import org.vsekai.world.v1.AppliedInput;
import org.vsekai.world.v1.FrameRecord;

/** The frames of a played region, run through the rules again. */
class RegionReplayTest {
    private static final Simulation play = new Simulation(new SplitMix64(4), false);

    @BeforeAll
    static void play() {
        play.run();
    }

    private final List<FrameRecord> frames = Replays.frames(play.database(), play.keys());

    @Test
    void givesTheSameResultsChangesAndWorldFromTheVeryFirstFrame() {
        RegionReplay.Replayed replayed = replay(frames);
        assertThat(replayed.differences()).isEmpty();
        assertThat(replayed.hash()).isEqualTo(replayed.storedHash());
        assertThat(replayed.from()).isEqualTo(1);
        assertThat(replayed.to()).isEqualTo(frames.getLast().getNumber());
        assertThat(replayed.inputs()).isGreaterThan(100);
    }

    @Test
    void beginsAnywhereInTheHistory() {
        for (int from = 1; from < frames.size(); from += 1 + frames.size() / 20) {
            RegionReplay.Replayed replayed = replay(frames.subList(from, frames.size()));
            assertThat(replayed.differences()).as("from frame %d", from + 1).isEmpty();
            assertThat(replayed.hash()).isEqualTo(replayed.storedHash());
        }
    }

    @Test
    void seesAResultThatTheRulesDoNotGive() {
        assertThat(replay(editedInput(input -> input.toBuilder()
                                .setResult(input.getResult().toBuilder().setReason(Reason.NO_SPACE.code()))
                                .build()))
                        .differences())
                .anySatisfy(difference -> assertThat(difference.what()).contains("result", "NO_SPACE"));
    }

    @Test
    void seesAnActionThatWasAnother() {
        RegionReplay.Replayed replayed = replay(editedInput(input -> input.toBuilder()
                .setHarvest(input.getHarvest().toBuilder()
                        .setTargetId(input.getHarvest().getTargetId() + 1))
                .build()));
        assertThat(replayed.differenceCount()).isPositive();
    }

    @Test
    void seesByTheHashThatAWallIsMissing() {
        int index = indexOf(frame -> frame.getInputsCount() == 1
                && frame.getInputs(0).hasBuild()
                && frame.getInputs(0).getResult().getReason() == Reason.OK.code());
        List<FrameRecord> edited = new ArrayList<>(frames);
        edited.set(index, frames.get(index).toBuilder().clearInputs().build());
        RegionReplay.Replayed replayed = replay(edited);
        assertThat(replayed.hash()).isNotEqualTo(replayed.storedHash());
    }

    @Test
    void seesAnInventoryThatNobodyGathered() {
        List<FrameRecord> edited = new ArrayList<>(frames);
        FrameRecord last = edited.getLast();
        int index = indexOf(frame ->
                frame.getAvatarsBeforeCount() > 0 && frame.getAvatars(0).getInventoryCount() > 0);
        FrameRecord.Builder frame = edited.get(index).toBuilder();
        frame.getAvatarsBuilder(0).getInventoryBuilder(0).setCount(900);
        edited.set(index, frame.build());
        assertThat(last).isSameAs(edited.getLast());
        assertThat(replay(edited).differences())
                .anySatisfy(difference -> assertThat(difference.what()).contains("avatar", "900"));
    }

    private interface Sought {
        boolean is(FrameRecord frame);
    }

    private int indexOf(Sought sought) {
        for (int i = frames.size() / 2; i < frames.size(); i++) {
            if (sought.is(frames.get(i))) {
                return i;
            }
        }
        throw new AssertionError("the play has no such frame");
    }

    /** The frames with the first successful strike of their second half changed. */
    private List<FrameRecord> editedInput(UnaryOperator<AppliedInput> change) {
        int index = indexOf(frame -> frame.getInputsCount() > 0
                && frame.getInputs(0).hasHarvest()
                && frame.getInputs(0).getResult().getReason() == Reason.OK.code());
        List<FrameRecord> edited = new ArrayList<>(frames);
        FrameRecord frame = frames.get(index);
        edited.set(
                index,
                frame.toBuilder().setInputs(0, change.apply(frame.getInputs(0))).build());
        return edited;
    }

    private RegionReplay.Replayed replay(List<FrameRecord> records) {
        return Replays.replay(Replays.end(play.database(), play.keys()), records, Simulation.WORLD_SEED);
    }
}
