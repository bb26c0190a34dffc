package org.vsekai.game;

/**
 * One thing in the world, as it is stored and shown; avatars are {@link AvatarState}.
 *
 * @param id unique for the life of the world, never reused, positive
 * @param variant code of the {@link ItemKind} or {@link StructureKind}; for trees and rocks a look, 0 to 255
 * @param xMicros east, micrometres from the world's origin
 * @param yMicros up
 * @param zMicros south
 * @param yawDegrees 0 to 359, anticlockwise seen from above
 * @param hp 0 for a felled tree or an exhausted rock
 * @param count how many are in an item's stack; 1 for everything else
 * @param ownerPlayerId who built it, 0 for nobody
 * @param readyAtTick world tick at which a felled tree or an exhausted rock is whole again, or an item on the ground is gone;
 *     0 for never
 */
public record EntityState(
        long id,
        EntityKind kind,
        int variant,
        long xMicros,
        long yMicros,
        long zMicros,
        int yawDegrees,
        int hp,
        int count,
        long ownerPlayerId,
        long readyAtTick) {}
