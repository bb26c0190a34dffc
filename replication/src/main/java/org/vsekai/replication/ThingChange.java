package org.vsekai.replication;

import org.jspecify.annotations.Nullable;
import org.vsekai.game.EntityState;
import org.vsekai.sim.ChunkKey;

/**
 * What a durable frame did to one thing.
 *
 * @param before null for a new thing
 * @param now null for a thing that is gone
 */
public record ThingChange(
        long id, @Nullable EntityState before, @Nullable EntityState now) {
    /** True when the thing is now in a chunk that the client knows. */
    boolean isVisible(Interest interest) {
        return now != null && interest.knows(ChunkKey.at(now.xMicros(), now.zMicros()));
    }

    /** True when the thing was in a chunk that the client knows. */
    boolean wasVisible(Interest interest) {
        return before != null && interest.knows(ChunkKey.at(before.xMicros(), before.zMicros()));
    }
}
