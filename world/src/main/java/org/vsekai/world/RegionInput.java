package org.vsekai.world;

import org.vsekai.core.Pose;
import org.vsekai.game.Action;

/**
 * What may be put in a region's input queue. {@code sessionId} is a number that the gateway never reuses while the process
 * lives; inputs of a session that another has replaced are dropped and counted.
 */
public sealed interface RegionInput {
    /** A player enters; durable before anybody sees it. Replaces the player's older session, if there is one. */
    record Join(long playerId, String name, long sessionId) implements RegionInput {}

    /** A session ended. Ignored when it is no longer the player's session. */
    record Leave(long playerId, long sessionId) implements RegionInput {}

    /** A pose, already within the body's bounds; the region checks speed and borders. */
    record Move(long playerId, long sessionId, Pose pose) implements RegionInput {}

    /** An action. The region applies each sequence of a player once, in order. */
    record Act(long playerId, long sessionId, long sequence, Action action) implements RegionInput {}

    /** Asks for {@link WorldListener#onChunk}. Not answered while the chunk's region is not up; so ask again when it is. */
    record ShowChunk(long chunk) implements RegionInput {}
}
