package org.vsekai.game;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Pose;
import org.vsekai.core.Seeds;
import org.vsekai.core.Units;
import org.vsekai.game.Walker.Verdict;

class WalkerTest {
    private static final Bounds BOUNDS = new Bounds(0, 0, Units.REGION_MICROS, Units.REGION_MICROS);
    private static final long MIDDLE = Units.REGION_MICROS / 2;

    private final Terrain terrain = new Terrain(9);
    private final Avatar avatar = new Avatar(new AvatarState(
            1, 2, "Ada", MIDDLE, terrain.heightMicros(MIDDLE, MIDDLE), MIDDLE, 100, 0, 0, 0, 0, List.of()));
    private final Walker walker = new Walker(BOUNDS, terrain, avatar, 0);

    @Test
    void takesAMinuteAtTopSpeedWhateverTheJitter() {
        Seeds.forEach(20, random -> {
            Avatar runner = new Avatar(avatar.state());
            Walker honest = new Walker(BOUNDS, terrain, runner, 0);
            int held = 0;
            long x = MIDDLE;
            long step = Rules.MAX_SPEED_MM_PER_S * Units.MICROS_PER_MM / Rules.TICK_HERTZ;
            long direction = 1;
            for (int tick = 1; tick <= 3_600; tick++) {
                held++;
                if (held < 30 && random.chance(0.3)) {
                    continue;
                }
                for (; held > 0; held--) {
                    direction = x > MIDDLE + 90 * Units.MICROS_PER_METRE ? -1 : x < MIDDLE ? 1 : direction;
                    x += direction * step;
                    assertThat(honest.offer(at(x, MIDDLE, 0), tick)).isEqualTo(Verdict.OK);
                }
            }
        });
    }

    @Test
    void refusesABodyThatIsTwiceAsFastWithinASecond() {
        long x = MIDDLE;
        long step = 2L * Rules.MAX_SPEED_MM_PER_S * Units.MICROS_PER_MM / Rules.TICK_HERTZ;
        int tick = 0;
        do {
            tick++;
            x += step;
        } while (walker.offer(at(x, MIDDLE, 0), tick) == Verdict.OK);
        assertThat(tick).isLessThan(60);
    }

    @Test
    void refusesATeleportEvenAfterALongRest() {
        assertThat(walker.offer(at(MIDDLE + 10 * Units.MICROS_PER_METRE, MIDDLE, 0), 100_000))
                .isEqualTo(Verdict.TOO_FAST);
        assertThat(avatar.xMicros()).isEqualTo(MIDDLE);
        assertThat(walker.pose().rootXMicros()).isEqualTo(MIDDLE);
    }

    @Test
    void afterARefusalTakesOnlyAPoseNearTheAuthoritativePoint() {
        walker.offer(at(MIDDLE + 20 * Units.MICROS_PER_METRE, MIDDLE, 0), 1_000);
        assertThat(walker.mustReturn()).isTrue();
        assertThat(walker.offer(at(MIDDLE + 2 * Units.MICROS_PER_METRE, MIDDLE, 0), 1_001))
                .isEqualTo(Verdict.TOO_FAST);
        assertThat(walker.offer(at(MIDDLE + 1_000, MIDDLE, 0), 1_002)).isEqualTo(Verdict.OK);
        assertThat(walker.offer(at(MIDDLE + 2 * Units.MICROS_PER_METRE, MIDDLE, 0), 1_003))
                .isEqualTo(Verdict.OK);
    }

    @Test
    void refusesPosesOutsideTheWorldOrOffTheGround() {
        assertThat(walker.offer(at(-1, MIDDLE, 0), 1)).isEqualTo(Verdict.OUTSIDE_WORLD);
        assertThat(walker.offer(at(MIDDLE, MIDDLE, 6_001), 1)).isEqualTo(Verdict.OFF_GROUND);
        assertThat(walker.offer(at(MIDDLE, MIDDLE, -501), 1)).isEqualTo(Verdict.OFF_GROUND);
        for (long nonsense : List.of(Long.MIN_VALUE, Long.MAX_VALUE)) {
            assertThat(walker.offer(Pose.standingAt(nonsense, 0, MIDDLE), 1)).isEqualTo(Verdict.OUTSIDE_WORLD);
            assertThat(walker.offer(Pose.standingAt(MIDDLE, nonsense, MIDDLE), 1))
                    .isEqualTo(Verdict.OFF_GROUND);
        }
        assertThat(walker.offer(at(MIDDLE, MIDDLE, 6_000), 1)).isEqualTo(Verdict.OK);
    }

    private Pose at(long x, long z, long aboveGroundMm) {
        return Pose.standingAt(x, terrain.heightMicros(x, z) + aboveGroundMm * Units.MICROS_PER_MM, z);
    }
}
