package org.vsekai.archive.history;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.vsekai.sim.RegionId;
import org.vsekai.world.history.SegmentIndex;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.HistoryIndex;

/**
 * Which part of the history is asked for; everything that is given must be met.
 *
 * @param entity an item, a structure, an avatar
 * @param player who did it, or whom it concerns otherwise
 * @param chunk as {@code ChunkKey} packs it
 * @param sinceMillis the wall clock, the smallest number for no limit; events whose time nobody knows are outside of any limit
 * @param untilMillis as {@code sinceMillis}, the largest number for no limit
 * @param limit the newest so many events
 */
public record HistoryQuery(
        OptionalLong entity,
        OptionalLong player,
        OptionalLong chunk,
        @Nullable RegionId region,
        long sinceMillis,
        long untilMillis,
        int limit) {
    public static final int MAX_LIMIT = 100_000;

    /** Whether a region may have anything to tell. */
    boolean concerns(RegionId of) {
        return region == null || region.equals(of);
    }

    /** Whether a segment may. A cheap test that never says no in error. */
    boolean concerns(RegionId of, HistoryIndex index) {
        return isWithin(index.getFromUnixMillis(), index.getToUnixMillis())
                && (entity.isEmpty() || SegmentIndex.mentionsEntity(index, entity.getAsLong()))
                && (player.isEmpty() || SegmentIndex.mentionsPlayer(index, player.getAsLong()))
                && (chunk.isEmpty() || SegmentIndex.mentionsChunk(index, of, chunk.getAsLong()));
    }

    boolean concerns(FrameRecord frame) {
        return isWithin(frame.getUnixMillis(), frame.getUnixMillis());
    }

    /** @param toMillis 0 where no time is known */
    private boolean isWithin(long fromMillis, long toMillis) {
        boolean isLimited = sinceMillis != Long.MIN_VALUE || untilMillis != Long.MAX_VALUE;
        return !isLimited || (toMillis != 0 && toMillis >= sinceMillis && fromMillis <= untilMillis);
    }

    boolean concerns(HistoryEvent event) {
        return (entity.isEmpty() || event.entities().contains(entity.getAsLong()))
                && (player.isEmpty() || event.players().contains(player.getAsLong()))
                && (chunk.isEmpty() || event.chunks().contains(chunk.getAsLong()));
    }
}
