package org.vsekai.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Pose;
import org.vsekai.core.Seeds;
import org.vsekai.core.SplitMix64;
import org.vsekai.core.Units;
import org.vsekai.game.Action;
import org.vsekai.game.StructureKind;
import org.vsekai.game.Terrain;

class DeterminismProperties {
    private static final long WORLD_SEED = 3;
    private static final int PLAYERS = 4;
    private static final int TICKS = 250;

    @Test
    void theSameInputsGiveTheSameWorldWhateverTheStoresPaceTheWallClockAndTheArrivalWithinATick() {
        Seeds.forEach(12, random -> {
            List<List<RegionInput>> script = script(random);
            long pace = random.nextLong();
            TestRegion first = play(script, new SplitMix64(pace), 1);
            TestRegion second = play(script, new SplitMix64(pace + 1), 2);
            assertThat(second.contentHash()).isEqualTo(first.contentHash());
            assertThat(second.frames).isEqualTo(first.frames);
            assertThat(first.frames).hasSizeGreaterThan(20);
        });
    }

    private static TestRegion play(List<List<RegionInput>> script, SplitMix64 pace, long shuffleSeed) {
        TestRegion region = new TestRegion(new ModelDatabase(), WORLD_SEED);
        region.unixMillis *= shuffleSeed;
        Random shuffle = new Random(shuffleSeed);
        for (List<RegionInput> inputs : script) {
            List<RegionInput> arrived = new ArrayList<>(inputs);
            if (!(inputs.getFirst() instanceof RegionInput.Join)) {
                Collections.shuffle(arrived, shuffle);
            }
            arrived.forEach(region.loop::onInput);
            region.onTick();
            // Never so slow that more than a client's actions are in flight: refusals depend on the store's pace.
            if (pace.chance(0.3)) {
                region.settleAll();
            }
        }
        region.settleAll();
        return region;
    }

    /** What comes in each tick: everybody walks about near the spawn, strikes trees, builds, picks up. */
    private static List<List<RegionInput>> script(SplitMix64 random) {
        TestRegion guide = new TestRegion(new ModelDatabase(), WORLD_SEED);
        Terrain terrain = guide.loop.realm().terrain();
        long[] sequences = new long[PLAYERS + 1];
        Pose[] poses = new Pose[PLAYERS + 1];
        List<List<RegionInput>> script = new ArrayList<>();
        List<RegionInput> joins = new ArrayList<>();
        for (long player = 1; player <= PLAYERS; player++) {
            joins.add(new RegionInput.Join(player, "P" + player, player));
            guide.join(player, player);
        }
        script.add(joins);
        guide.tick();
        for (int player = 1; player <= PLAYERS; player++) {
            var avatar = guide.avatar(player);
            poses[player] = Pose.standingAt(avatar.xMicros(), avatar.yMicros(), avatar.zMicros());
        }
        for (int tick = 0; tick < TICKS; tick++) {
            List<RegionInput> inputs = new ArrayList<>();
            for (int player = 1; player <= PLAYERS; player++) {
                var tree = Scenes.nearestTree(
                        guide.loop.realm(), poses[player].rootXMicros(), poses[player].rootZMicros());
                var way = Scenes.walk(guide.loop.realm(), poses[player], tree, 2 * Units.MICROS_PER_METRE);
                poses[player] = way.isEmpty() ? poses[player] : way.getFirst();
                inputs.add(new RegionInput.Move(player, player, poses[player]));
                if (random.chance(0.2)) {
                    inputs.add(new RegionInput.Act(
                            player, player, ++sequences[player], action(random, poses[player], tree.id(), terrain)));
                }
            }
            script.add(inputs);
        }
        return script;
    }

    private static Action action(SplitMix64 random, Pose at, long tree, Terrain terrain) {
        return switch (random.nextInt(4)) {
            case 0, 1 -> new Action.Harvest(tree);
            case 2 -> new Action.Interact(440 + random.nextInt(40));
            default -> {
                long x = at.rootXMicros() + random.between(-4, 5) * Units.MICROS_PER_METRE;
                long z = at.rootZMicros() + random.between(-4, 5) * Units.MICROS_PER_METRE;
                yield new Action.Build(StructureKind.WALL, x, terrain.heightMicros(x, z), z, random.nextInt(360));
            }
        };
    }
}
