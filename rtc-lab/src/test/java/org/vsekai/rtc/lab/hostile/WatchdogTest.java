package org.vsekai.rtc.lab.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vsekai.core.SplitMix64;

class WatchdogTest {
    private static final long SHORT_NANOS = 50_000_000L;
    private static final int ENDLESS = 4;

    @Test
    @Timeout(60)
    void namesTheSeedOfAnInputThatIsNeverDoneWith() {
        var replay = new AtomicReference<String>();
        var watchdog = new Watchdog(replay::set, SHORT_NANOS);
        BarrageResult result = Barrage.run(Layer.SCTP, random -> new Endless(random, replay), 9, Barrage.PACKETS);
        watchdog.stop();
        assertThat(result.packets()).isEqualTo(ENDLESS);
        assertThat(replay.get()).isEqualTo("./sekai check hostile --layer sctp --seed 9 --packets " + ENDLESS);
    }

    /** A layer that goes round in circles without an effect, until somebody has noticed. */
    private static final class Endless implements Target {
        private final SplitMix64 random;
        private final AtomicReference<String> noticed;
        private int inputs;

        Endless(SplitMix64 random, AtomicReference<String> noticed) {
            this.random = random;
            this.noticed = noticed;
        }

        @Override
        public List<byte[]> seeds() {
            return List.of(new byte[8]);
        }

        @Override
        public List<byte[]> known() {
            return seeds();
        }

        @Override
        public byte[] generate() {
            return random.nextBytes(8);
        }

        @Override
        public void accept(byte[] input) {
            inputs++;
            while (inputs == ENDLESS && noticed.get() == null) {
                Thread.onSpinWait();
            }
            if (noticed.get() != null) {
                throw new IllegalStateException("noticed");
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
