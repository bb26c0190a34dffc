package org.vsekai.world.history;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;

/** Sets of ids as ascending distances: an id that is near the one before takes a byte. */
final class IdSteps {
    private IdSteps() {}

    static List<Long> of(SortedSet<Long> ids) {
        List<Long> steps = new ArrayList<>(ids.size());
        long before = 0;
        for (long id : ids) {
            steps.add(id - before);
            before = id;
        }
        return steps;
    }

    static boolean contains(List<Long> steps, long id) {
        long at = 0;
        for (long step : steps) {
            at += step;
            if (at >= id) {
                return at == id;
            }
        }
        return false;
    }
}
