package org.vsekai.world.history;

import java.time.Duration;
import org.vsekai.core.Check;

/**
 * How much of a world's history is kept.
 *
 * @param age older segments are dropped
 * @param bytes of all regions together: beyond it the oldest segments are dropped. What can't be dropped is not much: frames
 *     that recovery needs, and up to a segment of each region's newest
 * @param framesAsRecords of each region, behind its checkpoint: as long as they are kept they stay as they are, for increments of
 *     backups to go on from
 * @param bytesAsRecords of each region: beyond it frames are compressed earlier than that
 */
public record HistoryPolicy(Duration age, long bytes, int framesAsRecords, long bytesAsRecords) {
    /** Five and a half minutes of a region in which something happens in each tick. */
    public static final int FRAMES_AS_RECORDS = 20_000;

    private static final long BYTES_AS_RECORDS = 64L << 20;

    public HistoryPolicy {
        Check.that(!age.isNegative() && bytes >= 0, "a policy keeps something or nothing");
        Check.that(framesAsRecords >= 0 && bytesAsRecords >= 0, "a policy keeps some records or none");
    }

    public static HistoryPolicy of(Duration age, long bytes) {
        return new HistoryPolicy(age, bytes, FRAMES_AS_RECORDS, BYTES_AS_RECORDS);
    }
}
