package org.vsekai.rtc.lab.network;

import org.vsekai.core.SplitMix64;
import org.vsekai.rtc.datachannel.ChannelOptions;

/** Terms of channels, as a seed has them: every reliability, in order or not, every priority. */
final class ChannelDice {
    private static final int[] PRIORITIES = {
        ChannelOptions.BELOW_NORMAL, ChannelOptions.NORMAL, ChannelOptions.HIGH, ChannelOptions.EXTRA_HIGH
    };
    private static final int MOST_LIFETIME_MILLIS = 1_500;

    private ChannelDice() {}

    static ChannelOptions roll(SplitMix64 random, int id) {
        boolean isOrdered = random.chance(0.5);
        ChannelOptions terms = switch (random.nextInt(3)) {
            case 0 -> ChannelOptions.limited(id, isOrdered, random.nextInt(3));
            case 1 -> ChannelOptions.timed(id, isOrdered, random.nextInt(MOST_LIFETIME_MILLIS));
            default ->
                isOrdered
                        ? ChannelOptions.reliable(id)
                        : ChannelOptions.limited(id, false, -1); // Without limit, and without order.
        };
        return terms.withPriority(PRIORITIES[random.nextInt(PRIORITIES.length)]);
    }
}
