package org.vsekai.rtc.lab.interop;

import org.vsekai.core.Check;

/**
 * How bad a link is, in each direction.
 *
 * @param lossPercent of the datagrams, each by itself
 * @param delayMs one way
 */
public record Roughness(double lossPercent, int delayMs) {
    public Roughness {
        Check.that(lossPercent >= 0 && lossPercent <= 100, "a loss is a part of all");
        Check.that(delayMs >= 0, "nothing arrives before it is sent", delayMs);
    }

    boolean isNone() {
        return lossPercent == 0 && delayMs == 0;
    }
}
