package org.vsekai.sim;

/**
 * All components of one entity at one moment; what the numbers mean is the rules' business.
 *
 * @param id positive, never reused
 * @param xMicros micrometres from the world's origin, as all positions
 * @param readyAtTick tick at which the entity changes by itself, 0 for never
 */
public record EntityImage(
        long id,
        int kind,
        int variant,
        long xMicros,
        long yMicros,
        long zMicros,
        int yawDegrees,
        int hp,
        int count,
        long ownerId,
        long readyAtTick) {}
