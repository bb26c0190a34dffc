package org.vsekai.archive.backup;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vsekai.archive.ArchiveException;
import org.vsekai.archive.Stored;
import org.vsekai.archive.v1.BackupFooter;
import org.vsekai.archive.v1.Frame;
import org.vsekai.archive.v1.FrameBlock;
import org.vsekai.archive.v1.PairBlock;
import org.vsekai.archive.v1.RegionEnd;
import org.vsekai.sim.RegionId;
import org.vsekai.storage.disk.Disk;
import org.vsekai.world.DamagedRecordException;
import org.vsekai.world.v1.FrameRecord;

/** Reads every byte of a set: checksums, counts, every frame's record and that none is missing; and replays each chain to its end. */
public final class SetVerification {
    private final Disk disk;
    private final List<BackupSet.Item> items;

    /**
     * @param findings what is wrong, each with its file; empty for a sound set
     * @param restorable what can be restored for certain
     */
    public record Verified(List<String> findings, List<Chain> restorable) {}

    public SetVerification(BackupSet set) {
        disk = set.disk();
        items = set.items();
    }

    public Verified run() {
        List<String> findings = new ArrayList<>();
        List<Chain> restorable = new ArrayList<>();
        for (BackupSet.Item item : items) {
            if (item instanceof BackupSet.Unusable unusable) {
                findings.add(unusable.name() + ": " + unusable.why());
            }
        }
        for (Chain chain : BackupSet.chains(items)) {
            List<Backup> sound = new ArrayList<>();
            for (Backup backup : chain.backups()) {
                String damage = check(backup);
                if (damage != null) {
                    findings.add(backup.name() + ": " + damage + lostWith(chain, backup));
                    break;
                }
                sound.add(backup);
            }
            if (!sound.isEmpty()) {
                replay(new Chain(List.copyOf(sound), chain.from()), findings, restorable);
            }
        }
        return new Verified(List.copyOf(findings), List.copyOf(restorable));
    }

    private static String lostWith(Chain chain, Backup damaged) {
        long after = chain.newest().number() - damaged.number();
        return after == 0 ? "" : " (and so " + after + " after it can't be restored)";
    }

    private void replay(Chain chain, List<String> findings, List<Chain> restorable) {
        try {
            ChainReader reader = new ChainReader(disk, chain);
            Reach all = reader.all();
            Map<Long, ChainReader.AvatarCopy> avatars = reader.avatars(all);
            for (RegionId region : all.frames().keySet()) {
                long newest = reader.region(region, all, avatars).things().frame();
                if (newest != all.frame(region)) {
                    findings.add(chain.newest().name() + ": the frames of region " + region + " end with " + newest
                            + ", its footer says " + all.frame(region));
                    return;
                }
            }
            reader.parcels(all);
            restorable.add(chain);
        } catch (ArchiveException | DamagedRecordException damage) {
            findings.add(chain.base().name() + " to " + chain.newest().name() + ": can't be replayed: "
                    + damage.getMessage());
        }
    }

    /** What is wrong with one file by itself, or null. */
    private @Nullable String check(Backup backup) {
        Counts counts = new Counts();
        try (BlockReader reader = new BlockReader(disk, backup.file())) {
            BlockReader.@Nullable Block block;
            while ((block = reader.next()) != null) {
                counts.add(reader, block);
            }
            return counts.differenceTo(backup);
        } catch (ArchiveException | DamagedRecordException damage) {
            return String.valueOf(damage.getMessage());
        }
    }

    private static final class Counts {
        private long pages;
        private long avatars;
        private long keys;
        private long waiting;

        /** The number of the next frame of each region that has any. */
        private final Map<RegionId, Long> next = new HashMap<>();

        private final Map<RegionId, Long> frames = new HashMap<>();

        void add(BlockReader reader, BlockReader.Block block) {
            switch (block.kind()) {
                case PAGES -> pages += pairs(reader, block);
                case AVATARS -> avatars += pairs(reader, block);
                case KEYS -> keys += pairs(reader, block);
                case PARCELS, INPUTS -> waiting += pairs(reader, block);
                case FRAMES -> {
                    FrameBlock content = reader.parse(FrameBlock.parser(), block.payload());
                    RegionId region = new RegionId(content.getRegionX(), content.getRegionZ());
                    content.getFramesList().forEach(frame -> add(region, frame));
                }
                case HEADER, FOOTER -> {}
            }
        }

        private static int pairs(BlockReader reader, BlockReader.Block block) {
            return reader.parse(PairBlock.parser(), block.payload()).getPairsCount();
        }

        private void add(RegionId region, Frame frame) {
            long number = frame.getNumber();
            long recorded = Stored.parse(FrameRecord.parser(), frame.getRecord().toByteArray(), "frame " + number)
                    .getNumber();
            long expected = next.getOrDefault(region, number);
            if (number != expected) {
                throw new DamagedRecordException("frame " + expected + " of region " + region + " is missing", null);
            }
            if (recorded != number) {
                throw new DamagedRecordException("frame " + number + " is that of frame " + recorded, null);
            }
            next.put(region, number + 1);
            frames.merge(region, 1L, Long::sum);
        }

        @Nullable
        String differenceTo(Backup backup) {
            BackupFooter footer = backup.footer();
            boolean isSame = pages == footer.getPages()
                    && avatars == footer.getAvatars()
                    && keys == footer.getKeys()
                    && waiting == footer.getWaiting();
            for (Map.Entry<RegionId, RegionEnd> end : backup.ends().entrySet()) {
                long counted = frames.getOrDefault(end.getKey(), 0L);
                isSame &= counted == end.getValue().getFrames()
                        && (counted == 0
                                || next.getOrDefault(end.getKey(), 0L)
                                        == end.getValue().getFrame() + 1);
            }
            return isSame ? null : "its counts are not those of its footer";
        }
    }
}
