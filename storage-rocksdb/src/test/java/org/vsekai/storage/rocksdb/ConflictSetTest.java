package org.vsekai.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Seeds;
import org.vsekai.core.SplitMix64;

class ConflictSetTest {
    private static final long START = 1_000;

    /**
     * A bucket into which nothing had been written yet was taken for one whose newest write is older than any read, so the
     * search ended there and older buckets were not looked at. An empty bucket says nothing: the search goes on.
     */
    @Test
    void anEmptyBucketDoesNotEndTheSearch() {
        var conflicts = new ConflictSet(START, ConflictSet.MAX_BYTES, Sabotage.NONE);
        conflicts.advanceTo(START + 1);
        conflicts.addPoint(key(5), START + 1);
        conflicts.advanceTo(START + 1 + ConflictSet.BUCKET_VERSIONS);
        var reads = new ReadSet();
        reads.addPoint(key(5));
        assertThat(conflicts.conflicts(reads, START)).isTrue();
        assertThat(conflicts.conflicts(reads, START + 1)).isFalse();
    }

    @Test
    void agreesWithAModelThatForgetsNothing() {
        Seeds.forEach(60, random -> {
            var conflicts = new ConflictSet(START, ConflictSet.MAX_BYTES, Sabotage.NONE);
            var model = new TreeMap<Integer, Long>();
            long version = START;
            for (int i = 0; i < 200; i++) {
                version += 1 + random.nextInt((int) (ConflictSet.BUCKET_VERSIONS / 3));
                conflicts.advanceTo(version);
                write(conflicts, model, random, version);
                check(conflicts, model, random, version);
            }
        });
    }

    @Test
    void manyKeysShortenTheWindowAndNothingIsOverlooked() {
        int keys = 40_000;
        long bound = 1_000L * (ConflictSet.ENTRY_BYTES + 2);
        var conflicts = new ConflictSet(START, bound, Sabotage.NONE);
        long version = START;
        for (int i = 0; i < keys; i++) {
            version++;
            conflicts.advanceTo(version);
            conflicts.addPoint(new byte[] {(byte) (i >> 8), (byte) i}, version);
            conflicts.addRange(new byte[] {1}, new byte[] {2}, version); // Again and again: costs nothing more.
        }
        conflicts.advanceTo(version + 1);
        assertThat(conflicts.bytes()).isBetween(bound / 2, bound);
        assertThat(conflicts.bucketsDropped()).isPositive();
        assertThat(conflicts.oldestVersion()).isBetween(version - 1_000, version - 500);
        for (long written = conflicts.oldestVersion() + 1; written <= version; written++) {
            int i = (int) (written - START - 1);
            var reads = new ReadSet();
            reads.addPoint(new byte[] {(byte) (i >> 8), (byte) i});
            assertThat(conflicts.conflicts(reads, written - 1)).isTrue();
            assertThat(conflicts.conflicts(reads, version)).isFalse();
        }
    }

    private static void write(
            ConflictSet conflicts, NavigableMap<Integer, Long> model, SplitMix64 random, long version) {
        int from = random.nextInt(30);
        if (random.chance(0.3)) {
            int to = from + 1 + random.nextInt(8);
            conflicts.addRange(key(from), key(to), version);
            for (int k = from; k < to; k++) {
                model.put(k, version);
            }
        } else if (random.chance(0.8)) {
            conflicts.addPoint(key(from), version);
            model.put(from, version);
        }
    }

    private static void check(
            ConflictSet conflicts, NavigableMap<Integer, Long> model, SplitMix64 random, long version) {
        long readVersion = random.between(conflicts.oldestVersion(), version + 1);
        var reads = new ReadSet();
        int from = random.nextInt(38);
        int to = from + 1 + random.nextInt(6);
        boolean range = random.chance(0.5);
        if (range) {
            reads.addRange(key(from), key(to));
        } else {
            reads.addPoint(key(from));
        }
        boolean expected =
                model.subMap(from, range ? to : from + 1).values().stream().anyMatch(written -> written > readVersion);
        assertThat(conflicts.conflicts(reads, readVersion)).isEqualTo(expected);
    }

    private static byte[] key(int number) {
        return String.format("%02d", number).getBytes(StandardCharsets.US_ASCII);
    }
}
