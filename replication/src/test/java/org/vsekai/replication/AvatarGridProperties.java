package org.vsekai.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Seeds;
import org.vsekai.sim.ChunkKey;

class AvatarGridProperties {
    private static final int SLOTS = 40;
    private static final int CELLS = 3;

    @Test
    void everyCellHoldsExactlyWhoIsInIt() {
        Seeds.forEach(100, random -> {
            AvatarGrid grid = new AvatarGrid(SLOTS);
            Map<Integer, Long> cellOfSlot = new HashMap<>();
            for (int step = 0; step < 300; step++) {
                int slot = random.nextInt(SLOTS);
                if (random.chance(0.2)) {
                    grid.remove(slot);
                    cellOfSlot.remove(slot);
                } else {
                    long x = random.between(-CELLS * AvatarGrid.CELL_MICROS, CELLS * AvatarGrid.CELL_MICROS);
                    long z = random.between(-AvatarGrid.CELL_MICROS, AvatarGrid.CELL_MICROS);
                    grid.place(slot, x, z);
                    cellOfSlot.put(slot, ChunkKey.of(AvatarGrid.cellIndex(x), AvatarGrid.cellIndex(z)));
                    assertThat(grid.xMicros(slot)).isEqualTo(x);
                    assertThat(grid.zMicros(slot)).isEqualTo(z);
                }
            }
            Map<Long, Set<Integer>> slotsOfCell = new HashMap<>();
            cellOfSlot.forEach((slot, cell) ->
                    slotsOfCell.computeIfAbsent(cell, each -> new HashSet<>()).add(slot));
            for (int x = -CELLS - 1; x <= CELLS; x++) {
                for (int z = -2; z <= 1; z++) {
                    assertThat(slotsIn(grid, x, z)).isEqualTo(slotsOfCell.getOrDefault(ChunkKey.of(x, z), Set.of()));
                }
            }
        });
    }

    private static Set<Integer> slotsIn(AvatarGrid grid, int cellX, int cellZ) {
        Set<Integer> slots = new HashSet<>();
        for (int slot = grid.firstIn(cellX, cellZ); slot != AvatarGrid.NONE; slot = grid.nextInCell(slot)) {
            assertThat(slots.add(slot)).as("each slot once").isTrue();
        }
        return slots;
    }
}
