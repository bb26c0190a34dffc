package org.vsekai.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Pose;
import org.vsekai.core.Units;
import org.vsekai.game.Action;
import org.vsekai.game.Avatar;
import org.vsekai.game.EntityState;
import org.vsekai.game.Rules;
import org.vsekai.sim.ChunkKey;

/** What a region answers when it is asked to show a chunk. */
class ShownChunkTest {
    private static final long ADA = 1;
    private static final long SESSION = 7;

    private final TestRegion region = new TestRegion(new ModelDatabase(), 42);

    @Test
    void aStrikeThatIsNotDurableIsNotShown() {
        region.join(ADA, SESSION);
        region.tick();
        Avatar ada = region.avatar(ADA);
        EntityState tree = Scenes.nearestTree(region.loop.realm(), ada.xMicros(), ada.zMicros());
        Pose from = Pose.standingAt(ada.xMicros(), ada.yMicros(), ada.zMicros());
        for (Pose step : Scenes.walk(region.loop.realm(), from, tree, 2 * Units.MICROS_PER_METRE)) {
            region.loop.onInput(new RegionInput.Move(ADA, SESSION, step));
            region.tick();
        }
        region.act(ADA, SESSION, 1, new Action.Harvest(tree.id()));
        region.onTick();
        assertThat(shown(tree).hp()).isEqualTo(Rules.TREE_HP);
        region.settleAll();
        assertThat(shown(tree).hp()).isEqualTo(Rules.TREE_HP - Rules.STRIKE_HP);
    }

    @Test
    void aChunkWithoutThingsIsShownEmpty() {
        long empty = LongStream.range(0, 64)
                .map(number -> ChunkKey.of((int) number % 8, (int) number / 8))
                .filter(chunk -> region.loop.realm().things().sizeOfChunk(chunk) == 0)
                .findFirst()
                .orElseThrow();
        region.loop.onInput(new RegionInput.ShowChunk(empty));
        region.onTick();
        assertThat(region.chunks).containsEntry(empty, List.of());
    }

    private EntityState shown(EntityState thing) {
        long chunk = ChunkKey.at(thing.xMicros(), thing.zMicros());
        region.loop.onInput(new RegionInput.ShowChunk(chunk));
        region.onTick();
        return Objects.requireNonNull(region.chunks.get(chunk), "an answer").stream()
                .filter(each -> each.id() == thing.id())
                .findFirst()
                .orElseThrow();
    }
}
