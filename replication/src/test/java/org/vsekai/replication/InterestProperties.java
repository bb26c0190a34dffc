package org.vsekai.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Seeds;
import org.vsekai.sim.ChunkKey;
import org.vsekai.sim.RegionId;

class InterestProperties {
    private static final ChunkBounds BOUNDS = new ChunkBounds(-10, -10, 9, 9);

    @Test
    void allThatIsNearIsKnownAndNothingThatIsFar() {
        Seeds.forEach(100, random -> {
            Interest interest = new Interest(BOUNDS);
            Set<Long> told = new HashSet<>();
            int x = random.nextInt(20) - 10;
            int z = random.nextInt(20) - 10;
            for (int step = 0; step < 60; step++) {
                x = random.chance(0.02) ? random.nextInt(20) - 10 : Math.clamp(x + random.nextInt(3) - 1, -10, 9);
                z = Math.clamp(z + random.nextInt(3) - 1, -10, 9);
                long here = ChunkKey.of(x, z);
                for (long forgotten : interest.moveTo(here)) {
                    assertThat(told.remove(forgotten)).isTrue();
                }
                for (int some = random.nextInt(30); some > 0 && interest.isWanting(); some--) {
                    assertThat(told.add(take(interest))).isTrue();
                }
                assertKnows(interest, told, here);
            }
            while (interest.isWanting()) {
                told.add(take(interest));
            }
            for (int cx = -10; cx <= 9; cx++) {
                for (int cz = -10; cz <= 9; cz++) {
                    if (Interest.distance(ChunkKey.of(cx, cz), ChunkKey.of(x, z)) <= Interest.RADIUS_CHUNKS) {
                        assertThat(told).contains(ChunkKey.of(cx, cz));
                    }
                }
            }
        });
    }

    /** The nearest wanted chunk is asked for, and answered. */
    private static long take(Interest interest) {
        long chunk = interest.nearestWanted();
        interest.askedForNearest();
        assertThat(interest.answered(chunk)).isTrue();
        return chunk;
    }

    private static void assertKnows(Interest interest, Set<Long> told, long here) {
        assertThat(interest.knownCount()).isEqualTo(told.size());
        for (long chunk : told) {
            assertThat(interest.knows(chunk)).isTrue();
            assertThat(BOUNDS.contains(ChunkKey.x(chunk), ChunkKey.z(chunk))).isTrue();
            assertThat(Interest.distance(chunk, here))
                    .isLessThanOrEqualTo(Interest.RADIUS_CHUNKS + Interest.HYSTERESIS_CHUNKS);
        }
    }

    @Test
    void theNearestChunkComesFirst() {
        Interest interest = new Interest(BOUNDS);
        interest.moveTo(ChunkKey.of(0, 0));
        assertThat(take(interest)).isEqualTo(ChunkKey.of(0, 0));
        int before = 0;
        while (interest.isWanting()) {
            int distance = Interest.distance(take(interest), ChunkKey.of(0, 0));
            assertThat(distance).isGreaterThanOrEqualTo(before);
            before = distance;
        }
        assertThat(interest.knownCount()).isEqualTo(81);
    }

    @Test
    void steppingOverABorderAndBackSendsNothingTwice() {
        Interest interest = new Interest(new ChunkBounds(-100, -100, 100, 100));
        interest.moveTo(ChunkKey.of(0, 0));
        while (interest.isWanting()) {
            take(interest);
        }
        assertThat(interest.moveTo(ChunkKey.of(1, 0))).isEmpty();
        while (interest.isWanting()) {
            take(interest);
        }
        for (int i = 0; i < 10; i++) {
            assertThat(interest.moveTo(ChunkKey.of(i % 2, 0))).isEmpty();
            assertThat(interest.isWanting()).isFalse();
        }
    }

    @Test
    void aWantedChunkThatIsLeftBehindIsNeverSent() {
        Interest interest = new Interest(new ChunkBounds(-100, -100, 100, 100));
        interest.moveTo(ChunkKey.of(0, 0));
        assertThat(interest.moveTo(ChunkKey.of(50, 50))).isEqualTo(List.of());
        while (interest.isWanting()) {
            assertThat(Interest.distance(take(interest), ChunkKey.of(50, 50)))
                    .isLessThanOrEqualTo(Interest.RADIUS_CHUNKS);
        }
    }

    @Test
    void anAnswerCountsForWhoAskedAndIsStillNearAndOnlyOnce() {
        Interest interest = new Interest(new ChunkBounds(-100, -100, 100, 100));
        long here = ChunkKey.of(0, 0);
        interest.moveTo(here);
        assertThat(interest.answered(here)).isFalse();
        interest.askedForNearest();
        assertThat(interest.knows(here)).isFalse();
        assertThat(interest.answered(here)).isTrue();
        assertThat(interest.knows(here)).isTrue();
        assertThat(interest.answered(here)).isFalse();
        long next = interest.nearestWanted();
        interest.askedForNearest();
        assertThat(interest.moveTo(ChunkKey.of(50, 50))).containsExactly(here);
        assertThat(interest.answered(next)).isFalse();
    }

    @Test
    void theChunksOfARegionThatIsUpAgainAreAskedForAgainAndThoseOfOthersAreNot() {
        Interest interest = new Interest(new ChunkBounds(-100, -100, 100, 100));
        interest.moveTo(ChunkKey.of(0, 0));
        while (interest.knownCount() < 40) {
            take(interest);
        }
        long underWay = interest.nearestWanted();
        interest.askedForNearest();
        RegionId west = RegionId.ofChunk(ChunkKey.of(-1, 0));
        interest.outdate(west);
        assertThat(interest.knows(ChunkKey.of(0, 0))).isTrue();
        assertThat(interest.knows(ChunkKey.of(-1, 0))).isFalse();
        assertThat(interest.nearestWanted()).isEqualTo(ChunkKey.of(-1, 0));
        assertThat(interest.answered(underWay))
                .isEqualTo(!RegionId.ofChunk(underWay).equals(west));
        assertThat(interest.moveTo(ChunkKey.of(50, 50)))
                .as("what is out of date is still held, and forgotten")
                .contains(ChunkKey.of(-1, 0));
    }
}
