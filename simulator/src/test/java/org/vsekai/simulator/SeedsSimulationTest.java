package org.vsekai.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.vsekai.simulator.net.Network;
import org.vsekai.simulator.oracle.Reached;
import org.vsekai.simulator.run.Campaign;
import org.vsekai.simulator.run.Plan;
import org.vsekai.simulator.run.RunResult;
import org.vsekai.simulator.run.Runs;
import org.vsekai.simulator.run.Shrinker;
import org.vsekai.simulator.sabotage.Sabotage;
import org.vsekai.simulator.time.Fault;

class SeedsSimulationTest {
    private static final int SEEDS = 100;
    private static final int THREADS = 2;

    @Test
    void nothingIsLostOrDoubledOrShownTooEarlyWhateverGoesWrong() throws InterruptedException {
        Long only = Long.getLong("sekai.seed");
        Campaign campaign = new Campaign(THREADS, line -> {});
        int count = only == null ? SEEDS : 1;
        campaign.runSeeds(only == null ? 1 : only, count);
        assertThat(campaign.failures().stream().map(SeedsSimulationTest::told))
                .as("seeds that fail; ./sekai check simulate --seed N replays one")
                .isEmpty();
        assertThat(campaign.seedsRun()).as("seeds that were run").isEqualTo(count);
        assertThat(campaign.unequal()).as("seeds that differ when run again").isEmpty();
        if (only == null) {
            assertThat(campaign.repeated()).isPositive();
            assertThat(Stream.of(Network.Kind.values())
                            .filter(kind -> campaign.networks().get(kind) == 0))
                    .as("ways to the server that no seed has")
                    .isEmpty();
            assertThat(campaign.answered()).as("actions with an answer").isGreaterThan(50L * SEEDS);
            assertThat(campaign.reached().get(Reached.FRAMES_REPLAYED)).isGreaterThan(100L * SEEDS);
            assertThat(Stream.of(Reached.values())
                            .filter(what -> campaign.reached().get(what) < SEEDS / 4))
                    .as("what seeds hardly come to")
                    .isEmpty();
            assertThat(Stream.of(Fault.values())
                            .filter(fault -> campaign.faults().get(fault) == 0))
                    .as("faults that never occurred")
                    .isEmpty();
        }
    }

    private static String told(RunResult failure) {
        return "seed " + failure.plan().seed() + ": " + failure.violations().getFirst();
    }

    @Test
    void someThatAreBrokenOnPurposeAreFoundOut() {
        List<Sabotage> some = List.of(
                Sabotage.NO_CONFLICTS,
                Sabotage.EARLY_ACK,
                Sabotage.SKIPPED_FSYNC,
                Sabotage.TORN_AVATARS,
                Sabotage.NO_DEDUP,
                Sabotage.ACTION_MISRECORDED,
                Sabotage.AMOUNT_RAISED,
                Sabotage.OFFER_NOT_SAVED,
                Sabotage.PAGE_BEFORE,
                Sabotage.FRAME_SKIPPED,
                Sabotage.INVENTORY_SWAPPED);
        assertThat(some).allMatch(each -> Runs.findingSeed(each, 10) > 0);
    }

    @Test
    void whatOnlyTheRulesCanContradictIsFoundByAskingThemAgain() {
        List<Sabotage> some = List.of(
                Sabotage.STRIKE_FORGOTTEN,
                Sabotage.UNCAUSED_BLOW,
                Sabotage.AGED_EARLY,
                Sabotage.CHANGES_UNOWNED,
                Sabotage.SEEN_UNRECORDED,
                Sabotage.BEFORE_UNRECORDED);
        for (Sabotage each : some) {
            long seed = Runs.findingSeed(each, 10);
            assertThat(seed).as("the seed that finds %s", each).isPositive();
            assertThat(Runs.sabotaged(Plan.of(seed), each).violations())
                    .allMatch(violation -> violation.contains("asked again, the rules decide as they did"));
        }
    }

    @Test
    void aReplayIsTheRunOfTheCampaignAndTellsWhatHappens() {
        RunResult replay = Runs.told(Plan.of(3));
        assertThat(replay.hash()).isEqualTo(Runs.sound(Plan.of(3)).hash());
        assertThat(replay.lines()).anyMatch(line -> line.contains("acts ["));
    }

    @Test
    void aFailingRunIsMadeSmallerAndStillFails() {
        RunResult failing = Runs.sabotaged(Plan.of(1), Sabotage.EARLY_ACK);
        RunResult least = new Shrinker(plan -> Runs.sabotaged(plan, Sabotage.EARLY_ACK), 60).shrink(failing);
        assertThat(least.isClean()).isFalse();
        assertThat(least.plan().seconds()).isLessThan(failing.plan().seconds());
        assertThat(least.plan().players()).isLessThan(failing.plan().players());
        assertThat(least.plan().withheld()).isNotEmpty();
    }
}
