package org.vsekai.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.vsekai.core.Seeds;

/**
 * Players act, resend and come back while commits fail in every way, servers die at any moment and others take their
 * region; then everything heals, and what the players were told is compared with what is stored.
 */
class RegionSimulationTest {
    private static final int SEEDS = 24;

    @Test
    void losesNothingThatWasAcknowledgedAndMakesNothingTwice() {
        long[] totals = new long[4];
        Seeds.forEach(SEEDS, random -> {
            Simulation simulation = new Simulation(random, false);
            simulation.run();
            simulation.audit();
            totals[0] += simulation.crashes();
            totals[1] += simulation.unknownResults();
            totals[2] += simulation.acknowledged();
            totals[3] += simulation.itemsMade();
        });
        if (Long.getLong("sekai.seed") == null) {
            assertThat(totals[0]).as("crashes").isGreaterThan(SEEDS);
            assertThat(totals[1]).as("unknown results").isGreaterThan(SEEDS);
            assertThat(totals[2]).as("acknowledged actions").isGreaterThan(30L * SEEDS);
            assertThat(totals[3]).as("items made").isGreaterThan(5L * SEEDS);
        }
    }

    @Test
    void seesWhatGoesWrongWithAStoreThatChecksNoConflicts() {
        assertThatThrownBy(() -> Seeds.forEach(SEEDS, random -> {
                    Simulation simulation = new Simulation(random, true);
                    simulation.run();
                    simulation.audit();
                }))
                .isInstanceOf(AssertionError.class);
    }
}
