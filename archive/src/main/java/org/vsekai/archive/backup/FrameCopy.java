package org.vsekai.archive.backup;

import com.google.protobuf.ByteString;
import org.vsekai.archive.ArchiveException;
import org.vsekai.archive.Stored;
import org.vsekai.archive.v1.Frame;
import org.vsekai.archive.v1.FrameBlock;
import org.vsekai.archive.v1.RegionEnd;
import org.vsekai.sim.RegionId;
import org.vsekai.world.v1.FrameRecord;

/** Copies frames of a region of a world in play, ever further, without a gap. Confined to one thread. */
final class FrameCopy {
    private final LiveWorld world;
    private final RegionId region;
    private final BlockWriter out;
    private final FrameBlock.Builder block = FrameBlock.newBuilder();
    private int blockSize;
    private final long first;
    private long next;
    private long untimed;
    private int newestChecksum;
    private long newestMillis;

    /** @param first the number of the first frame to copy */
    FrameCopy(LiveWorld world, RegionId region, BlockWriter out, long first) {
        this.world = world;
        this.region = region;
        block.setRegionX(region.x()).setRegionZ(region.z());
        this.out = out;
        this.first = first;
        next = first;
    }

    /** What is known of the frame before the first one. */
    void startAfter(RegionEnd before) {
        newestChecksum = before.getFrameCrc();
        newestMillis = before.getFrameUnixMillis();
    }

    /** Copies up to a frame that is durable. */
    void copyTo(long frame) {
        world.frames(region, next, frame, this::add);
        if (blockSize > 0) {
            flush();
        }
        if (next <= frame) {
            throw new ArchiveException("frame " + next + " of region " + region
                    + " is gone from the store: the frame history was cut off while it"
                    + " was being copied. Run it again; nothing was changed");
        }
    }

    private void add(long number, byte[] record) {
        if (number != next) {
            return; // What is missing is said at the end of the piece.
        }
        FrameRecord frame = Stored.parse(FrameRecord.parser(), record, "frame " + number);
        next++;
        newestChecksum = BlockFile.checksum(record);
        newestMillis = frame.getUnixMillis();
        if (newestMillis == 0) {
            untimed++;
        }
        block.addFrames(Frame.newBuilder().setNumber(number).setRecord(ByteString.copyFrom(record)));
        blockSize += record.length;
        if (blockSize >= BlockFile.TARGET_PAYLOAD) {
            flush();
        }
    }

    private void flush() {
        out.write(BlockKind.FRAMES, block.build());
        block.clearFrames();
        blockSize = 0;
    }

    void describe(RegionEnd.Builder end) {
        end.setFrame(next - 1)
                .setFrameCrc(newestChecksum)
                .setFrameUnixMillis(newestMillis)
                .setFirstFrame(next == first ? 0 : first)
                .setFrames(next - first)
                .setFramesWithoutTime(untimed);
    }
}
