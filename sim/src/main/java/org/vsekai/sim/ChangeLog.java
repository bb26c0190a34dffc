package org.vsekai.sim;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which entities a tick has touched, in the order of the first touch, with what they were before it. An entity that was
 * made and removed in the same tick stays listed, with neither a before nor an after. Confined to one thread.
 */
public final class ChangeLog {
    private final LongIntMap indexById = new LongIntMap();

    /** Id of change i at [i], valid below count. */
    private long[] ids = new long[16];

    /** What the entity of change i was before the tick at [i]; null when it did not exist. */
    private @Nullable EntityImage[] before = new @Nullable EntityImage[16];

    private int count;

    public int count() {
        return count;
    }

    public long id(int index) {
        return ids[index];
    }

    public @Nullable EntityImage before(int index) {
        return before[index];
    }

    boolean isListed(long id) {
        return indexById.contains(id);
    }

    void list(long id, @Nullable EntityImage was) {
        if (count == ids.length) {
            ids = Arrays.copyOf(ids, count * 2);
            before = Arrays.copyOf(before, count * 2);
        }
        indexById.put(id, count);
        ids[count] = id;
        before[count] = was;
        count++;
    }

    void clear() {
        Arrays.fill(before, 0, count, null);
        indexById.clear();
        count = 0;
    }
}
