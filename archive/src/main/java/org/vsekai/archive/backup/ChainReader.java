package org.vsekai.archive.backup;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vsekai.archive.Stored;
import org.vsekai.archive.v1.Frame;
import org.vsekai.archive.v1.FrameBlock;
import org.vsekai.archive.v1.Pair;
import org.vsekai.archive.v1.PairBlock;
import org.vsekai.storage.disk.Disk;
import org.vsekai.world.FrameParts;
import org.vsekai.world.RegionImage;
import org.vsekai.world.v1.CheckpointRecord;
import org.vsekai.world.v1.FrameRecord;

/** Reads the world out of a chain, at its end or as of a moment. Memory is that of the region. */
final class ChainReader {
    private final Disk disk;
    private final Chain chain;

    /**
     * How much of a chain makes the state at a moment.
     *
     * @param frame the newest frame of that state
     * @param whole how many of the chain's backups, from the base on, are in it to their end
     */
    record Reach(long frame, int whole) {}

    ChainReader(Disk disk, Chain chain) {
        this.disk = disk;
        this.chain = chain;
    }

    /** The chain to its end. */
    Reach all() {
        return new Reach(chain.newest().footer().getFrame(), chain.backups().size());
    }

    /**
     * The state at a moment that the chain covers. Frames count in their order: one with an earlier time than one before it
     * (somebody set the clock) counts as made with that one; and one without a time as made with the next one that has one, or
     * when the backup was.
     */
    Reach at(Instant moment) {
        long millis = moment.toEpochMilli();
        List<Backup> backups = chain.backups();
        for (int whole = 1; whole < backups.size(); whole++) {
            Backup backup = backups.get(whole);
            if (backup.footer().getAsOfUnixMillis() > millis) {
                return new Reach(
                        newestUpTo(backup, backups.get(whole - 1).footer().getFrame(), millis), whole);
            }
        }
        return all();
    }

    private long newestUpTo(Backup backup, long before, long millis) {
        long[] newest = {before};
        boolean[] isOver = new boolean[1];
        frames(backup, (number, record) -> {
            long made = Stored.parse(FrameRecord.parser(), record, "frame " + number)
                    .getUnixMillis();
            isOver[0] |= made > millis;
            if (!isOver[0] && made != 0) {
                newest[0] = number;
            }
        });
        return newest[0];
    }

    /** The region as it was. */
    RegionImage image(Reach reach) {
        RegionImage image = new RegionImage(checkpoint(chain.base()));
        pairs(
                chain.base(),
                BlockKind.PAGES,
                pair -> image.addPage(pair.getValue().toByteArray()));
        pairs(
                chain.base(),
                BlockKind.AVATARS,
                pair -> image.addAvatar(pair.getValue().toByteArray()));
        frames(reach.frame(), (number, record) -> {
            if (number > image.frame()) {
                image.apply(number, record);
            }
        });
        for (int i = 0; i < reach.whole(); i++) {
            Backup backup = chain.backups().get(i);
            CheckpointRecord checkpoint = checkpoint(backup);
            pairs(backup, BlockKind.AVATARS, pair -> {
                if (!pair.getCleared()) {
                    image.takePlace(pair.getValue().toByteArray(), checkpoint.getFrame());
                }
            });
            image.reachTick(checkpoint.getTick());
        }
        return image;
    }

    /** All frame records of the chain up to a frame, in order, each once. */
    void frames(long upTo, FrameParts.Whole visitor) {
        for (Backup backup : chain.backups()) {
            frames(backup, (number, record) -> {
                if (number <= upTo) {
                    visitor.accept(number, record);
                }
            });
        }
    }

    private void frames(Backup backup, FrameParts.Whole visitor) {
        try (BlockReader reader = new BlockReader(disk, backup.file())) {
            BlockReader.@Nullable Block block;
            while ((block = reader.next(EnumSet.of(BlockKind.FRAMES))) != null) {
                for (Frame frame :
                        reader.parse(FrameBlock.parser(), block.payload()).getFramesList()) {
                    visitor.accept(frame.getNumber(), frame.getRecord().toByteArray());
                }
            }
        }
    }

    /** What is neither of the region nor an avatar, as the last backup of the reach has it, or the one that it ends in. */
    MergedPairs others(Reach reach) {
        int count = Math.min(chain.backups().size(), reach.whole() + 1);
        return new MergedPairs(disk, chain.backups().subList(0, count), BlockKind.KEYS);
    }

    private interface PairVisitor {
        void accept(Pair pair);
    }

    private void pairs(Backup backup, BlockKind kind, PairVisitor visitor) {
        try (BlockReader reader = new BlockReader(disk, backup.file())) {
            BlockReader.@Nullable Block block;
            while ((block = reader.next(EnumSet.of(kind))) != null) {
                reader.parse(PairBlock.parser(), block.payload()).getPairsList().forEach(visitor::accept);
            }
        }
    }

    private static CheckpointRecord checkpoint(Backup backup) {
        return Stored.parse(
                CheckpointRecord.parser(), backup.header().getCheckpoint().toByteArray(), "checkpoint");
    }
}
