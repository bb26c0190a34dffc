package org.vsekai.game;

import org.jspecify.annotations.Nullable;
import org.vsekai.core.Check;

/**
 * What a tick did to one thing; before and now are states of the same id.
 *
 * @param before null for a new thing
 * @param now null for a thing that is gone
 */
public record ThingChange(
        @Nullable EntityState before, @Nullable EntityState now) {
    public ThingChange {
        Check.that(before != null || now != null, "something was there, or is");
    }

    public static ThingChange made(EntityState now) {
        return new ThingChange(null, now);
    }

    public static ThingChange removed(EntityState before) {
        return new ThingChange(before, null);
    }

    public long id() {
        if (now != null) {
            return now.id();
        }
        if (before != null) {
            return before.id();
        }
        throw new Check.BrokenInvariant("something was there, or is");
    }
}
