package org.vsekai.archive.backup;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vsekai.archive.v1.Frame;
import org.vsekai.archive.v1.FrameBlock;
import org.vsekai.archive.v1.Pair;
import org.vsekai.archive.v1.PairBlock;
import org.vsekai.sim.RegionId;
import org.vsekai.storage.disk.Disk;
import org.vsekai.world.FrameParts;

/**
 * Where the pages and frames of each region lie in one file: found by reading it once, so that a region can then be read
 * without the others. Memory is some bytes a block.
 */
final class RegionBlocks {
    private final Disk disk;
    private final Backup backup;
    private final Map<RegionId, List<Long>> pages = new HashMap<>();
    private final Map<RegionId, List<Long>> frames = new HashMap<>();

    interface PairVisitor {
        void accept(Pair pair);
    }

    /** Takes frames of any region, those of one region in the order of numbers. */
    interface FrameVisitor {
        void accept(RegionId region, long number, byte[] record);
    }

    RegionBlocks(Disk disk, Backup backup) {
        this.disk = disk;
        this.backup = backup;
        try (BlockReader reader = new BlockReader(disk, backup.file())) {
            BlockReader.@Nullable Block block;
            while ((block = reader.next(EnumSet.of(BlockKind.PAGES, BlockKind.FRAMES))) != null) {
                if (block.kind() == BlockKind.PAGES) {
                    PairBlock pairs = reader.parse(PairBlock.parser(), block.payload());
                    add(pages, new RegionId(pairs.getRegionX(), pairs.getRegionZ()), block.at());
                } else {
                    add(frames, region(reader.parse(FrameBlock.parser(), block.payload())), block.at());
                }
            }
        }
    }

    private static void add(Map<RegionId, List<Long>> places, RegionId region, long at) {
        places.computeIfAbsent(region, first -> new ArrayList<>()).add(at);
    }

    private static RegionId region(FrameBlock block) {
        return new RegionId(block.getRegionX(), block.getRegionZ());
    }

    void pages(RegionId region, PairVisitor visitor) {
        each(
                pages.getOrDefault(region, List.of()),
                (reader, block) -> reader.parse(PairBlock.parser(), block.payload())
                        .getPairsList()
                        .forEach(visitor::accept));
    }

    void frames(RegionId region, FrameParts.Whole visitor) {
        each(frames.getOrDefault(region, List.of()), (reader, block) -> {
            for (Frame frame :
                    reader.parse(FrameBlock.parser(), block.payload()).getFramesList()) {
                visitor.accept(frame.getNumber(), frame.getRecord().toByteArray());
            }
        });
    }

    /** Of all regions, in the order in which they lie in the file. */
    void allFrames(FrameVisitor visitor) {
        List<Long> places = new ArrayList<>();
        frames.values().forEach(places::addAll);
        places.sort(null);
        each(places, (reader, block) -> {
            FrameBlock content = reader.parse(FrameBlock.parser(), block.payload());
            for (Frame frame : content.getFramesList()) {
                visitor.accept(
                        region(content), frame.getNumber(), frame.getRecord().toByteArray());
            }
        });
    }

    private interface BlockVisitor {
        void accept(BlockReader reader, BlockReader.Block block);
    }

    private void each(List<Long> places, BlockVisitor visitor) {
        if (places.isEmpty()) {
            return;
        }
        try (BlockReader reader = new BlockReader(disk, backup.file())) {
            places.forEach(at -> visitor.accept(reader, reader.again(at)));
        }
    }
}
