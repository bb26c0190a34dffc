package org.vsekai.rtc.sctp;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.HotPath;

/** What is known of streams, by their ids: an array as long as the highest id in use asks for. */
@HotPath
public final class StreamTable<T> {
    private @Nullable Object[] byId = {};

    @SuppressWarnings("unchecked") // Only put() writes.
    public @Nullable T get(int id) {
        return id < byId.length ? (T) byId[id] : null;
    }

    public void put(int id, T stream) {
        if (id >= byId.length) {
            byId = Arrays.copyOf(byId, Math.max(2, Integer.highestOneBit(id) << 1));
        }
        byId[id] = stream;
    }

    @SuppressWarnings("unchecked")
    public @Nullable T remove(int id) {
        if (id >= byId.length) {
            return null;
        }
        T stream = (T) byId[id];
        byId[id] = null;
        return stream;
    }

    /** Adds the ids in use. */
    public void collectIds(BitSet ids) {
        for (int id = 0; id < byId.length; id++) {
            if (byId[id] != null) {
                ids.set(id);
            }
        }
    }
}
