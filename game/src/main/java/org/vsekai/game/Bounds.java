package org.vsekai.game;

import org.vsekai.core.HotPath;

/** A horizontal rectangle, borders included; micrometres from the world's origin. */
@HotPath
public record Bounds(long minXMicros, long minZMicros, long maxXMicros, long maxZMicros) {
    public boolean contains(long xMicros, long zMicros) {
        return xMicros >= minXMicros && xMicros <= maxXMicros && zMicros >= minZMicros && zMicros <= maxZMicros;
    }

    public long middleXMicros() {
        return minXMicros + (maxXMicros - minXMicros) / 2;
    }

    public long middleZMicros() {
        return minZMicros + (maxZMicros - minZMicros) / 2;
    }
}
