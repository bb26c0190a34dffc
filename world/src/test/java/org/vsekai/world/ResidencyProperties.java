package org.vsekai.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Check;
import org.vsekai.core.Seeds;
import org.vsekai.core.SplitMix64;
import org.vsekai.sim.ChunkKey;
import org.vsekai.sim.RegionId;
import org.vsekai.world.Residency.Tier;

/** A region's residency between a store of numbers, one for each chunk, and a memory of the same, under random histories. */
class ResidencyProperties {
    private static final RegionId REGION = new RegionId(-1, 2);
    private static final int FIRST_X = -8;
    private static final int FIRST_Z = 16;
    private static final Residency.Policy POLICY = new Residency.Policy(40, 3, 150, 5);

    @Test
    void bringsBackWhatWasLetGoOfAsItWas() {
        Seeds.forEach(60, random -> {
            Model model = new Model(random);
            for (int i = 0; i < 1_500; i++) {
                model.step();
            }
            assertThat(model.loads).isGreaterThan(20);
            assertThat(model.goings).isGreaterThan(20);
        });
    }

    @Test
    void bringsWhatIsDemandedAndLetsGoOfEverythingInTheEnd() {
        Seeds.forEach(30, random -> {
            Model model = new Model(random);
            for (int i = 0; i < 500; i++) {
                model.step();
            }
            long centre = ChunkKey.of(FIRST_X + random.nextInt(8), FIRST_Z + random.nextInt(8));
            for (int i = 0; i < 400; i++) {
                model.residency.demandAround(centre, 1, 10);
                model.settle();
            }
            assertThat(model.residency.awaited()).isZero();
            assertThat(model.residency.tier(centre)).isEqualTo(Tier.HOT);
            for (int i = 0; i < 400; i++) {
                model.settle();
            }
            assertThat(model.memory).isEmpty();
            assertThat(model.residency.tier(centre)).isEqualTo(Tier.COLD);
            assertThat(model.store).isEqualTo(model.truth);
        });
    }

    @Test
    void letsGoOfWhatIsUnusedEarlierAndOfNothingThatIsHotWhenMemoryIsShort() {
        Model model = new Model(new SplitMix64(1));
        long old = ChunkKey.of(FIRST_X, FIRST_Z);
        long newer = ChunkKey.of(FIRST_X + 1, FIRST_Z);
        long hot = ChunkKey.of(FIRST_X + 2, FIRST_Z);
        model.residency.demand(old, 5);
        model.residency.demand(newer, 8);
        model.residency.demand(hot, 1_000);
        for (int i = 0; i < 20; i++) {
            model.settle();
        }
        assertThat(model.memory).containsOnlyKeys(old, newer, hot);
        List<Residency.Idle> idle = new ArrayList<>();
        model.residency.addIdle(idle);
        assertThat(idle)
                .containsExactly(new Residency.Idle(15, model.bytes(old)), new Residency.Idle(12, model.bytes(newer)));
        model.residency.onWarmTicks(15);
        model.settle();
        assertThat(model.memory).containsOnlyKeys(newer, hot);
        model.residency.onWarmTicks(0);
        model.settle();
        assertThat(model.memory).containsOnlyKeys(hot);
        assertThat(model.earlyGoings).isEqualTo(2);
    }

    @Test
    void asksAgainWhenTheStoreFailedAndNoLongerWhenNobodyNeedsIt() {
        Model model = new Model(new SplitMix64(2));
        long chunk = ChunkKey.of(FIRST_X, FIRST_Z);
        model.residency.demand(chunk, 12);
        model.tickOnly();
        model.failLoads();
        model.tickOnly();
        assertThat(model.loading).isEmpty();
        for (int i = 0; i < POLICY.retryTicks(); i++) {
            model.tickOnly();
        }
        assertThat(model.loading).containsExactly(chunk);
        model.failLoads();
        for (int i = 0; i < 20; i++) {
            model.tickOnly();
        }
        assertThat(model.loading).isEmpty();
        assertThat(model.residency.awaited()).isZero();
    }

    @Test
    void keepsWhatRecoveryBroughtUntilACheckpointHasIt() {
        Model model = new Model(new SplitMix64(3));
        long chunk = ChunkKey.of(FIRST_X, FIRST_Z);
        model.memory.put(chunk, model.truth.get(chunk));
        model.residency.onRecovered(chunk, 7);
        model.residency.onCheckpointDurable(6);
        for (int i = 0; i < 2 * POLICY.warmTicks(); i++) {
            model.tickOnly();
        }
        assertThat(model.residency.tier(chunk)).isEqualTo(Tier.WARM);
        model.residency.onCheckpointDurable(7);
        model.tickOnly();
        assertThat(model.memory).isEmpty();
    }

