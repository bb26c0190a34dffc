package org.vsekai.world;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.vsekai.core.Seeds;

/**
 * Players walk to and fro where four regions meet, build, give, trade, leave and come back, while commits fail in every way, regions are taken
 * away and servers die: nobody is lost or doubled, no item either, and others always see where everybody is.
 */
class BorderSimulationTest {
    private static final int SEEDS = 12;

    /** For how many ticks nobody may see a player who walks over a border. */
    private static final int LONGEST_PAUSE = 2;

    @Test
    void nobodyIsLostOrDoubledWhateverHappensAtABorder() {
        long[] totals = new long[4];
        Seeds.forEach(SEEDS, random -> {
            BorderSimulation simulation = new BorderSimulation(random, 1 + random.nextInt(3), false);
            simulation.run();
            simulation.audit();
            totals[0] += simulation.crashes();
            totals[1] += simulation.crossings();
            totals[2] += simulation.deals();
            totals[3] += simulation.transactions();
        });
        if (Long.getLong("sekai.seed") == null) {
            assertThat(totals[0]).as("crashes").isPositive();
            assertThat(totals[1]).as("crossings").isGreaterThan(20L * SEEDS);
            assertThat(totals[2]).as("gifts and trades").isGreaterThan(SEEDS);
            assertThat(totals[3]).as("what several regions agreed on").isGreaterThan(SEEDS);
        }
    }

    @Test
    void nobodyIsOutOfSightWhileWalkingOverABorder() {
        Seeds.forEach(SEEDS, random -> {
            BorderSimulation simulation = new BorderSimulation(random, 1 + random.nextInt(3), true);
            simulation.run();
            simulation.audit();
            assertThat(simulation.longestUnseen()).isLessThanOrEqualTo(LONGEST_PAUSE);
        });
    }
}
