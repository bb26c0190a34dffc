package org.vsekai.game;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Seeds;
import org.vsekai.core.SplitMix64;

/**
 * Processes of more than one step, written as {@link Ageing} says and held to a clockwork that counts ticks one by one: a queue
 * of things to craft, and hunger, which goes on at a quarter of its pace while the player is away and spares the last half.
 */
class AgeingProperties {
    private static final int TICKS = 3_000;

    /** @param doneTick when the first of the queue is made; means nothing when it is empty */
    private record Bench(List<Integer> queuedTicks, long doneTick, int made) {
        static final Ageing<Bench> AGEING = new Ageing<>() {
            @Override
            public long nextTick(Bench bench) {
                return bench.queuedTicks.isEmpty() ? NEVER : bench.doneTick;
            }

            @Override
            public Optional<Bench> next(Bench bench) {
                List<Integer> rest = bench.queuedTicks.subList(1, bench.queuedTicks.size());
                long done = rest.isEmpty() ? 0 : bench.doneTick + rest.getFirst();
                return Optional.of(new Bench(List.copyOf(rest), done, bench.made + 1));
            }
        };

        Bench enqueue(int ticks, long now) {
            List<Integer> longer = new ArrayList<>(queuedTicks);
            longer.add(ticks);
            return new Bench(List.copyOf(longer), queuedTicks.isEmpty() ? now + ticks : doneTick, made);
        }
    }

    private static final class BenchClockwork {
        final List<Integer> queuedTicks = new ArrayList<>();
        int ticksLeft;
        int made;

        void tick() {
            if (!queuedTicks.isEmpty() && --ticksLeft == 0) {
                queuedTicks.removeFirst();
                made++;
                ticksLeft = queuedTicks.isEmpty() ? 0 : queuedTicks.getFirst();
            }
        }

        void enqueue(int ticks) {
            queuedTicks.add(ticks);
            ticksLeft = queuedTicks.size() == 1 ? ticks : ticksLeft;
        }
    }

    /**
     * @param nextLossTick {@link Ageing#NEVER} while hunger rests
     * @param restingTicks what was left to the next loss when it came to rest, and 0 while it doesn't
     */
    private record Hunger(int satiety, boolean isAway, long nextLossTick, long restingTicks) {
        static final int FULL = 20;
        static final int SPARED = FULL / 2;
        static final int PACE_TICKS = 30;
        static final int AWAY_TIMES = 4;

        static final Ageing<Hunger> AGEING = new Ageing<>() {
            @Override
            public long nextTick(Hunger hunger) {
                return hunger.nextLossTick;
            }

            @Override
            public Optional<Hunger> next(Hunger hunger) {
                long pace = hunger.isAway ? (long) PACE_TICKS * AWAY_TIMES : PACE_TICKS;
                return Optional.of(of(hunger.satiety - 1, hunger.isAway, hunger.nextLossTick, pace));
            }
        };

        static Hunger of(int satiety, boolean isAway, long now, long ticksLeft) {
            boolean rests = satiety == 0 || (isAway && satiety <= SPARED);
            return new Hunger(satiety, isAway, rests ? Ageing.NEVER : now + ticksLeft, rests ? ticksLeft : 0);
        }

        private long ticksLeft(long now) {
            return nextLossTick == Ageing.NEVER ? restingTicks : nextLossTick - now;
        }

        Hunger goOrCome(long now) {
            long left = ticksLeft(now);
            return of(satiety, !isAway, now, isAway ? Math.ceilDiv(left, AWAY_TIMES) : left * AWAY_TIMES);
        }

        Hunger eat(long now) {
            return of(Math.min(FULL, satiety + 3), isAway, now, ticksLeft(now));
        }
    }

    private static final class HungerClockwork {
        int satiety = Hunger.FULL;
        boolean isAway;
        long ticksLeft = Hunger.PACE_TICKS;