    @Test
    void refusesChangesOfWhatIsNotInMemory() {
        Model model = new Model(new SplitMix64(4));
        long chunk = ChunkKey.of(FIRST_X, FIRST_Z);
        assertThatThrownBy(() -> model.residency.onChanged(chunk, 1)).isInstanceOf(Check.BrokenInvariant.class);
        assertThatThrownBy(() -> model.residency.demand(ChunkKey.of(0, 0), 9))
                .isInstanceOf(Check.BrokenInvariant.class);
    }

    /** Every chunk holds one number. A checkpoint writes what is in memory, some ticks after it was taken. */
    private static final class Model implements Residency.Chunks {
        final SplitMix64 random;
        final Residency residency = new Residency(REGION, this, POLICY);
        final Map<Long, Long> truth = new HashMap<>();
        final Map<Long, Long> store = new HashMap<>();
        final Map<Long, Long> memory = new TreeMap<>();
        final Map<Long, Long> brought = new HashMap<>();
        final List<Long> loading = new ArrayList<>();
        Map<Long, Long> picture = Map.of();
        long pictureFrame;
        long frame;
        int loads;
        int goings;
        int earlyGoings;
        int insertedInTick;

        Model(SplitMix64 random) {
            this.random = random;
            for (int x = 0; x < 8; x++) {
                for (int z = 0; z < 8; z++) {
                    store.put(ChunkKey.of(FIRST_X + x, FIRST_Z + z), (long) (x * 8 + z));
                }
            }
            truth.putAll(store);
        }

        void step() {
            if (random.chance(0.05)) {
                long x = FIRST_X - 3 + random.nextInt(14);
                long z = FIRST_Z - 3 + random.nextInt(14);
                residency.demandAround(ChunkKey.of((int) x, (int) z), random.nextInt(3), random.nextInt(60));
            }
            if (!memory.isEmpty() && random.chance(0.2)) {
                change();
            }
            answerSome(0.3, 0.1);
            checkpointSometimes();
            if (random.chance(0.02)) {
                residency.onWarmTicks(random.nextInt(80));
            }
            tickOnly();
        }

        /** A tick in which the store does all it was asked, well. */
        void settle() {
            answerSome(1, 0);
            tickOnly();
            pictureFrame = frame;
            picture = Map.copyOf(memory);
            finishPicture();
        }

        void tickOnly() {
            insertedInTick = 0;
            residency.onTick();
            assertThat(residency.isResident(ChunkKey.of(FIRST_X, FIRST_Z)))
                    .isEqualTo(memory.containsKey(ChunkKey.of(FIRST_X, FIRST_Z)));
        }

        void failLoads() {
            List<Long> failed = List.copyOf(loading);
            loading.clear();
            failed.forEach(residency::onLoadFailed);
        }

        private void change() {
            List<Long> chunks = List.copyOf(memory.keySet());
            long chunk = chunks.get(random.nextInt(chunks.size()));
            frame++;
            memory.merge(chunk, 1_000L, Long::sum);
            truth.merge(chunk, 1_000L, Long::sum);
            residency.onChanged(chunk, frame);
        }

        private void answerSome(double share, double failing) {
            for (long chunk : List.copyOf(loading)) {
                if (!random.chance(share)) {
                    continue;
                }
                loading.remove(chunk);
                if (random.chance(failing)) {
                    residency.onLoadFailed(chunk);
                } else {
                    brought.put(chunk, store.get(chunk));
                    residency.onLoaded(chunk, entities(chunk));
                }
            }
        }

        private void checkpointSometimes() {
            if (!picture.isEmpty()) {
                if (random.chance(0.2)) {
                    finishPicture();
                }
            } else if (random.chance(0.1)) {
                pictureFrame = frame;
                picture = Map.copyOf(memory);
            }
        }

        private void finishPicture() {
            store.putAll(picture);
            picture = Map.of();
            residency.onCheckpointDurable(pictureFrame);
        }

        @Override
        public void load(long chunk) {
            assertThat(memory).doesNotContainKey(chunk);
            loading.add(chunk);
            assertThat(loading).hasSizeLessThanOrEqualTo(POLICY.maxLoads());
            loads++;
        }

        @Override
        public void insert(long chunk) {
            assertThat(insertedInTick).isLessThan(POLICY.entitiesPerTick());
            insertedInTick += entities(chunk);
            long value = Objects.requireNonNull(brought.remove(chunk));
            assertThat(value).isEqualTo(truth.get(chunk));
            memory.put(chunk, value);
        }

        @Override
        public void letGo(long chunk, boolean isEarly) {
            assertThat(residency.tier(chunk)).isEqualTo(Tier.COLD);
            assertThat(store.get(chunk)).isEqualTo(truth.get(chunk));
            assertThat(memory.remove(chunk)).isNotNull();
            goings++;
            earlyGoings += isEarly ? 1 : 0;
        }

        /** Between 10 and 136: a few fill a tick. */
        @Override
        public int entities(long chunk) {
            return 10 + 2 * (ChunkKey.x(chunk) & 7) * (ChunkKey.z(chunk) & 7);
        }

        @Override
        public long bytes(long chunk) {
            return 50L * entities(chunk);
        }
    }
}
