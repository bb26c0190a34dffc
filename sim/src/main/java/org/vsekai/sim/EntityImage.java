package org.vsekai.sim;

import org.vsekai.core.SplitMix64;

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
        long readyAtTick) {
    /** A hash of all of it. Those of several entities are added up, so that their order is of no account. */
    public long contentHash() {
        long h = SplitMix64.mix(id);
        h = SplitMix64.mix(h ^ ((long) kind << 32 | variant));
        h = SplitMix64.mix(h ^ xMicros);
        h = SplitMix64.mix(h ^ yMicros);
        h = SplitMix64.mix(h ^ zMicros);
        h = SplitMix64.mix(h ^ ((long) yawDegrees << 32 | hp));
        h = SplitMix64.mix(h ^ ((long) count << 32));
        h = SplitMix64.mix(h ^ ownerId);
        return SplitMix64.mix(h ^ readyAtTick);
    }
}