        void tick() {
            boolean rests = satiety == 0 || (isAway && satiety <= Hunger.SPARED);
            if (!rests && --ticksLeft == 0) {
                satiety--;
                ticksLeft = isAway ? (long) Hunger.PACE_TICKS * Hunger.AWAY_TIMES : Hunger.PACE_TICKS;
            }
        }

        void goOrCome() {
            ticksLeft = isAway ? Math.ceilDiv(ticksLeft, Hunger.AWAY_TIMES) : ticksLeft * Hunger.AWAY_TIMES;
            isAway = !isAway;
        }
    }

    @Test
    void aQueueOfCraftsIsTheSameWhetherItSleptOrTicked() {
        Seeds.forEach(60, random -> {
            Bench slept = new Bench(List.of(), 0, 0);
            BenchClockwork ticked = new BenchClockwork();
            for (long tick = 1; tick <= TICKS; tick++) {
                ticked.tick();
                if (random.chance(0.01)) {
                    slept = Bench.AGEING.at(slept, tick).orElseThrow();
                }
                if (random.chance(0.02)) {
                    int ticks = 1 + random.nextInt(80);
                    slept = Bench.AGEING.at(slept, tick).orElseThrow().enqueue(ticks, tick);
                    ticked.enqueue(ticks);
                }
            }
            slept = Bench.AGEING.at(slept, TICKS).orElseThrow();
            assertThat(slept.made()).isEqualTo(ticked.made).isPositive();
            assertThat(slept.queuedTicks()).isEqualTo(ticked.queuedTicks);
            assertThat(slept.queuedTicks().isEmpty() ? 0 : slept.doneTick() - TICKS)
                    .isEqualTo(ticked.ticksLeft);
        });
    }

    @Test
    void hungerIsTheSameWhetherItSleptOrTickedWithThePlayerThereOrAway() {
        Seeds.forEach(60, random -> {
            Hunger slept = Hunger.of(Hunger.FULL, false, 0, Hunger.PACE_TICKS);
            HungerClockwork ticked = new HungerClockwork();
            for (long tick = 1; tick <= TICKS; tick++) {
                ticked.tick();
                if (random.chance(0.01)) {
                    slept = Hunger.AGEING.at(slept, tick).orElseThrow();
                }
                if (random.chance(0.005)) {
                    slept = Hunger.AGEING.at(slept, tick).orElseThrow().goOrCome(tick);
                    ticked.goOrCome();
                }
                if (!ticked.isAway && random.chance(0.005)) {
                    slept = Hunger.AGEING.at(slept, tick).orElseThrow().eat(tick);
                    ticked.satiety = Math.min(Hunger.FULL, ticked.satiety + 3);
                }
            }
            slept = Hunger.AGEING.at(slept, TICKS).orElseThrow();
            assertThat(slept.satiety()).isEqualTo(ticked.satiety);
            assertThat(slept.isAway()).isEqualTo(ticked.isAway);
            assertThat(slept.ticksLeft(TICKS)).isEqualTo(ticked.ticksLeft);
        });
    }

    @Test
    void whatHappensToThingsDoesNotDependOnWhoLookedInBetween() {
        Ageing<EntityState> ageing = new AgeingOfThings();
        Seeds.forEach(200, random -> {
            EntityState thing = thing(random);
            long first = random.nextInt(200);
            long second = first + random.nextInt(200);
            assertThat(ageing.at(thing, first).flatMap(looked -> ageing.at(looked, second)))
                    .isEqualTo(ageing.at(thing, second));
        });
    }

    private static EntityState thing(SplitMix64 random) {
        EntityKind[] kinds = EntityKind.values();
        EntityKind kind = kinds[random.nextInt(kinds.length)];
        boolean waits = kind != EntityKind.STRUCTURE && random.chance(0.7);
        return new EntityState(1, kind, 1, 2, 3, 4, 5, waits ? 0 : 9, 1, 0, waits ? 1 + random.nextInt(300) : 0);
    }
}
