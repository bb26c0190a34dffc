package org.vsekai.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Seeds;
import org.vsekai.sim.ChunkKey;

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
                    assertThat(told.add(interest.takeWanted())).isTrue();
                }
                assertKnows(interest, told, here);
            }
            while (interest.isWanting()) {
                told.add(interest.takeWanted());
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
        assertThat(interest.takeWanted()).isEqualTo(ChunkKey.of(0, 0));
        int before = 0;
        while (interest.isWanting()) {
            int distance = Interest.distance(interest.takeWanted(), ChunkKey.of(0, 0));
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
            interest.takeWanted();
        }
        assertThat(interest.moveTo(ChunkKey.of(1, 0))).isEmpty();
        while (interest.isWanting()) {
            interest.takeWanted();
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
            assertThat(Interest.distance(interest.takeWanted(), ChunkKey.of(50, 50)))
                    .isLessThanOrEqualTo(Interest.RADIUS_CHUNKS);
        }
    }
}
