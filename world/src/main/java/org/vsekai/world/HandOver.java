package org.vsekai.world;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vsekai.game.Walker.Gait;

/**
 * What a region that a player has left passes on, in memory, once the next one has taken over: what happened meanwhile.
 *
 * @param deliveredSession the session that the parcel was delivered with
 * @param sessionId the player's session now, 0 when it has ended
 * @param gait how the player went on to move; null where nobody was present
 * @param acts actions that were held, in the order in which they came
 */
record HandOver(
        long playerId,
        String name,
        long deliveredSession,
        long sessionId,
        @Nullable Gait gait,
        List<RegionInput.Act> acts) {}
