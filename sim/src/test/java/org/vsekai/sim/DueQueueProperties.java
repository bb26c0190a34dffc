package org.vsekai.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Seeds;

class DueQueueProperties {
    private record Entry(long tick, long id) {}

    @Test
    void givesEntriesInTheOrderOfTickThenId() {
        Seeds.forEach(50, random -> {
            DueQueue queue = new DueQueue();
            List<Entry> model = new ArrayList<>();
            long now = 0;
            for (int step = 0; step < 300; step++) {
                Entry entry = new Entry(now + random.nextInt(40), random.nextInt(1_000));
                queue.add(entry.tick(), entry.id());
                model.add(entry);
                now += random.nextInt(2);
                model.sort(Comparator.comparingLong(Entry::tick).thenComparingLong(Entry::id));
                while (!model.isEmpty() && model.getFirst().tick() <= now) {
                    assertThat(queue.isDue(now)).isTrue();
                    assertThat(queue.takeId()).isEqualTo(model.removeFirst().id());
                }
                assertThat(queue.isDue(now)).isFalse();
                assertThat(queue.isEmpty()).isEqualTo(model.isEmpty());
            }
        });
    }
}
