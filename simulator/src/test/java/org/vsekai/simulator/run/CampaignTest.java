package org.vsekai.simulator.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Tally;
import org.vsekai.simulator.oracle.Reached;
import org.vsekai.simulator.sabotage.Sabotage;
import org.vsekai.simulator.time.Fault;

/**
 * A throwable out of a run stayed with the pool's thread: the seed was in no sum, and a sabotage in no list of what wasn't found, so a
 * campaign passed that had not been run. Now such a run has failed, and is told of like others.
 */
class CampaignTest {
    private final List<String> told = Collections.synchronizedList(new ArrayList<>());

    @Test
    void aSeedWhoseRunThrowsHasFailed() throws InterruptedException {
        Campaign campaign = new Campaign(2, told::add, CampaignTest::throwsForSomeSeeds, (sabotage, most) -> 1);
        campaign.runSeeds(1, 8);
        assertThat(campaign.seedsRun()).isEqualTo(8);
        assertThat(campaign.violations()).isEqualTo(2);
        assertThat(campaign.failures())
                .extracting(failure -> failure.plan().seed())
                .containsExactly(3L, 5L);
        assertThat(campaign.failures().getFirst().violations())
                .singleElement()
                .asString()
                .startsWith("a run goes to its end: java.lang.IllegalStateException: no third");
        assertThat(told).anyMatch(line -> line.startsWith("seed 5 FAILED: a run goes to its end"));
    }

    @Test
    void aSabotageWhoseRunThrowsIsNotFound() throws InterruptedException {
        Campaign campaign = new Campaign(2, told::add, CampaignTest::clean, (sabotage, most) -> {
            if (sabotage == Sabotage.PAGE_LOST) {
                throw new IllegalArgumentException("a page");
            }
            return 4;
        });
        campaign.runSabotage(10);
        assertThat(campaign.foundBy()).containsOnlyKeys(Sabotage.values()).containsEntry(Sabotage.PAGE_LOST, 0L);
        assertThat(campaign.foundBy().values()).filteredOn(seed -> seed == 4).hasSize(Sabotage.values().length - 1);
        assertThat(told).anyMatch(line -> line.startsWith("PAGE_LOST: a run goes to its end"));
    }

    private static RunResult throwsForSomeSeeds(Plan plan) {
        if (plan.seed() == 3) {
            throw new IllegalStateException("no third");
        }
        if (plan.seed() == 5) {
            throw new StackOverflowError();
        }
        return clean(plan);
    }

    private static RunResult clean(Plan plan) {
        return new RunResult(
                plan,
                List.of(),
                plan.seed(),
                1,
                0,
                EnumSet.noneOf(Fault.class),
                new Tally<>(Fault.class),
                new Tally<>(Reached.class),
                0,
                1,
                List.of());
    }
}
