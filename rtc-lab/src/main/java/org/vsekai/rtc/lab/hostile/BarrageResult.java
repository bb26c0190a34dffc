package org.vsekai.rtc.lab.hostile;

import org.jspecify.annotations.Nullable;

/**
 * What came of one seed.
 *
 * @param packets inputs, the failing one included
 * @param failure what escaped or was broken, or null
 * @param lastInput in hexadecimal
 * @param amplification the most bytes sent for each byte received, to who had not proven itself
 * @param mostEffects of one input
 * @param slowestNanos CPU time of the slowest input
 */
public record BarrageResult(
        Layer layer,
        long seed,
        int packets,
        @Nullable Throwable failure,
        String lastInput,
        double amplification,
        int mostEffects,
        long slowestNanos) {
    /** The command that does it again, alone. */
    public String replay() {
        return replay(layer, seed, packets);
    }

    static String replay(Layer layer, long seed, int packets) {
        return "./sekai check hostile --layer " + layer + " --seed " + seed + " --packets " + packets;
    }
}
