package org.vsekai.rtc.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Seeds;
import org.vsekai.core.SplitMix64;

/** The tracker against a plain set of numbers. */
class DataTrackerProperties {
    @Test
    void agreesWithASetOfNumbers() {
        Seeds.forEach(100, random -> {
            long first = Serial.first((int) random.nextLong());
            var tracker = new DataTracker(first, 0);
            var model = new Model(first - 1);
            int spread = 1 + random.nextInt(random.chance(0.2) ? DataTracker.WINDOW : 300);
            for (int i = 0; i < 400; i++) {
                if (random.chance(0.02)) {
                    long target = model.cumulative + random.between(-3, 2L * spread);
                    assertThat(tracker.forward(target)).isEqualTo(target > model.cumulative);
                    model.forward(target);
                } else {
                    arrive(tracker, model, model.cumulative + random.between(-2, spread + 1L));
                }
                assertThat(tracker.cumulative()).isEqualTo(model.cumulative);
                assertThat(tracker.hasGaps()).isEqualTo(!model.ahead.isEmpty());
                assertThat(tracker.isClean()).isTrue();
            }
            assertThat(gaps(tracker)).isEqualTo(model.gaps());
        });
    }

    private static void arrive(DataTracker tracker, Model model, long tsn) {
        assertThat(tracker.hasArrived(tsn)).isEqualTo(tsn <= model.cumulative || model.ahead.contains(tsn));
        if (!tracker.hasArrived(tsn) && tracker.isWithinWindow(tsn)) {
            tracker.arrived(tsn);
            model.ahead.add(tsn);
            model.absorb();
        }
    }

    /** Start and end of each gap block as a SACK reports them. */
    private static List<Integer> gaps(DataTracker tracker) {
        var peer = new ScriptedPeer();
        var out = new PacketWriter(AssociationOptions.defaults(), new SctpScratch(), peer);
        tracker.writeSack(out, 0);
        out.emit();
        TestPackets.Chunk sack = peer.takeChunks().getFirst();
        List<Integer> gaps = new ArrayList<>();
        for (int i = 0; i < 2 * sack.int16(8); i++) {
            gaps.add(sack.int16(12 + 2 * i));
        }
        return gaps;
    }

    @Test
    void aFullWindowWrapsAroundItsWords() {
        var tracker = new DataTracker(Serial.first(0), 0);
        long base = tracker.cumulative();
        var random = new SplitMix64(5);
        for (int lap = 0; lap < 3; lap++) {
            for (int i = DataTracker.WINDOW; i >= 2; i--) {
                tracker.arrived(base + i);
            }
            assertThat(gaps(tracker)).containsExactly(2, DataTracker.WINDOW);
            assertThat(tracker.isWithinWindow(base + DataTracker.WINDOW + 1)).isFalse();
            tracker.arrived(base + 1);
            base = tracker.cumulative();
            assertThat(tracker.hasGaps()).isFalse();
            int step = 1 + random.nextInt(70);
            assertThat(tracker.forward(base + step)).isTrue();
            base += step;
        }
    }

    private static final class Model {
        private long cumulative;
        private final TreeSet<Long> ahead = new TreeSet<>();

        Model(long cumulative) {
            this.cumulative = cumulative;
        }

        void forward(long target) {
            cumulative = Math.max(cumulative, target);
            ahead.headSet(cumulative, true).clear();
            absorb();
        }

        void absorb() {
            while (ahead.remove(cumulative + 1)) {
                cumulative++;
            }
        }

        List<Integer> gaps() {
            List<Integer> gaps = new ArrayList<>();
            for (long tsn : ahead) {
                if (!ahead.contains(tsn - 1)) {
                    gaps.add((int) (tsn - cumulative));
                }
                if (!ahead.contains(tsn + 1)) {
                    gaps.add((int) (tsn - cumulative));
                }
            }
            return gaps.subList(0, Math.min(gaps.size(), 128));
        }
    }
}
