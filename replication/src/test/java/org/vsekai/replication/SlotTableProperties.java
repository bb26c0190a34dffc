package org.vsekai.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Seeds;

class SlotTableProperties {
    @Test
    void holdsWhatAMapHoldsAfterAnyChanges() {
        Seeds.forEach(200, random -> {
            int max = 1 + random.nextInt(40);
            SlotTable table = new SlotTable(max);
            Map<Long, Integer> model = new HashMap<>();
            for (int step = 0; step < 400; step++) {
                long player = 1L + random.nextInt(60);
                if (random.chance(0.5) && (model.size() < max || model.containsKey(player))) {
                    int slot = random.nextInt(max);
                    table.put(player, slot);
                    model.put(player, slot);
                } else {
                    table.remove(player);
                    model.remove(player);
                }
                for (long each = 1; each <= 60; each++) {
                    assertThat(table.slotOf(each)).isEqualTo(model.getOrDefault(each, SlotTable.NONE));
                }
            }
        });
    }
}
