package org.vsekai.rtc.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Seeds;

class DeadlineHeapProperties {
    private static final class Task extends Due {}

    @Test
    void theFirstIsAlwaysTheEarliestOfThoseThatAreIn() {
        Seeds.forEach(100, random -> {
            var heap = new DeadlineHeap<Task>();
            List<Task> all = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                all.add(new Task());
            }
            Set<Task> in = new HashSet<>();
            for (int step = 0; step < 500; step++) {
                Task task = all.get(random.nextInt(all.size()));
                if (random.chance(0.2)) {
                    heap.remove(task);
                    in.remove(task);
                } else {
                    task.dueNanos = random.chance(0.1) ? Due.NEVER : random.nextInt(1_000);
                    heap.update(task);
                    if (task.dueNanos == Due.NEVER) {
                        in.remove(task);
                    } else {
                        in.add(task);
                    }
                }
                assertThat(heap.size()).isEqualTo(in.size());
                Task first = heap.first();
                long earliest =
                        in.stream().mapToLong(each -> each.dueNanos).min().orElse(Due.NEVER);
                assertThat(first == null ? Due.NEVER : first.dueNanos).isEqualTo(earliest);
            }
        });
    }
}
