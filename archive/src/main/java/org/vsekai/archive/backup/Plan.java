package org.vsekai.archive.backup;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.vsekai.archive.ArchiveException;
import org.vsekai.archive.v1.RegionEnd;
import org.vsekai.sim.RegionId;

/**
 * Whether the next backup is a base or an increment, and why.
 *
 * @param before the backups that an increment continues, a base first; empty for a base
 */
record Plan(List<Backup> before, String why) {
    static Plan base(String why) {
        return new Plan(List.of(), why);
    }

    /**
     * An increment, if the set's newest backup is whole and the world's frames go on where it ends.
     *
     * @throws ArchiveException when the set is another world's
     */
    static Plan of(List<BackupSet.Item> items, String worldName, LiveWorld world, LiveWorld.Fence fence) {
        for (BackupSet.Item item : items) {
            if (item instanceof Backup backup) {
                checkWorld(backup, worldName, fence);
            }
        }
        if (items.isEmpty()) {
            return base("the first of its set");
        }
        if (items.getLast() instanceof BackupSet.Unusable unusable) {
            return base("the one before can't be continued: " + unusable.name() + ": " + unusable.why());
        }
        Chain chain = BackupSet.chains(items).getLast();
        String gap = gap(chain.newest(), world, fence);
        return gap == null
                ? new Plan(
                        chain.backups(),
                        "continues from frame " + chain.newest().footer().getFrame())
                : base(gap);
    }

    private static void checkWorld(Backup backup, String worldName, LiveWorld.Fence fence) {
        boolean isOurs = backup.header().getWorldName().equals(worldName)
                && backup.header().getSeed() == fence.world().getSeed();
        if (!isOurs) {
            throw new ArchiveException(
                    "the set is of another world (\"" + backup.header().getWorldName() + "\", seed "
                            + backup.header().getSeed() + "; this one is \"" + worldName + "\", seed "
                            + fence.world().getSeed() + "): name another folder. Nothing was changed");
        }
    }

    /** Why the frames don't go on where a backup ends, or null where those of every region do. */
    private static @Nullable String gap(Backup before, LiveWorld world, LiveWorld.Fence fence) {
        SortedMap<RegionId, RegionEnd> ends = before.ends();
        for (Map.Entry<RegionId, RegionEnd> end : ends.entrySet()) {
            LiveWorld.Standing standing = fence.regions().get(end.getKey());
            String gap = standing == null
                    ? "region " + end.getKey() + " is gone: the world was restored to an earlier moment"
                    : gap(end.getKey(), end.getValue(), world, standing);
            if (gap != null) {
                return gap;
            }
        }
        for (Map.Entry<RegionId, LiveWorld.Standing> region : fence.regions().entrySet()) {
            long oldest = region.getValue().checkpoint().getOldestFrame();
            if (!ends.containsKey(region.getKey()) && oldest > 1) {
                return "the history of region " + region.getKey() + ", which is new, reaches back to frame " + oldest
                        + ", not to its beginning";
            }
        }
        return null;
    }

    private static @Nullable String gap(
            RegionId region, RegionEnd before, LiveWorld world, LiveWorld.Standing standing) {
        long newest = standing.head().getFrame();
        long last = before.getFrame();
        if (newest < last) {
            return "region " + region + " stands at frame " + newest + ", before the last backup's " + last
                    + ": the world was restored to an earlier moment";
        }
        long oldest = standing.checkpoint().getOldestFrame();
        if (last == 0) {
            return oldest <= 1 ? null : "the frame history begins after the last backup";
        }
        int[] checksum = new int[1];
        boolean[] isKept = new boolean[1];
        world.frames(region, last, last, (number, record) -> {
            checksum[0] = BlockFile.checksum(record);
            isKept[0] = true;
        });
        if (!isKept[0]) {
            return "the frame history of region " + region + " reaches back to frame " + oldest
                    + ", not to the last backup's " + last;
        }
        return checksum[0] == before.getFrameCrc()
                ? null
                : "frame " + last + " of region " + region
                        + " is not the one in the last backup: the world was restored to an earlier moment";
    }

    boolean isBase() {
        return before.isEmpty();
    }

    ByteString previousId() {
        return before.isEmpty() ? ByteString.EMPTY : before.getLast().header().getId();
    }
}
