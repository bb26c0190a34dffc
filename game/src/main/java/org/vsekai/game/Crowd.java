package org.vsekai.game;

import org.jspecify.annotations.Nullable;

/** The avatars that one region has in memory. */
public interface Crowd {
    Crowd NOBODY = new Crowd() {
        @Override
        public @Nullable Avatar present(long playerId) {
            return null;
        }

        @Override
        public @Nullable Avatar find(long playerId) {
            return null;
        }
    };

    /** Whoever is here now, and neither away nor on the way to another region; null otherwise. */
    @Nullable
    Avatar present(long playerId);

    /** Whoever is in memory, here or away. */
    @Nullable
    Avatar find(long playerId);
}
