package org.vsekai.bots;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vsekai.bots.ModelServer.Sabotage;
import org.vsekai.core.Seeds;
import org.vsekai.core.SplitMix64;

/** Whole games in virtual time: an honest server is never blamed, a dishonest one always is. */
class OracleProperties {
    private static final int KILLS = 10;

    @Test
    void neverBlamesAServerThatKeepsItsPromises() {
        AtomicInteger walls = new AtomicInteger();
        AtomicLong gifts = new AtomicLong();
        AtomicLong trades = new AtomicLong();
        AtomicLong crossings = new AtomicLong();
        Seeds.forEach(10, random -> {
            Oracle oracle = game(Sabotage.NONE, random);
            assertThat(oracle.violations()).isEmpty();
            assertThat(oracle.lost() + oracle.duplicated()).isZero();
            assertThat(oracle.acknowledged()).isGreaterThan(100);
            walls.addAndGet(oracle.walls());
            gifts.addAndGet(oracle.gifts());
            trades.addAndGet(oracle.trades());
            crossings.addAndGet(oracle.borders().crossings());
        });
        assertThat(walls.get()).as("walls over all games").isGreaterThan(20);
        assertThat(gifts.get()).as("gifts over all games").isGreaterThan(20);
        assertThat(trades.get()).as("trades over all games").isGreaterThan(20);
        assertThat(crossings.get()).as("crossings over all games").isGreaterThan(20);
    }

    @ParameterizedTest
    @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void blamesEveryKindOfBrokenPromise(Sabotage sabotage) {
        AtomicInteger blamed = new AtomicInteger();
        ToLongFunction<Oracle> count = switch (sabotage) {
            case DOUBLES_A_WALL,
                    APPLIES_RESENT_ACTIONS,
                    CHANGES_A_RESULT,
                    MAKES_WOOD,
                    LEAVES_PICKED_ITEMS,
                    KEEPS_GIFTS,
                    DOUBLES_GIFTS,
                    GIVES_WHAT_IT_REFUSED,
                    KEEPS_OFFERS_OPEN,
                    SHOWS_THINGS_IN_TWO_REGIONS -> Oracle::duplicated;
            default -> Oracle::lost;
        };
        Seeds.forEach(4, random -> {
            if (count.applyAsLong(game(sabotage, random)) > 0) {
                blamed.incrementAndGet();
            }
        });
        assertThat(blamed.get())
                .as("games with " + sabotage + " that were blamed")
                .isEqualTo(4);
    }

    private static Oracle game(Sabotage sabotage, SplitMix64 random) {
        ModelPlay play = new ModelPlay(sabotage, random, 3);
        play.play(40_000);
        for (int kill = 0; kill < KILLS; kill++) {
            play.killAndRestart();
            play.play(random.between(1_500, 4_000));
        }
        play.settleAndInspect();
        return play.oracle();
    }
}
