package org.vsekai.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Seeds;

class RangeSetProperties {
    private static final int KEYS = 40;

    @Test
    void agreesWithASetOfKeysAndStaysDisjoint() {
        Seeds.forEach(300, random -> {
            var ranges = new RangeSet();
            var model = new BitSet();
            for (int i = 0; i < 12; i++) {
                int begin = random.nextInt(KEYS - 1);
                int end = begin + 1 + random.nextInt(Math.min(10, KEYS - begin - 1));
                boolean covered = model.nextClearBit(begin) >= end;
                int first = model.nextSetBit(begin);
                assertThat(ranges.covers(key(begin), key(end))).isEqualTo(covered);
                assertThat(ranges.intersects(key(begin), key(end))).isEqualTo(first >= 0 && first < end);
                if (random.chance(0.3)) {
                    ranges.remove(key(begin), key(end));
                    model.clear(begin, end);
                } else {
                    ranges.add(key(begin), key(end));
                    model.set(begin, end);
                }
                assertAgrees(ranges, model);
                assertGaps(ranges, model, begin, end);
            }
        });
    }

    private static void assertAgrees(RangeSet ranges, BitSet model) {
        for (int key = 0; key < KEYS; key++) {
            assertThat(ranges.contains(key(key))).isEqualTo(model.get(key));
        }
        var bounds = new ArrayList<Integer>();
        ranges.forEach((begin, end) -> {
            bounds.add((int) begin[0]);
            bounds.add((int) end[0]);
        });
        assertThat(bounds).isSorted().doesNotHaveDuplicates();
    }

    private static void assertGaps(RangeSet ranges, BitSet model, int begin, int end) {
        var gaps = new BitSet();
        ranges.forEachGap(key(begin), key(end), (from, to) -> gaps.set(from[0], to[0]));
        var expected = new BitSet();
        expected.set(begin, end);
        expected.andNot(model);
        assertThat(gaps).isEqualTo(expected);
    }

    private static byte[] key(int number) {
        return new byte[] {(byte) number};
    }
}
