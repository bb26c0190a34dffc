package org.vsekai.rtc.lab.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vsekai.core.SplitMix64;

/** Replays one seed with {@code ./sekai test --seed N}, or as the failure says. {@code ./sekai check hostile} throws a million at each layer. */
class BarrageSimulationTest {
    private static final int SEEDS = 40;
    private static final int PLANTED = 37;

    @ParameterizedTest
    @EnumSource(Layer.class)
    void twentyThousandMalformedPacketsEscapeNowhereAndAreNotAmplified(Layer layer) {
        List<BarrageResult> results = seeds().parallel()
                .mapToObj(seed -> Barrage.run(layer, seed, Barrage.PACKETS))
                .toList();
        assertThat(results.stream()
                        .filter(result -> result.failure() != null)
                        .map(result -> result.replay() + ": " + result.failure())
                        .toList())
                .isEmpty();
        assertThat(results).allMatch(result -> result.amplification() <= 1);
        assertThat(results).allMatch(result -> result.packets() == Barrage.PACKETS);
    }

    private static LongStream seeds() {
        Long only = Long.getLong("sekai.seed");
        return only == null ? LongStream.rangeClosed(1, SEEDS) : LongStream.of(only);
    }

    /** DTLS and whole peers draw keys of their own. */
    @ParameterizedTest
    @EnumSource(names = {"STUN", "SCTP", "DCEP", "SDP"})
    void theSameSeedDoesTheSame(Layer layer) {
        for (long seed = 1; seed <= 10; seed++) {
            BarrageResult once = Barrage.run(layer, seed, Barrage.PACKETS);
            BarrageResult again = Barrage.run(layer, seed, Barrage.PACKETS);
            assertThat(again.lastInput()).isEqualTo(once.lastInput());
            assertThat(again.amplification()).isEqualTo(once.amplification());
            assertThat(again.mostEffects()).isEqualTo(once.mostEffects());
        }
    }

    /** A barrage that can't fail shows nothing. */
    @Test
    void whatEscapesIsReportedWithTheCommandThatDoesItAgain() {
        BarrageResult result = Barrage.run(Layer.SCTP, Planted::new, 5, Barrage.PACKETS);
        assertThat(result.failure()).hasMessage("planted");
        assertThat(result.replay()).isEqualTo("./sekai check hostile --layer sctp --seed 5 --packets " + PLANTED);
        BarrageResult again = Barrage.run(Layer.SCTP, Planted::new, 5, result.packets());
        assertThat(again.lastInput()).isEqualTo(result.lastInput());
    }

    @Test
    void whatGoesRoundInCirclesIsReported() {
        var cost = new Cost();
        BarrageResult result = Barrage.run(
                Layer.SCTP,
                random -> new Planted(random) {
                    @Override
                    public void accept(byte[] input) {
                        cost.begin();
                        while (true) {
                            cost.count();
                        }
                    }
                },
                1,
                1);
        assertThat(result.failure()).hasMessageContaining("effects");
    }

    /** A layer with a bug in it. */
    private static class Planted implements Target {
        private final SplitMix64 random;
        private int inputs;

        Planted(SplitMix64 random) {
            this.random = random;
        }

        @Override
        public List<byte[]> seeds() {
            return List.of(new byte[40]);
        }

        @Override
        public List<byte[]> known() {
            return List.of(new byte[20]);
        }

        @Override
        public byte[] generate() {
            return random.nextBytes(10);
        }

        @Override
        public void accept(byte[] input) {
            inputs++;
            if (inputs == PLANTED) {
                throw new IllegalStateException("planted");
            }
        }

        @Override
        public void finish() {}

        @Override
        public Cost cost() {
            return new Cost();
        }

        @Override
        public double amplification() {
            return 0;
        }
    }
}
