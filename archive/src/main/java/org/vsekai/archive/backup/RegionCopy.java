package org.vsekai.archive.backup;

import java.util.Collections;
import org.vsekai.archive.v1.RegionEnd;
import org.vsekai.sim.RegionId;
import org.vsekai.world.v1.CheckpointRecord;

/** Copies one region of a world in play: its pages, where they are wanted, and its frames. Confined to one thread. */
final class RegionCopy {
    private final LiveWorld world;
    private final RegionId region;
    private final BlockWriter out;
    private final CheckpointRecord checkpoint;
    private final boolean hasPages;
    private final FrameCopy frames;

    private RegionCopy(
            LiveWorld world,
            RegionId region,
            BlockWriter out,
            CheckpointRecord checkpoint,
            boolean hasPages,
            long first) {
        this.world = world;
        this.region = region;
        this.out = out;
        this.checkpoint = checkpoint;
        this.hasPages = hasPages;
        frames = new FrameCopy(world, region, out, first);
    }

    /** Of a region that an increment continues. */
    static RegionCopy continuing(
            LiveWorld world, RegionId region, BlockWriter out, LiveWorld.Standing begun, RegionEnd before) {
        RegionCopy copy = new RegionCopy(world, region, out, begun.checkpoint(), false, before.getFrame() + 1);
        copy.frames.startAfter(before);
        return copy;
    }

    /**
     * Of a region with its pages. Begins with its checkpoint's own frame, where that is kept: by it a later increment knows
     * that it goes on. Of a region that is new in an increment all frames are copied, so that it can be had as of any of them.
     */
    static RegionCopy whole(
            LiveWorld world, RegionId region, BlockWriter out, LiveWorld.Standing begun, boolean isInIncrement) {
        CheckpointRecord checkpoint = begun.checkpoint();
        long frame = checkpoint.getFrame();
        boolean isKept = frame > 0 && frame >= checkpoint.getOldestFrame();
        long first = isInIncrement ? 1 : isKept ? frame : frame + 1;
        return new RegionCopy(world, region, out, checkpoint, true, first);
    }

    /** Copies the pages, if they are wanted, and the frames up to some moment after that. Returns how many pages. */
    long copy() {
        keepUp();
        if (!hasPages) {
            return 0;
        }
        PairWriter pages = new PairWriter(out, BlockKind.PAGES, Collections.emptyIterator()).of(region);
        world.pages(region, pages, this::keepUp);
        return pages.end();
    }

    /** Copies the frames so far, so that the history isn't cut off behind the copying. */
    private void keepUp() {
        frames.copyTo(world.newestFrame(region));
    }

    /** Copies up to a frame that is durable. Returns how far the region is known of now. */
    RegionEnd end(LiveWorld.Standing standing) {
        frames.copyTo(standing.head().getFrame());
        RegionEnd.Builder end = RegionEnd.newBuilder()
                .setX(region.x())
                .setZ(region.z())
                .setCheckpoint(checkpoint.toByteString())
                .setHasPages(hasPages)
                .setCommit(standing.head().getCommit())
                .setEpoch(standing.epoch());
        frames.describe(end);
        return end.build();
    }
}
