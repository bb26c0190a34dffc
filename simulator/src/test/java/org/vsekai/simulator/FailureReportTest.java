package org.vsekai.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Tally;
import org.vsekai.simulator.oracle.Reached;
import org.vsekai.simulator.run.Plan;
import org.vsekai.simulator.run.RunResult;
import org.vsekai.simulator.time.Fault;

class FailureReportTest {
    private final List<String> told = new ArrayList<>();

    @Test
    void tellsAllSeedsByKindWithTheirCommandsAndASmallerFormOfEach() {
        new FailureReport(FailureReportTest::failsFromTenSecondsOn, told::add)
                .tell(List.of(
                        failed(Plan.of(4), "a parcel is taken once: [(0, 1)/17/0]"),
                        failed(Plan.of(9), "a thing is there once: 512"),
                        failed(Plan.of(21), "a parcel is taken once: [(0, 1)/3/0, (0, 1)/3/1]")));
        assertThat(told)
                .containsExactly(
                        "2 seeds FAILED: a parcel is taken once: N",
                        "  ./sekai check simulate --seed 4  # 4 a parcel is taken once: [(0, 1)/17/0]",
                        "  ./sekai check simulate --seed 21  # 15 a parcel is taken once: [(0, 1)/3/0, (0, 1)/3/1]",
                        "1 seed FAILED: a thing is there once: N",
                        "  ./sekai check simulate --seed 9  # 9 a thing is there once: 512",
                        "seed 4 fails in a smaller form too: smaller",
                        "  ./sekai check simulate --seed 4 --players 1 --seconds 10",
                        "seed 9 fails in a smaller form too: smaller",
                        "  ./sekai check simulate --seed 9 --players 1 --seconds 10");
    }

    @Test
    void countsTheSeedsOfAKindThatThereIsNoRoomFor() {
        List<RunResult> many = new ArrayList<>();
        for (long seed = 1; seed <= 25; seed++) {
            many.add(failed(Plan.of(seed), "a thing is there once: " + seed));
        }
        new FailureReport(FailureReportTest::failsFromTenSecondsOn, told::add).tell(many);
        assertThat(told).startsWith("25 seeds FAILED: a thing is there once: N").contains("  and 5 more");
    }

    private static RunResult failsFromTenSecondsOn(Plan plan) {
        return plan.seconds() < 10 ? result(plan, List.of()) : failed(plan, "smaller");
    }

    private static RunResult failed(Plan plan, String violation) {
        return result(plan, List.of(violation));
    }

    private static RunResult result(Plan plan, List<String> violations) {
        return new RunResult(
                plan,
                violations,
                plan.seed(),
                1,
                0,
                EnumSet.noneOf(Fault.class),
                new Tally<>(Fault.class),
                new Tally<>(Reached.class),
                0,
                0,
                List.of());
    }
}
