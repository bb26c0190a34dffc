package org.vsekai.game;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is stored of a player's avatar: everything but the pose. One record holds the inventory and the action cursor, so
 * they can never come apart.
 *
 * @param entityId the avatar's id as an entity
 * @param hp 0 to 100
 * @param wood how many pieces of wood are in the inventory
 * @param stone how many stones
 * @param lastAppliedSequence the action cursor: newest action that was applied, 0 for none
 * @param lastStrikeTick when it last struck a tree or a rock, 0 for never
 * @param recentResults results of the newest applied actions, oldest first, at most {@link #RECENT_RESULTS}
 * @param offer the trade that the player proposes; null for none
 */
public record AvatarState(
        long playerId,
        long entityId,
        String name,
        long xMicros,
        long yMicros,
        long zMicros,
        int hp,
        int wood,
        int stone,
        long lastAppliedSequence,
        long lastStrikeTick,
        List<ActionResult> recentResults,
        @Nullable StandingOffer offer) {
    /** As many as a client may have under way without an answer, so a resent action always finds its result. */
    public static final int RECENT_RESULTS = 32;

    /** Of a player who proposes nothing. */
    public AvatarState(
            long playerId,
            long entityId,
            String name,
            long xMicros,
            long yMicros,
            long zMicros,
            int hp,
            int wood,
            int stone,
            long lastAppliedSequence,
            long lastStrikeTick,
            List<ActionResult> recentResults) {
        this(
                playerId,
                entityId,
                name,
                xMicros,
                yMicros,
                zMicros,
                hp,
                wood,
                stone,
                lastAppliedSequence,
                lastStrikeTick,
                recentResults,
                null);
    }

    /** The same, standing elsewhere. */
    public AvatarState at(long newXMicros, long newYMicros, long newZMicros) {
        return new AvatarState(
                playerId,
                entityId,
                name,
                newXMicros,
                newYMicros,
                newZMicros,
                hp,
                wood,
                stone,
                lastAppliedSequence,
                lastStrikeTick,
                recentResults,
                offer);
    }

    public int count(ItemKind item) {
        return switch (item) {
            case WOOD -> wood;
            case STONE -> stone;
        };
    }
}
